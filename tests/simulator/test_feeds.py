"""Faults on quotes from end to end: what a reader is told meanwhile, and what heals them."""

import asyncio
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.simulator import journal as lines
from hubproof.simulator.faults import AnyFault
from hubproof.simulator.faults.bad_quotes import BadQuotes
from hubproof.simulator.faults.diverge_quotes import DivergeQuotes
from hubproof.simulator.faults.drop_stream_items import DropStreamItems
from hubproof.simulator.faults.freeze_quotes import FreezeQuotes
from hubproof.simulator.faults.lag_quotes import LagQuotes
from hubproof.simulator.market.setup import QUIET, MarketSetup

IB, TT = "InteractiveBrokers", "Tastytrade"
Quoted = lines.Quoted

AT_S = 10.0
"""When the signal is announced whose delivery begins a fault."""

LASTING = (
    DropStreamItems(provider=TT, ordinal=1, for_s=8.0),
    DivergeQuotes(provider=TT, ordinal=1, for_s=8.0),
    FreezeQuotes(provider=TT, ordinal=1, for_s=8.0),
    LagQuotes(provider=TT, ordinal=1, for_s=8.0),
)


def quoted(entries: Sequence[Any], provider: str, via: str = "stream") -> list[Quoted]:
    return [e for e in entries if isinstance(e, Quoted) and (e.provider, e.via) == (provider, via)]


def mid(one: Quoted) -> Decimal:
    assert one.bid is not None
    assert one.ask is not None
    return (one.bid + one.ask) / 2


def span(entries: Sequence[Any]) -> tuple[str, str, float, float]:
    """The one fault that acted: its name and phase, and from when to when in seconds."""
    (fired,) = [e for e in entries if isinstance(e, lines.FaultFired)]
    (healed,) = [e for e in entries if isinstance(e, lines.FaultHealed)]
    assert (fired.fault, fired.name) == (healed.fault, healed.name)
    assert fired.event_seq_id is not None
    return fired.name, fired.phase, fired.at_us / 1e6, healed.at_us / 1e6


def test_a_fault_on_a_provider_that_nobody_set_up_never_acts(storm: Any) -> None:
    entries = storm(*LASTING, streams=1, market=MarketSetup(providers=QUIET.providers[:1]))
    assert quoted(entries, IB)
    assert not [e for e in entries if isinstance(e, lines.FaultFired | lines.FaultHealed)]


@pytest.fixture
def storm(perform: Any) -> Callable[..., list[Any]]:
    """Both providers are streamed for a minute; the first signal comes at `AT_S`."""

    def run(
        *faults: AnyFault,
        snapshots_every_s: float = 60.0,
        stop_s: float = 30.0,
        streams: int = 2,
        **setup: Any,
    ) -> list[Any]:
        async def act(stage: Any) -> None:
            await stage.event(subscribe=True)
            reader = await stage.quotes()
            for provider in (IB, TT)[:streams]:
                await reader.stream(provider)
            await asyncio.sleep(AT_S - stage.loop.time())
            stage.simulator.begin_storm()
            stage.announce()
            await asyncio.sleep(0.1)
            while stage.loop.time() < stop_s:
                await asyncio.sleep(min(snapshots_every_s, stop_s - stage.loop.time()))
                await reader.snapshot(TT)
            stage.simulator.stop_faults()
            stage.simulator.end_storm()
            await asyncio.sleep(60 - stage.loop.time())
            assert not reader.socket.closed

        return list(perform(act, faults=faults, **setup))

    return run


def test_dropped_items_are_a_silence_and_a_snapshot_tells_the_truth(storm: Any) -> None:
    entries = storm(DropStreamItems(provider=TT, ordinal=1, for_s=8.0), snapshots_every_s=2.0)
    name, phase, fired_s, healed_s = span(entries)
    assert (name, phase) == ("drop_stream_items", "dropped")
    assert AT_S < fired_s < AT_S + 0.5
    assert healed_s == pytest.approx(AT_S + 8.0, abs=0.01)
    silent = [e for e in quoted(entries, TT) if fired_s <= e.at_us / 1e6 < healed_s]
    assert silent == []
    assert (
        min(e.at_us / 1e6 for e in quoted(entries, TT) if e.at_us / 1e6 > fired_s) < healed_s + 0.5
    )
    assert len(quoted(entries, IB)) == 121
    truths = [e for e in quoted(entries, TT, "snapshot") if fired_s < e.at_us / 1e6 < healed_s]
    assert len(truths) == 3
    assert all(e.bid_age_ms is not None and e.bid_age_ms < 500 for e in truths)


