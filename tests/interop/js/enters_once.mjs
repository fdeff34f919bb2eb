// A careful bot on Microsoft's own client, over one transport in one encoding: it enters once for each
// signal, whatever becomes of its connections, because every step has a key that follows from the
// event. With `naive` every try has a key of its own, and it enters twice.
// Usage: node enters_once.mjs TRANSPORT ENCODING [stateful|naive]
import { setTimeout as sleep } from "node:timers/promises";
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";

const [transport, encoding, manner] = process.argv.slice(2);
const { MESOLIVE_INSTANCE: origin, MESOLIVE_API_KEY: apiKey } = process.env;
const [control, events] = ["control", "event"].map((hub) => {
  const builder = new HubConnectionBuilder()
    .withUrl(`${origin}/hubs/${hub}/v1`, {
      accessTokenFactory: () => apiKey,
      transport: HttpTransportType[transport],
    })
    .withHubProtocol(encoding === "json" ? new JsonHubProtocol() : new MessagePackHubProtocol())
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 100 })
    .configureLogging(LogLevel.None);
  return (manner === "stateful" ? builder.withStatefulReconnect() : builder).build();
});

// What became of a call under its key: its data, or what its record says.
async function done(method, key, args) {
  for (let tries = 0; ; tries += 1, await sleep(100)) {
    const IdempotencyKey = manner === "naive" ? `${key}_${tries}` : key;
    try {
      const answer = await control.invoke(method, { IdempotencyKey, ...args });
      if (answer.Status === "Success") return answer.Data;
      const record = await control.invoke("GetIdempotencyRecord", { IdempotencyKey });
      if (record.Data?.Status === "Completed" || record.Data?.JobId) return record.Data;
    } catch {
      // The connection comes back by itself, and the key says the rest.
    }
  }
}

async function ask(hub, method, args) {
  for (;; await sleep(100)) {
    try {
      const answer = await hub.invoke(method, args);
      if (answer.Status === "Success") return answer.Data;
    } catch {
      // As above: asking again is free.
    }
  }
}

async function enter({ EventId, StrategyId, BrokerAccountId, EntrySignalResult }) {
  const { JobId } = await done("StartPreparePositionEntry", `prep_entry_${EventId}`, {
    StrategyId, BrokerAccountId, PositionName: `entry ${EventId}`, LegSelectionConstraint: "None",
    Underlying: EntrySignalResult.Underlying, DataProvider: null,
  });
  let job;
  do {
    await sleep(100);
    job = await ask(control, "GetPreparePositionEntryStatus", { JobId });
  } while (!job.Result);
  const { ExecPlanId, LegPrices } = job.Result;
  const Fills = Object.entries(LegPrices).map(([LegName, { Mark }]) => ({ LegName, Price: Mark }));
  await done("ApplyPaperFills", `paper_entry_${EventId}`, {
    BrokerAccountId, ExecPlanId, QtyMultiplier: null, Fills,
  });
}

const seen = new Set();
function hear(signal) {
  if (signal.State !== "On" || seen.has(signal.EventId)) return;
  seen.add(signal.EventId);
  enter(signal);
}

async function listen() {
  await ask(events, "SubscribeToStrategies", { Strategies: null });
  const { Events } = await ask(events, "GetEventsSince", { SinceEventSeqId: 0 });
  for (const { EntrySignal } of Events) if (EntrySignal) hear(EntrySignal);
}

events.on("OnEntrySignal", hear);
events.onreconnected(listen);
process.on("SIGTERM", () => process.exit(0));
await control.start();
await events.start();
await listen();
