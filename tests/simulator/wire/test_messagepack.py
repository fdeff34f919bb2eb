"""The three hubs in MessagePack: what each answers, calls back, streams and refuses."""

import asyncio
import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from hubproof.contract.mesolive import models, packing
from hubproof.contract.mesolive.dialect import Dialect
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.bad_quotes import BadQuotes
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.network_reset import NetworkReset

NONE: dict[str, Any] = {}
ENTRY = {
    "IdempotencyKey": "k",
    "PositionName": "entry",
    "StrategyId": 101,
    "BrokerAccountId": "ML1001",
    "LegSelectionConstraint": "UniqueInPosition",
    "Underlying": {"Symbol": "SPX"},
    "DataProvider": None,
}


def status(response: dict[str, Any], dialect: Dialect) -> str:
    """The status of a response, which is told by name or by number."""
    told: object = response["Status"]
    expected: type = str if dialect.enums == "names" else int
    assert type(told) is expected
    assert isinstance(told, str | int)
    return told if isinstance(told, str) else [*models.StatusCode][told].value


def test_an_entry_is_made_and_the_record_tells_of_it(
    perform: Any, speak: Any, dialect: Dialect
) -> None:
    """Everything in MessagePack, from the preparation to the fills."""

    async def act(stage: Any) -> None:
        control = await speak(stage, "control")
        started = await control.ask("startPREPAREpositionentry", ENTRY)
        assert status(started, dialect) == "Success"
        while True:
            job = await control.ask("GetPreparePositionEntryStatus", started["Data"])
            if job["Data"]["Result"] is not None:
                break
            await asyncio.sleep(0.5)
        assert isinstance(job["Data"]["CreatedAt"], datetime)
        plan = job["Data"]["Result"]
        fills = [{"LegName": name, "Price": 1.1} for name in plan["LegPrices"]]
        done = await control.ask(
            "ApplyPaperFills",
            {
                "IdempotencyKey": "fills",
                "BrokerAccountId": "ML1001",
                "ExecPlanId": plan["ExecPlanId"],
                "QtyMultiplier": None,
                "Fills": fills,
            },
        )
        assert status(done, dialect) == "Success"
        again = await control.ask("StartPreparePositionEntry", ENTRY)
        assert status(again, dialect) == "DuplicateRequest"
        record = await control.ask("GetIdempotencyRecord", {"IdempotencyKey": "k"})
        assert record["Data"]["JobId"] == started["Data"]["JobId"]

    entries = perform(act)
    received = [e for e in entries if isinstance(e, lines.Received)]
    assert received[0].args["PositionName"] == "entry"
    (fills,) = [e for e in received if e.method == "ApplyPaperFills"]
    assert fills.args["Fills"] == [{"LegName": "put", "Price": "1.1"}]
    assert not [e for e in entries if isinstance(e, lines.Refused)]


def test_an_event_is_called_back_and_read_again_from_the_history(perform: Any, speak: Any) -> None:
    async def act(stage: Any) -> None:
        packed, plain = await speak(stage, "event"), await stage.event(subscribe=True)
        told: list[models.EntrySignalEvent] = []
        plain.on_entry_signal(told.append)
        await packed.ask("SubscribeToStrategies", {"Strategies": None})
        stage.announce()
        await packed.until(lambda: bool(packed.callbacks("OnEntrySignal")))
        (heard,) = packed.callbacks("OnEntrySignal")
        await asyncio.sleep(1)
        page = await packed.ask("GetEventsSince", {"SinceEventSeqId": 0})
        (envelope,) = page["Data"]["Events"]
        assert envelope["EntrySignal"] == heard
        assert envelope["OrderUpdate"] is None
        assert page["Data"]["ContinuationToken"] is None
        raw = msgspec.msgpack.encode(heard)
        assert packing.unpack(raw, models.EntrySignalEvent) == told[0]
        assert heard["StrategyId"] == 101  # whatever the dialect does to names in JSON

    perform(act)


def test_figures_are_streamed_and_snapped_with_decimals_as_text(
    perform: Any, speak: Any, dialect: Dialect
) -> None:
    asked = {"Symbol": "SPX", "Provider": "InteractiveBrokers", "PriceFields": "Bid, Ask"}

    async def act(stage: Any) -> None:
        data = await speak(stage, "data")
        shot = await data.ask("GetUnderlyingSnapshot", asked)
        assert status(shot, dialect) == "Success"
        stream = await data.begin("StreamUnderlyingData", asked, kind=4)
        await data.until(lambda: len(data.items(stream)) > 2)
        for prices in (shot["Data"]["Prices"], *(one["Prices"] for one in data.items(stream))):
            assert Decimal(prices["Bid"]) < Decimal(prices["Ask"])
            assert isinstance(prices["SnapshotTime"], datetime)
            assert isinstance(prices["BidAgeMs"], int)
            assert prices["Last"] is None
        data.leave()
        await asyncio.sleep(1)

    entries = perform(act)
    assert [e.reason for e in entries if isinstance(e, lines.StreamEnded)] == ["disconnected"]