def test_a_stream_opened_during_the_drop_begins_with_the_first_item_after_it(
    perform: Any,
) -> None:
    heard: list[float] = []

    async def act(stage: Any) -> None:
        await stage.event(subscribe=True)
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(1)
        reader = await stage.quotes()
        stream = await reader.stream(TT)
        await asyncio.sleep(20)
        heard.append(reader.items(stream)[0][0])

    entries = perform(act, faults=[DropStreamItems(provider=TT, ordinal=1, for_s=8.0)])
    _, _, fired_s, healed_s = span(entries)
    assert fired_s > 1.0
    assert healed_s < heard[0] < healed_s + 0.6


@pytest.mark.parametrize(("symbol", "acts"), [("SPX", 1), ("NDX", 0)])
def test_a_drop_may_be_meant_for_one_symbol(storm: Any, symbol: str, acts: int) -> None:
    entries = storm(DropStreamItems(provider=TT, ordinal=1, for_s=8.0, symbol=symbol))
    assert len([e for e in entries if isinstance(e, lines.FaultFired)]) == acts
    assert len([e for e in entries if isinstance(e, lines.FaultHealed)]) == acts
    assert (len(quoted(entries, TT)) < 120) == bool(acts)


@pytest.mark.parametrize("points", [5.0, -0.5])
def test_divergence_is_seen_in_streams_and_snapshots_with_fresh_ages(
    storm: Any, points: float
) -> None:
    entries = storm(
        DivergeQuotes(provider=TT, ordinal=1, for_s=8.0, points=points), snapshots_every_s=2.0
    )
    name, phase, fired_s, healed_s = span(entries)
    assert (name, phase) == ("diverge_quotes", "diverged")
    ours, theirs = quoted(entries, IB), quoted(entries, TT) + quoted(entries, TT, "snapshot")
    for one in theirs:
        beside = max((e for e in ours if e.at_us <= one.at_us), key=lambda e: e.at_us)
        apart = mid(one) - mid(beside)
        is_shifted = fired_s <= one.at_us / 1e6 < healed_s
        assert abs(apart - (Decimal(str(points)) if is_shifted else 0)) <= Decimal("0.1")
        assert one.bid_age_ms is not None
        assert one.bid_age_ms < 500
    assert healed_s - fired_s == pytest.approx(8.0, abs=0.5)


