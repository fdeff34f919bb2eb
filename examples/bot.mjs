// A naive bot: it enters on every entry signal, and what fails it simply tries again.
//
// The bug: a call whose answer is lost may have done its work. This bot repeats it under a new key, so
// the hub cannot tell the second order from a wish for more. It also believes every event it is sent.
//
// Run: npm ci --prefix examples, then hubproof run -- node examples/bot.mjs
// or, beside hubproof serve with its two export lines pasted: node examples/bot.mjs
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { HubConnectionBuilder, LogLevel } from "@microsoft/signalr";

const { MESOLIVE_INSTANCE: origin, MESOLIVE_API_KEY: apiKey } = process.env;
const plans = new Map(); // the execution plan that each preparation job came to
const [control, events] = ["control", "event"].map((hub) =>
  new HubConnectionBuilder()
    .withUrl(`${origin}/hubs/${hub}/v1`, { accessTokenFactory: () => apiKey })
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 500 })
    .configureLogging(LogLevel.None)
    .build());

async function call(method, args, hub = control) {
  for (;; await sleep(500)) {
    try {
      const answer = await hub.invoke(method, { IdempotencyKey: randomUUID(), ...args });
      if (answer.Status === "Success") return answer.Data;
      console.log(`${method} failed, trying again: ${answer.Status} ${answer.Message}`);
    } catch (error) {
      console.log(`${method} failed, trying again: ${error.message}`);
    }
  }
}

async function enter({ StrategyId, StrategyName, BrokerAccountId, EntrySignalResult }) {
  const { JobId } = await call("StartPreparePositionEntry", {
    StrategyId, BrokerAccountId, PositionName: `${StrategyName} ${randomUUID()}`,
    LegSelectionConstraint: "None", Underlying: EntrySignalResult.Underlying, DataProvider: null,
  });
  while (!plans.has(JobId)) await sleep(50);
  const { ExecPlanId, LegGroups, LegPrices } = plans.get(JobId);
  const order = { BrokerAccountId, ExecPlanId, QtyMultiplier: null };
  const { IsPaperAccount } = await call("GetAccount", { BrokerAccountId });
  if (IsPaperAccount) {
    const Fills = Object.entries(LegPrices).map(([LegName, { Mark }]) => ({ LegName, Price: Mark }));
    return call("ApplyPaperFills", { ...order, Fills });
  }
  for (const [group, LegNames] of Object.entries(LegGroups)) {
    const LegGroupOrder = { OrderType: "Market", TimeInForce: "DAY", LegNames };
    await call("SendOrder", { ...order, ReplacesOrder: null, LegGroupId: Number(group), LegGroupOrder });
  }
}

events.on("OnPositionEntryPreparationCompleted", ({ JobId, Result }) => plans.set(JobId, Result));
events.on("OnEntrySignal", (signal) => signal.State === "On" && enter(signal));
const subscribe = () => call("SubscribeToStrategies", { Strategies: null }, events);
events.onreconnected(subscribe);
await control.start();
await events.start();
await subscribe();