def test_a_price_that_is_no_number_is_a_float(perform: Any, speak: Any) -> None:
    provider = "InteractiveBrokers"

    async def act(stage: Any) -> None:
        data = await speak(stage, "data")
        await stage.event(subscribe=True)
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(1)
        for expected in (True, False):
            shot = await data.ask("GetUnderlyingSnapshot", {"Symbol": "SPX", "Provider": provider})
            bid = shot["Data"]["Prices"]["Bid"]
            assert isinstance(bid, float if expected else str)
            assert math.isnan(float(bid)) is expected

    entries = perform(act, faults=[BadQuotes(provider=provider, ordinal=1, kind="nan", count=1)])
    told = [str(e.bid) for e in entries if isinstance(e, lines.Quoted)]
    assert told[0] == "NaN"


def test_calls_that_do_not_fit_are_refused_and_the_connection_lives(
    perform: Any, speak: Any
) -> None:
    fit = "Failed to invoke '{}' due to an error on the server."

    async def refused(control: Any, target: str, args: object, kind: int = 1) -> str:
        error = (await control.call(target, args, kind=kind))["error"]
        assert isinstance(error, str)
        return error

    async def act(stage: Any) -> None:
        control = await speak(stage, "control")
        assert await refused(control, "listAGENTS", 4) == fit.format("ListAgents")
        assert await refused(control, "ListAgents", None) == fit.format("ListAgents")
        unknown = fit.format("Buy") + " HubException: Method does not exist."
        assert await refused(control, "Buy", NONE) == unknown
        assert "non-streaming" in await refused(control, "ListAgents", NONE, kind=4)
        assert (await control.ask("ListAgents", NONE))["Data"]["Agents"]

    entries = perform(act)
    assert len([e for e in entries if isinstance(e, lines.Refused)]) == 4


def test_a_price_sent_as_no_number_is_refused(perform: Any, speak: Any) -> None:
    args = {
        "IdempotencyKey": "fills",
        "BrokerAccountId": "ML1001",
        "ExecPlanId": 1,
        "QtyMultiplier": None,
        "Fills": [{"LegName": "put", "Price": math.nan}],
    }

    async def act(stage: Any) -> None:
        control = await speak(stage, "control")
        assert "error" in await control.call("ApplyPaperFills", args)

    perform(act)


def test_an_answer_is_cut_off_as_in_json(perform: Any, speak: Any) -> None:
    async def act(stage: Any) -> None:
        control = await speak(stage, "control")
        stage.simulator.begin_storm()
        await control.begin("StartPreparePositionEntry", ENTRY)
        await control.until(lambda: bool(control.ends))
        assert control.heard == []
        record = await (await speak(stage, "control")).ask(
            "GetIdempotencyRecord", {"IdempotencyKey": "k"}
        )
        assert record["Data"]["JobId"]

    fault = Cut(hub="control", method="StartPreparePositionEntry", ordinal=1, phase="committed")
    perform(act, faults=[fault])


def test_a_reset_tears_a_packed_message(perform: Any, speak: Any) -> None:
    """Half a frame arrives: not even its length can be read to the end."""

    async def act(stage: Any) -> None:
        event = await speak(stage, "event")
        await event.ask("SubscribeToStrategies", {"Strategies": None})
        stage.simulator.begin_storm()
        stage.announce()
        await event.until(lambda: bool(event.ends))
        assert event.callbacks("OnEntrySignal") == []

    fault = NetworkReset(hub="event", method="OnEntrySignal", ordinal=1, phase="committed")
    entries = perform(act, faults=[fault])
    assert [e.reason for e in entries if isinstance(e, lines.Disconnected)] == ["reset"]


def test_a_time_that_never_came_is_a_timestamp_too(perform: Any, speak: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        plan = await stage.prepared(control, "U2001")
        args = stage.order("order", plan)
        terms = msgspec.structs.replace(
            args.LegGroupOrder, OrderType=models.OrderType.Limit, LimitPrice=Decimal("0.05")
        )
        await control.send_order(msgspec.structs.replace(args, LegGroupOrder=terms))
        orders = await (await speak(stage, "control")).ask("ListOrders", NONE)
        (order,) = orders["Data"]["Orders"]
        assert order["FilledAt"] == datetime(1, 1, 1, tzinfo=UTC)
        assert order["CreatedAt"] - datetime(2026, 1, 5, 14, 30, tzinfo=UTC) < timedelta(hours=1)

    perform(act)
