"""The seeded market: a function of the seed and the time, and two providers that agree."""

import itertools
import random
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from hubproof.contract.mesolive.enums import DataProviderType
from hubproof.simulator.market.hours import Hours
from hubproof.simulator.market.quote import Quote
from hubproof.simulator.market.seeded import SeededMarket
from hubproof.simulator.market.setup import IB as IB_SETUP
from hubproof.simulator.market.setup import (
    QUIET,
    TASTYTRADE,
    Halt,
    MarketSetup,
    ProviderSetup,
    Session,
)

PROVIDERS = tuple(DataProviderType)
IB, TT = DataProviderType.InteractiveBrokers, DataProviderType.Tastytrade
TICK_US = round(QUIET.tick_s * 1_000_000)
MINUTE_US = 60_000_000
START = Decimal("5000.25")


def market(setup: MarketSetup = QUIET, seed: str = "a", start: Decimal = START) -> SeededMarket:
    return SeededMarket(
        setup,
        {"SPX": start, "NDX": Decimal(18000)},
        Hours(setup.sessions, setup.halts, 0),
        lambda name: random.Random(f"{seed}/{name}"),
    )


def of_ib(**settings: Any) -> SeededMarket:
    return market(MarketSetup(providers=(ProviderSetup(provider=IB, **settings), TASTYTRADE)))


def quotes(of: SeededMarket, provider: DataProviderType, *instants: int) -> list[Quote]:
    return [of.quote(provider, "SPX", now) for now in instants]


def prices(quote: Quote) -> tuple[Decimal, Decimal, Decimal]:
    assert quote.bid is not None
    assert quote.ask is not None
    assert quote.last is not None
    return quote.bid, quote.ask, quote.last


def ticks(of: SeededMarket, provider: DataProviderType, count: int) -> list[int]:
    found, now = [], 0
    for _ in range(count):
        now = of.next_tick(provider, "SPX", now)
        found.append(now)
    return found


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_quote_depends_on_seed_provider_and_time_and_not_on_who_asked(
    provider: DataProviderType,
) -> None:
    often, once = market(), market()
    seen = quotes(often, provider, *range(0, MINUTE_US, 77_000))
    assert once.quote(provider, "SPX", 58_905_000) == seen[765]
    assert quotes(often, provider, *range(0, MINUTE_US, 77_000)) == seen
    assert quotes(market(seed="b"), provider, *range(0, MINUTE_US, 77_000)) != seen


def test_what_one_symbol_or_provider_is_asked_changes_nothing_for_another() -> None:
    alone, beside = market(), market()
    for now in range(0, MINUTE_US, TICK_US):
        beside.quote(TT, "SPX", now)
        beside.quote(IB, "NDX", now)
    assert quotes(alone, IB, *range(0, MINUTE_US, TICK_US)) == quotes(
        beside, IB, *range(0, MINUTE_US, TICK_US)
    )


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_the_providers_agree_within_a_tenth_of_a_point_at_any_instant(seed: str) -> None:
    of = market(seed=seed)
    apart = {
        abs(one - other)
        for now in range(0, 10 * MINUTE_US, 90_000)
        for one, other in [[prices(of.quote(provider, "SPX", now))[2] for provider in PROVIDERS]]
    }
    assert max(apart) <= Decimal("0.10")
    assert len(apart) > 1  # they are two sources, not one


@pytest.mark.parametrize("provider", PROVIDERS)
def test_prices_are_exact_and_lie_on_the_grid(provider: DataProviderType) -> None:
    for quote in quotes(market(), provider, *range(0, MINUTE_US, TICK_US)):
        bid, ask, last = prices(quote)
        for price in (bid, ask, last):
            assert price % Decimal("0.05") == 0
            assert str(price) == f"{price:.2f}"
        assert bid < last < ask
        assert ask - bid == Decimal("0.20")


@given(
    step=st.sampled_from([Decimal("0.01"), Decimal("0.05"), Decimal("0.25"), Decimal(1)]),
    half_spread=st.integers(0, 50),
    flicker_share=st.floats(0, 1),
    start=st.decimals("0.01", 20, places=2),
)
def test_no_setting_brings_a_crossed_or_a_negative_quote(
    step: Decimal, half_spread: int, flicker_share: float, start: Decimal
) -> None:
    ib = ProviderSetup(provider=IB, half_spread=half_spread, flicker_share=flicker_share)
    of = market(MarketSetup(step=step, stride=3, providers=(ib,)), start=start)
    for quote in quotes(of, IB, *range(0, MINUTE_US, TICK_US)):
        bid, ask, last = prices(quote)
        assert 0 <= bid <= last <= ask
        assert ask > 0
        assert bid % step == ask % step == 0


