"""The tape: what was recorded is told again, at its pace and by whoever said it."""

from bisect import bisect_right
from decimal import Decimal

import hypothesis.strategies as st
from hypothesis import given

from hubproof.contract.mesolive.enums import DataProviderType
from hubproof.simulator.market.quote import NOTHING, Quote
from hubproof.simulator.market.tape import Tape, Tick

IB, TT = DataProviderType.InteractiveBrokers, DataProviderType.Tastytrade


def tick(at_us: int, bid: int, provider: DataProviderType = IB, symbol: str = "SPX") -> Tick:
    return Tick(at_us, provider, symbol, Decimal(bid), Decimal(bid + 1), None)


def test_every_provider_and_symbol_has_a_track_of_its_own() -> None:
    of = Tape([tick(0, 10), tick(5, 20, TT), tick(9, 30), tick(9, 40, IB, "VIX")])
    assert (of.providers, of.symbols) == ((IB, TT), ("SPX", "VIX"))
    assert of.knows("VIX")
    assert not of.knows("NDX")
    assert of.quote(IB, "SPX", 8) == Quote(Decimal(10), Decimal(11), None, 0)
    assert of.quote(IB, "SPX", 9).bid == 30
    assert of.quote(TT, "SPX", 4) is of.quote(TT, "VIX", 99) is NOTHING
    assert of.quote(TT, "SPX", 10**12).born_us == 5


def test_the_next_tick_is_of_that_track_and_there_is_none_after_the_last() -> None:
    of = Tape([tick(0, 10), tick(5, 20, TT), tick(9, 30)])
    assert [of.next_tick(IB, "SPX", now) for now in (-1, 0, 8, 9)] == [0, 9, 9, None]
    assert of.next_tick(TT, "VIX", 0) is None


def test_of_several_ticks_at_one_time_the_last_counts() -> None:
    of = Tape([tick(3, 10), tick(3, 20)])
    assert of.quote(IB, "SPX", 3).bid == 20
    assert of.next_tick(IB, "SPX", 3) is None


@given(times=st.lists(st.integers(0, 1000), min_size=1).map(sorted), now=st.integers(-5, 1005))
def test_following_the_ticks_one_by_one_leaves_none_out(times: list[int], now: int) -> None:
    of = Tape([tick(at, number) for number, at in enumerate(times)])
    at, seen = -1, []
    while (following := of.next_tick(IB, "SPX", at)) is not None:
        at = following
        seen.append(at)
    assert seen == sorted(set(times))
    before = bisect_right(times, now)
    assert of.quote(IB, "SPX", now).bid == (before - 1 if before else None)