def test_frozen_quotes_keep_coming_and_grow_old(storm: Any) -> None:
    entries = storm(FreezeQuotes(provider=TT, ordinal=1, for_s=8.0), snapshots_every_s=2.0)
    name, phase, fired_s, healed_s = span(entries)
    assert (name, phase) == ("freeze_quotes", "frozen")
    both = [*quoted(entries, TT), *quoted(entries, TT, "snapshot")]
    frozen = sorted((e for e in both if fired_s <= e.at_us / 1e6 < healed_s), key=lambda e: e.at_us)
    assert len(frozen) == 16 + 3
    assert len({(e.bid, e.ask) for e in frozen}) == 1
    # The prices were born at one instant, which is what the ages say.
    assert len({e.at_us // 1000 - (e.bid_age_ms or 0) for e in frozen}) <= 2
    assert frozen[-1].bid_age_ms is not None
    assert 7_000 < frozen[-1].bid_age_ms < 8_500
    after = [e for e in both if e.at_us / 1e6 > healed_s]
    assert all(e.bid_age_ms is not None and e.bid_age_ms < 500 for e in after)


def test_late_quotes_go_on_moving_and_their_ages_say_how_late_they_are(storm: Any) -> None:
    entries = storm(LagQuotes(provider=TT, ordinal=1, for_s=8.0, late_s=4.0), snapshots_every_s=2.0)
    name, phase, fired_s, healed_s = span(entries)
    assert (name, phase) == ("lag_quotes", "lagged")
    assert healed_s == pytest.approx(AT_S + 8.0, abs=0.01)
    both = [*quoted(entries, TT), *quoted(entries, TT, "snapshot")]
    late = [e for e in both if fired_s <= e.at_us / 1e6 < healed_s]
    assert len(late) == 16 + 3
    assert all(e.bid_age_ms is not None and 4_000 <= e.bid_age_ms < 4_500 for e in late)
    # The prices are those that it told so much earlier, on the stream that was sound then.
    then = {e.at_us: (e.bid, e.ask) for e in quoted(entries, TT) if e.at_us / 1e6 < fired_s}
    repeated = [e for e in quoted(entries, TT) if e in late and e.at_us - 4_000_000 in then]
    assert len(repeated) > 4
    assert all((e.bid, e.ask) == then[e.at_us - 4_000_000] for e in repeated)
    after = [e for e in both if e.at_us / 1e6 > healed_s]
    assert all(e.bid_age_ms is not None and e.bid_age_ms < 500 for e in after)


@pytest.mark.parametrize("kind", ["boot", "null", "crossed", "nan"])
def test_bad_quotes_are_so_many_in_a_row_and_no_more(
    storm: Any, dialect: Dialect, kind: str
) -> None:
    def is_bad(one: Quoted) -> bool:
        if kind == "null" or (kind == "nan" and dialect == OURS):
            return one.bid is None and one.ask is None
        assert one.bid is not None
        assert one.ask is not None
        if kind == "nan":
            return one.bid.is_nan() and one.ask.is_nan()
        return one.bid == one.ask == 0 if kind == "boot" else one.bid > one.ask

    entries = storm(BadQuotes(provider=TT, ordinal=1, kind=kind, count=5), snapshots_every_s=0.7)
    name, phase, fired_s, healed_s = span(entries)
    assert (name, phase) == ("bad_quotes", kind)
    told = [e for e in entries if isinstance(e, Quoted) and e.provider == TT]
    bad = [number for number, one in enumerate(told) if is_bad(one)]
    assert bad == list(range(bad[0], bad[0] + 5))
    assert {told[number].via for number in bad} == {"stream", "snapshot"}
    assert (told[bad[0]].at_us / 1e6, told[bad[-1]].at_us / 1e6) == (fired_s, healed_s)
    assert not any(is_bad(one) for one in quoted(entries, IB))


@pytest.mark.parametrize("fault", LASTING, ids=lambda fault: fault.name)
def test_the_end_of_the_storm_heals_what_lasts_longer(storm: Any, fault: AnyFault) -> None:
    entries = storm(fault, stop_s=13.0)
    _, _, _, healed_s = span(entries)
    assert 13.0 <= healed_s < 13.2
    (settled,) = [e for e in entries if isinstance(e, lines.Stage) and e.stage == "settle"]
    assert settled.at_us / 1e6 == healed_s


def test_the_end_of_the_storm_heals_bad_quotes_that_nobody_used_up(storm: Any) -> None:
    entries = storm(BadQuotes(provider=TT, ordinal=1, kind="boot", count=100), stop_s=13.0)
    _, _, fired_s, healed_s = span(entries)
    assert fired_s < 13.0 <= healed_s < 13.2
    later = [e for e in quoted(entries, TT) if e.at_us / 1e6 > healed_s]
    assert later
    assert all(e.bid for e in later)


@pytest.mark.parametrize(
    "fault",
    [*LASTING, BadQuotes(provider=TT, ordinal=1, kind="boot", count=2)],
    ids=lambda fault: fault.name,
)
def test_a_fault_that_no_quote_fell_into_is_not_written_down(perform: Any, fault: AnyFault) -> None:
    async def act(stage: Any) -> None:
        await stage.event(subscribe=True)
        reader = await stage.quotes()
        await reader.stream(IB)
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(20)
        stage.simulator.stop_faults()
        await asyncio.sleep(1)
        response = await reader.snapshot(TT)
        assert response["Data"]["Prices"]["Bid"] > 4000

    entries = perform(act, faults=[fault])
    acted = [e for e in entries if isinstance(e, lines.FaultFired | lines.FaultHealed)]
    assert acted == []


def test_faults_on_one_signal_overlap_and_each_is_healed_by_itself(storm: Any) -> None:
    entries = storm(
        DivergeQuotes(provider=TT, ordinal=1, for_s=4.0),
        BadQuotes(provider=TT, ordinal=1, kind="crossed", count=2),
        FreezeQuotes(provider=IB, ordinal=1, for_s=6.0),
    )
    fired = [e.name for e in entries if isinstance(e, lines.FaultFired)]
    healed = [(e.name, e.fault) for e in entries if isinstance(e, lines.FaultHealed)]
    assert sorted(fired) == ["bad_quotes", "diverge_quotes", "freeze_quotes"]
    assert healed == [("bad_quotes", 1), ("diverge_quotes", 0), ("freeze_quotes", 2)]
    last_ours, last_theirs = quoted(entries, IB)[-1], quoted(entries, TT)[-1]
    assert abs(mid(last_ours) - mid(last_theirs)) <= Decimal("0.1")


def test_a_fault_waits_for_its_own_signal(storm: Any) -> None:
    entries = storm(DivergeQuotes(provider=TT, ordinal=2, for_s=8.0))
    assert [e for e in entries if isinstance(e, lines.FaultFired)] == []