def test_it_begins_where_the_setup_says_and_moves_from_there() -> None:
    of = market()
    assert abs(prices(of.quote(IB, "SPX", 0))[2] - START) <= Decimal("0.05")
    assert len({prices(one)[2] for one in quotes(of, IB, *range(0, MINUTE_US, TICK_US))}) > 3


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_quote_is_new_at_its_tick_and_not_before(provider: DataProviderType) -> None:
    of = market()
    now = 0
    for tick in ticks(of, provider, 50):
        assert now < tick <= now + TICK_US
        assert of.quote(provider, "SPX", tick).born_us == tick
        assert of.quote(provider, "SPX", tick - 1).born_us < tick
        assert of.quote(provider, "SPX", tick + TICK_US - 1).born_us == tick
        now = tick


def test_no_two_providers_speak_at_one_instant() -> None:
    of = market()
    assert {
        of.next_tick(IB, "SPX", now) - of.next_tick(TT, "SPX", now)
        for now in range(0, MINUTE_US, 10_000)
    } <= {-240_000, 260_000}


def test_a_larger_stride_makes_larger_moves() -> None:
    instants = range(0, MINUTE_US, TICK_US)
    calm, wild = (
        [prices(one)[2] for one in quotes(market(MarketSetup(stride=stride)), IB, *instants)]
        for stride in (1, 10)
    )
    spans = [max(seen) - min(seen) for seen in (calm, wild)]
    assert spans[0] * 2 < spans[1]
    assert max(abs(b - a) for a, b in itertools.pairwise(wild)) <= 11 * Decimal("0.05")


def test_a_slower_provider_says_the_same_and_less_often() -> None:
    of = of_ib(speaks_at_s=IB_SETUP.speaks_at_s, every_ticks=3)
    heard = ticks(of, IB, 20)
    assert {b - a for a, b in itertools.pairwise(heard)} == {3 * TICK_US}
    for tick in heard:
        assert of.quote(IB, "SPX", tick) == market().quote(IB, "SPX", tick)
        assert of.quote(IB, "SPX", tick + 3 * TICK_US - 1).born_us == tick


def test_what_lags_is_told_later_and_is_as_old_as_it_is() -> None:
    lagging = of_ib(speaks_at_s=IB_SETUP.speaks_at_s, lag_s=2.0)
    for now in range(0, MINUTE_US, 77_000):
        assert lagging.quote(IB, "SPX", now + 2_000_000) == market().quote(IB, "SPX", now)
    assert ticks(lagging, IB, 5) == [one + 2_000_000 for one in ticks(market(), IB, 5)]
    assert lagging.quote(IB, "SPX", 1_000_000).born_us == 0


def test_what_flickers_jumps_for_one_tick_and_is_back_at_the_next() -> None:
    settings: dict[str, Any] = {"speaks_at_s": IB_SETUP.speaks_at_s, "flicker_steps": 40}
    of = of_ib(flicker_share=0.2, **settings)
    instants = ticks(market(), IB, 1000)
    jumps = [
        prices(one)[2] - prices(true)[2]
        for one, true in zip(
            quotes(of, IB, *instants), quotes(market(), IB, *instants), strict=True
        )
    ]
    assert set(jumps) == {Decimal(0), Decimal(2), Decimal(-2)}
    assert 0.15 < sum(jump != 0 for jump in jumps) / len(jumps) < 0.25


def test_while_it_is_closed_the_last_quote_stands_and_nobody_speaks() -> None:
    hours = MarketSetup(
        sessions=(Session(opens_s=0, closes_s=10), Session(opens_s=30, closes_s=40))
    )
    of = market(hours)
    closed = of.quote(IB, "SPX", 10_000_000)
    assert closed.born_us == 9_630_000
    assert closed == of.quote(IB, "SPX", 9_999_999) == of.quote(IB, "SPX", 30_129_999 - 130_000)
    assert of.next_tick(IB, "SPX", 9_700_000) == 30_130_000
    assert of.quote(IB, "SPX", 30_130_000) == market().quote(IB, "SPX", 30_130_000)


def test_a_market_that_opens_later_begins_with_the_start() -> None:
    of = market(MarketSetup(sessions=(Session(opens_s=60, closes_s=90),)))
    early = of.quote(TT, "SPX", 30_000_000)
    assert (early.born_us, prices(early)[2]) == (0, START)
    assert of.next_tick(TT, "SPX", 0) == 60_370_000


def test_a_halt_stops_its_symbol_alone() -> None:
    of = market(MarketSetup(halts=(Halt(at_s=5, for_s=20, symbol="SPX"),)))
    assert of.quote(IB, "SPX", 24_999_999).born_us == 4_630_000
    assert of.next_tick(IB, "SPX", 5_000_000) == 25_130_000
    assert of.quote(IB, "NDX", 24_999_999).born_us == 24_630_000


def test_only_what_it_was_given_is_known() -> None:
    assert market().knows("SPX")
    assert not market().knows("spx")
