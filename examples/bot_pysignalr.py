"""A naive bot on pysignalr: it enters on every entry signal, and what fails it simply tries again.

The bug: a call whose answer is lost may have done its work. This bot repeats it under a new key, so
the hub cannot tell the second order from a wish for more. It also believes every event it is sent.

Run: pip install pysignalr, then hubproof run -- python examples/bot_pysignalr.py
or, beside hubproof serve with its two export lines pasted: python examples/bot_pysignalr.py
"""

import asyncio
import logging
import os
from collections import defaultdict
from typing import Any
from uuid import uuid4

from pysignalr.client import SignalRClient

RETRY_S = 0.5
CALL_TIMEOUT_S = 5.0  # pysignalr alone would wait for ever, even on a connection that is gone

clients: dict[str, SignalRClient] = {}
plans: defaultdict[str, asyncio.Queue[Any]] = defaultdict(asyncio.Queue)  # by preparation job
entries: list[asyncio.Task[None]] = []


async def stay_connected(hub: str) -> None:
    """Connect, and connect anew whenever the connection is lost."""
    url = f"{os.environ['MESOLIVE_INSTANCE']}/hubs/{hub}/v1"
    while True:
        key = {"Authorization": f"Bearer {os.environ['MESOLIVE_API_KEY']}"}
        client = clients[hub] = SignalRClient(url, headers=key)
        client.on_error(ignore)
        client.on("OnEntrySignal", on_entry_signal)
        client.on("OnPositionEntryPreparationCompleted", on_prepared)
        if hub == "event":
            client.on_open(subscribe)
        try:
            await client.run()
        except Exception as error:  # noqa: BLE001 - whatever it was, this bot tries again
            print(f"{hub} hub lost: {error}")
        await asyncio.sleep(RETRY_S)


async def ignore(message: object) -> None:
    """Leave an answer that nothing here waits for."""


async def subscribe() -> None:
    """Ask for the events of all strategies."""
    await clients["event"].send("SubscribeToStrategies", [{"Strategies": None}], ignore)


async def call(method: str, **args: Any) -> Any:
    """Call the Control hub until it works, under a new key each time: that is the bug."""
    while True:
        answers: asyncio.Queue[Any] = asyncio.Queue()
        try:
            async with asyncio.timeout(CALL_TIMEOUT_S):
                keyed = {"IdempotencyKey": str(uuid4()), **args}
                await clients["control"].send(method, [keyed], answers.put)
                answer = await answers.get()
            if answer.result["Status"] == "Success":
                return answer.result["Data"]
            print(f"{method} failed, trying again: {answer}")
        except Exception as error:  # noqa: BLE001 - whatever it was, this bot tries again
            print(f"{method} failed, trying again: {error!r}")
        await asyncio.sleep(RETRY_S)


async def on_prepared(arguments: list[Any]) -> None:
    """Hand the plan to the entry that waits for it."""
    await plans[arguments[0]["JobId"]].put(arguments[0]["Result"])


async def on_entry_signal(arguments: list[Any]) -> None:
    """Enter in a task: a handler that waits would hold up every other message."""
    if arguments[0]["State"] == "On":
        entries.append(asyncio.create_task(enter(arguments[0])))


async def enter(signal: dict[str, Any]) -> None:
    """Prepare one entry and execute its plan."""
    target = {key: signal[key] for key in ("StrategyId", "BrokerAccountId")}
    prepare = {
        "PositionName": f"{signal['StrategyName']} {uuid4()}",
        "LegSelectionConstraint": "None",
        "Underlying": signal["EntrySignalResult"]["Underlying"],
        "DataProvider": None,
    }
    job = await call("StartPreparePositionEntry", **target, **prepare)
    plan = await plans[job["JobId"]].get()
    order = {"BrokerAccountId": signal["BrokerAccountId"], "ExecPlanId": plan["ExecPlanId"]}
    account = await call("GetAccount", BrokerAccountId=signal["BrokerAccountId"])
    if account["IsPaperAccount"]:
        quotes = plan["LegPrices"].items()
        fills = [{"LegName": leg, "Price": quote["Mark"]} for leg, quote in quotes]
        await call("ApplyPaperFills", **order, QtyMultiplier=None, Fills=fills)
        return
    for group, legs in plan["LegGroups"].items():
        how = {"OrderType": "Market", "TimeInForce": "DAY", "LegNames": legs}
        rest = {"ReplacesOrder": None, "QtyMultiplier": None, "LegGroupId": int(group)}
        await call("SendOrder", **order, **rest, LegGroupOrder=how)


async def trade() -> None:
    """Stay on both hubs until the process is stopped."""
    await asyncio.gather(stay_connected("control"), stay_connected("event"))


logging.getLogger("pysignalr").setLevel(logging.ERROR)  # it warns of every callback not listened to
asyncio.run(trade())
