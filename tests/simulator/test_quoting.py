"""The Data hub from end to end: what a reader is told, when, and what is written down of it."""

import asyncio
import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from hubproof.simulator import journal as lines
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.hubs.channel import CAPACITY, WINDOW_US
from hubproof.simulator.market.setup import QUIET, Halt, MarketSetup
from hubproof.simulator.transports.connection import Connection

TICK_US = round(QUIET.tick_s * 1_000_000)
IB, TT = "InteractiveBrokers", "Tastytrade"
STREAM = "StreamUnderlyingData"
SNAPSHOT = "GetUnderlyingSnapshot"

CLOSED = replace(QUIET, halts=(Halt(at_s=4.0, for_s=3600.0),))
"""A market that says nothing more from the fourth second on."""


def quoted(entries: Sequence[Any], provider: str = IB) -> list[lines.Quoted]:
    return [e for e in entries if isinstance(e, lines.Quoted) and e.provider == provider]


def ended(entries: Sequence[Any]) -> list[tuple[int, str]]:
    return [(e.call, e.reason) for e in entries if isinstance(e, lines.StreamEnded)]


def of_call(entries: Sequence[Any], call: int = 1) -> list[str]:
    return [type(e).__name__ for e in entries if getattr(e, "call", None) == call]


def test_a_stream_tells_the_quote_at_once_and_then_every_new_one(perform: Any) -> None:
    told: list[Any] = []

    async def act(stage: Any) -> None:
        reader = await stage.quotes()
        stream = await reader.stream(IB)
        await asyncio.sleep(20)
        told.extend(reader.items(stream))
        assert reader.end(stream) is None

    entries = perform(act)
    written = quoted(entries)
    asked = next(e.at_us for e in entries if isinstance(e, lines.Received))
    assert written[0].at_us == asked
    gaps = [later.at_us - one.at_us for one, later in itertools.pairwise(written)]
    assert min(gaps) >= WINDOW_US
    assert set(gaps[2:]) == {TICK_US}
    assert len(written) == len(told) == 41
    for line, (_, prices) in zip(written, told, strict=True):
        assert (line.bid, line.ask) == (prices["Bid"], prices["Ask"])
        assert (line.bid_age_ms, line.ask_age_ms) == (prices["BidAgeMs"], prices["AskAgeMs"])
        assert (line.connection, line.call, line.symbol, line.via) == (1, 1, "SPX", "stream")
    assert {one.bid_age_ms for one in written[2:]} == {0}
    assert of_call(entries)[:4] == ["Received", "Applied", "Quoted", "Quoted"]


