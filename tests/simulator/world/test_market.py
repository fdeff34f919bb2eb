"""The market: a function of the seed and the time, and two providers that agree."""

from decimal import Decimal

import pytest

from hubproof.contract.mesolive.models import DataProviderType
from hubproof.simulator.world.market import PROVIDERS, TICK_US, Market, Quote, next_tick
from hubproof.simulator.world.setup import WorldSetup

IB, TT = PROVIDERS
MINUTE_US = 60_000_000


def market(seed: str = "a") -> Market:
    return Market(WorldSetup(), seed)


def quotes(of: Market, provider: DataProviderType, *instants: int) -> list[Quote]:
    return [of.quote(provider, "SPX", now) for now in instants]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_quote_depends_on_seed_provider_and_time_and_not_on_who_asked(
    provider: DataProviderType,
) -> None:
    often, once = market(), market()
    seen = quotes(often, provider, *range(0, MINUTE_US, 77_000))
    assert once.quote(provider, "SPX", 58_905_000) == seen[765]
    assert quotes(often, provider, *range(0, MINUTE_US, 77_000)) == seen
    assert quotes(market("b"), provider, *range(0, MINUTE_US, 77_000)) != seen


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_the_providers_agree_within_a_tenth_of_a_point_at_any_instant(seed: str) -> None:
    of = market(seed)
    apart = {
        abs(one.last - other.last)
        for now in range(0, 10 * MINUTE_US, 90_000)
        for one, other in [[of.quote(provider, "SPX", now) for provider in PROVIDERS]]
    }
    assert max(apart) <= Decimal("0.10")
    assert len(apart) > 1  # they are two sources, not one


@pytest.mark.parametrize("provider", PROVIDERS)
def test_prices_are_exact_and_lie_on_the_grid(provider: DataProviderType) -> None:
    for quote in quotes(market(), provider, *range(0, MINUTE_US, TICK_US)):
        for price in (quote.bid, quote.ask, quote.last):
            assert price % Decimal("0.05") == 0
            assert str(price) == f"{price:.2f}"
        assert quote.bid < quote.last < quote.ask
        assert quote.ask - quote.bid == Decimal("0.20")


def test_it_begins_where_the_setup_says_and_moves_from_there() -> None:
    of = market()
    assert abs(of.quote(IB, "SPX", 0).last - Decimal("5000.25")) <= Decimal("0.05")
    assert len({one.last for one in quotes(of, IB, *range(0, MINUTE_US, TICK_US))}) > 3


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_quote_is_new_at_its_tick_and_not_before(provider: DataProviderType) -> None:
    of = market()
    now = 0
    for _ in range(50):
        tick = next_tick(provider, now)
        assert now < tick <= now + TICK_US
        assert of.quote(provider, "SPX", tick).born_us == tick
        assert of.quote(provider, "SPX", tick - 1).born_us < tick
        assert of.quote(provider, "SPX", tick + TICK_US - 1).born_us == tick
        now = tick


def test_no_two_providers_speak_at_one_instant() -> None:
    assert {next_tick(IB, now) - next_tick(TT, now) for now in range(0, MINUTE_US, 10_000)} <= {
        -240_000,
        260_000,
    }


def test_only_the_underlyings_of_the_setup_are_known() -> None:
    assert market().knows("SPX")
    assert not market().knows("spx")