def test_a_tick_within_the_window_waits_for_its_end(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await asyncio.sleep(2.0)  # 130 ms before a tick
        reader = await stage.quotes()
        await reader.stream(IB)
        await asyncio.sleep(1.0)

    first, second, *_ = quoted(perform(act))
    assert second.at_us - first.at_us == WINDOW_US
    assert second.bid_age_ms is not None
    assert 0 < second.bid_age_ms < WINDOW_US / 1000


def test_two_streams_and_a_snapshot_do_not_hinder_each_other(perform: Any) -> None:
    async def act(stage: Any) -> None:
        reader = await stage.quotes()
        one, other = await reader.stream(IB), await reader.stream(TT)
        await asyncio.sleep(5)
        response = await reader.snapshot(TT)
        assert response["Status"] == "Success"
        data = response["Data"]
        assert (data["Symbol"], data["Provider"]) == ("SPX", TT)
        last = reader.items(other)[-1][1]
        assert {n: data["Prices"][n] for n in ("Bid", "Ask")} == {
            n: last[n] for n in ("Bid", "Ask")
        }
        assert abs(data["Prices"]["Last"] - reader.items(one)[-1][1]["Last"]) <= Decimal("0.10")
        await asyncio.sleep(5)
        assert len(reader.items(one)) == len(reader.items(other)) == 21

    entries = perform(act)
    assert [e.via for e in quoted(entries, TT)].count("snapshot") == 1
    assert of_call(entries, 3) == ["Received", "Applied", "Answered", "Quoted"]


def test_a_base_that_was_not_asked_for_is_null_in_item_and_snapshot(perform: Any) -> None:
    async def act(stage: Any) -> None:
        reader = await stage.quotes()
        stream = await reader.stream(IB, PriceFields="Bid, Last")
        response = await reader.snapshot(IB, PriceFields="Mark")
        [(_, item)] = reader.items(stream)[:1]
        for prices, there in ((item, {"Bid", "Last"}), (response["Data"]["Prices"], {"Mark"})):
            bases = ("Bid", "Ask", "Last", "Mark")
            assert {name for name in bases if prices[name] is not None} == there
            assert {name for name in bases if prices[f"{name}AgeMs"] is not None} == there

    stream, snapshot = quoted(perform(act))[:2]
    assert stream.bid is not None
    assert (stream.ask, stream.ask_age_ms, snapshot.bid, snapshot.ask) == (None,) * 4


def test_a_stream_that_is_cancelled_is_completed_and_told_no_more(perform: Any) -> None:
    async def act(stage: Any) -> None:
        reader = await stage.quotes()
        gone, kept = await reader.stream(IB), await reader.stream(TT)
        await asyncio.sleep(3)
        await reader.cancel(gone)
        await asyncio.sleep(0.2)
        before = len(reader.items(gone))
        assert reader.end(gone) == {"type": 3, "invocationId": gone}
        await reader.cancel(gone)
        await asyncio.sleep(5)
        assert len(reader.items(gone)) == before
        assert len(reader.items(kept)) > before
        again = await reader.stream(IB)
        await asyncio.sleep(1)
        assert reader.items(again)

    entries = perform(act)
    assert ended(entries)[0] == (1, "cancelled")
    assert of_call(entries)[-1] == "StreamEnded"


def test_streams_end_with_their_connection_and_with_nobody_left_nothing_happens(
    perform: Any,
) -> None:
    async def act(stage: Any) -> None:
        reader = await stage.quotes()
        await reader.stream(IB)
        await reader.stream(TT)
        await asyncio.sleep(2)
        await reader.socket.close()
        await asyncio.sleep(2)
        seen = len(stage.simulator.journal)
        assert len(stage.simulator._clockwork) == 0
        assert stage.simulator._dispatch._open == {}
        await asyncio.sleep(600)
        assert len(stage.simulator.journal) == seen

    entries = perform(act)
    assert ended(entries) == [(1, "disconnected"), (2, "disconnected")]
    kinds = [type(e).__name__ for e in entries]
    assert kinds[-3:] == ["StreamEnded", "StreamEnded", "Disconnected"]


def test_nothing_is_left_of_streams_that_were_cancelled_while_the_market_is_closed(
    perform: Any,
) -> None:
    async def act(stage: Any) -> None:
        await asyncio.sleep(5)
        reader = await stage.quotes()
        for _ in range(60):
            await reader.cancel(await reader.stream(IB))
        await asyncio.sleep(1)
        assert len(stage.simulator._clockwork) <= 20

    assert len(ended(perform(act, market=CLOSED))) == 60


@pytest.mark.parametrize(
    ("args", "status", "says", "path"),
    [
        ((None,), "ValidationError", "A data provider is required.", {"Provider"}),
        ((IB, "NDX"), "NotFound", "There is no underlying NDX.", set()),
    ],
)
def test_what_cannot_be_quoted_is_refused(
    perform: Any, args: tuple[Any, ...], status: str, says: str, path: set[str]
) -> None:
    sentence = (
        "An unexpected error occurred invoking 'StreamUnderlyingData' on the server."
        f" HubException: {says}"
    )

    async def act(stage: Any) -> None:
        reader = await stage.quotes()
        response = await reader.snapshot(*args)
        assert (response["Status"], response["Data"]) == (status, None)
        assert set(response["Error"]["ValidationErrors"] or {}) == path
        assert response["Error"]["Detail"] == says
        stream = await reader.stream(*args)
        await asyncio.sleep(2)
        assert reader.items(stream) == []
        assert reader.end(stream) == {"type": 3, "invocationId": stream, "error": sentence}
        good = await reader.stream(IB)
        await asyncio.sleep(1)
        assert reader.items(good)

    entries = perform(act)
    assert ended(entries)[0] == (2, sentence)
    assert of_call(entries, 2) == ["Received", "Applied", "StreamEnded"]


def test_a_provider_that_is_not_set_up_is_refused(perform: Any) -> None:
    async def act(stage: Any) -> None:
        reader = await stage.quotes()
        response = await reader.snapshot(TT)
        assert response["Status"] == "ValidationError"
        assert response["Error"]["Detail"] == "Tastytrade is not connected."
        assert (await reader.snapshot(IB))["Status"] == "Success"

    perform(act, market=MarketSetup(providers=QUIET.providers[:1]))


def test_a_stream_is_silent_while_nobody_trades_and_goes_on_afterwards(perform: Any) -> None:
    told: list[Any] = []

    async def act(stage: Any) -> None:
        reader = await stage.quotes()
        stream = await reader.stream(IB)
        await asyncio.sleep(40)
        told.extend(reader.items(stream))
        assert (await reader.snapshot(IB, "SPX"))["Data"]["Prices"]["BidAgeMs"] < 1000

    perform(act, market=MarketSetup(halts=(Halt(at_s=5, for_s=20),)))
    times = [at for at, _prices in told]
    assert [(a, b) for a, b in itertools.pairwise(times) if b - a > 1] == [
        (pytest.approx(4.63, abs=0.1), pytest.approx(25.13, abs=0.1))
    ]


@pytest.mark.parametrize(
    ("kind", "target", "error"),
    [
        (
            1,
            "streamunderlyingdata",
            (
                "The client attempted to invoke the streaming 'StreamUnderlyingData' method with a"
                " non-streaming invocation."
            ),
        ),
        (
            4,
            "GetUnderlyingSnapshot",
            (
                "The client attempted to invoke the non-streaming 'GetUnderlyingSnapshot' method"
                " with a streaming invocation."
            ),
        ),
    ],
)
def test_a_method_is_invoked_as_what_it_is(
    perform: Any, kind: int, target: str, error: str
) -> None:
    async def act(stage: Any) -> None:
        reader = await stage.quotes()
        call = {"type": kind, "invocationId": "x", "target": target}
        await reader.say({**call, "arguments": [{"Symbol": "SPX", "Provider": IB}]})
        await asyncio.sleep(1)
        assert reader.end("x") == {"type": 3, "invocationId": "x", "error": error}

    (refused,) = [e for e in perform(act) if isinstance(e, lines.Refused)]
    assert (refused.hub, refused.error) == ("data", error)


def test_a_provider_that_does_not_exist_cannot_be_read(perform: Any) -> None:
    async def act(stage: Any) -> None:
        reader = await stage.quotes()
        stream = await reader.stream("Bloomberg")
        await asyncio.sleep(1)
        end = reader.end(stream)
        assert end is not None
        assert end["error"].startswith("Failed to invoke 'StreamUnderlyingData' due to an error")

    assert ended(perform(act)) == []


def test_a_slow_reader_gets_the_newest_once_it_reads_again(
    perform: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = [0]
    monkeypatch.setattr(Connection, "waiting_bytes", property(lambda _: waiting[0]))

    async def act(stage: Any) -> None:
        reader = await stage.quotes()
        await reader.stream(IB)
        await asyncio.sleep(5)
        waiting[0] = 1_000_000
        await asyncio.sleep(20)
        assert len(quoted(stage.simulator.journal.entries())) == 11
        waiting[0] = 0
        await asyncio.sleep(5)

    written = quoted(perform(act))
    burst = [e for e in written if e.at_us == written[11].at_us]
    assert len(burst) == CAPACITY
    ages = {e.bid_age_ms for e in burst}
    assert ages == {0}  # as they were when they were made: their SnapshotTime says how long ago
    assert len(written) == 11 + CAPACITY + 9


def test_what_a_lost_connection_was_not_told_is_not_written_down(
    perform: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = [1_000_000]
    written: list[str] = []
    monkeypatch.setattr(Connection, "waiting_bytes", property(lambda _: waiting[0]))
    write = Connection.item

    def lose_at_the_third(connection: Connection, invocation_id: str, item: bytes) -> None:
        write(connection, invocation_id, item)
        written.append(invocation_id)
        if len(written) == 3:
            connection.cut()

    monkeypatch.setattr(Connection, "item", lose_at_the_third)

    async def act(stage: Any) -> None:
        reader = await stage.quotes()
        await reader.stream(IB)
        await asyncio.sleep(5)
        waiting[0] = 0
        await asyncio.sleep(5)

    entries = perform(act)
    assert of_call(entries)[2:] == ["Quoted", "Quoted", "Quoted", "StreamEnded"]
    assert written == ["1", "1", "1"]


@pytest.mark.parametrize(
    ("phase", "kinds"),
    [
        ("received", ["Received", "FaultFired"]),
        ("committed", ["Received", "Applied", "FaultFired"]),
        ("answered", ["Received", "Applied", "Quoted", "FaultFired", "StreamEnded"]),
    ],
)
def test_a_cut_at_each_phase_of_a_stream(perform: Any, phase: str, kinds: list[str]) -> None:
    async def act(stage: Any) -> None:
        reader = await stage.quotes()
        stage.simulator.begin_storm()
        stream = await reader.stream(IB)
        await asyncio.sleep(5)
        assert len(reader.items(stream)) == kinds.count("Quoted")
        assert reader.socket.closed

    entries = perform(act, faults=[Cut(hub="data", method=STREAM, ordinal=1, phase=phase)])
    assert of_call(entries) == kinds


@pytest.mark.parametrize(
    ("phase", "kinds"),
    [
        ("received", ["Received", "FaultFired"]),
        ("committed", ["Received", "Applied", "FaultFired"]),
        ("answered", ["Received", "Applied", "Answered", "Quoted", "FaultFired"]),
    ],
)
def test_a_cut_at_each_phase_of_a_snapshot(perform: Any, phase: str, kinds: list[str]) -> None:
    async def act(stage: Any) -> None:
        reader = await stage.quotes()
        stage.simulator.begin_storm()
        waiting = asyncio.ensure_future(reader.snapshot(IB))
        await asyncio.sleep(5)
        assert waiting.done() == ("Quoted" in kinds)
        waiting.cancel()

    entries = perform(act, faults=[Cut(hub="data", method=SNAPSHOT, ordinal=1, phase=phase)])
    assert of_call(entries) == kinds


def test_a_snapshot_that_nobody_waits_for_is_not_told(perform: Any) -> None:
    async def act(stage: Any) -> None:
        reader = await stage.quotes()
        asked = {"Symbol": "SPX", "Provider": IB}
        await reader.say({"type": 1, "target": SNAPSHOT, "arguments": [asked]})
        await asyncio.sleep(1)

    assert quoted(perform(act)) == []
