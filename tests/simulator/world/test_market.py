"""The market of a world: it quotes what the setup trades, at the hours of the world's own days."""

import random
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hubproof.simulator.market.quote import NOTHING, Quote
from hubproof.simulator.market.setup import QUIET, TASTYTRADE, MarketSetup, Session, SymbolSetup
from hubproof.simulator.market.tape import Tick
from hubproof.simulator.world.market import Market
from hubproof.simulator.world.setup import WorldSetup
from hubproof.simulator.world.world import World

IB, TT = (one.provider for one in QUIET.providers)
VIX = SymbolSetup(symbol="VIX", price=Decimal("16.50"))


def test_the_quotes_of_the_default_are_what_they_always_were() -> None:
    of = Market(WorldSetup(), "a")
    told = [of.quote(provider, "SPX", 60_000_000) for provider in (IB, TT)]
    assert [(str(one.bid), str(one.ask), str(one.last), one.born_us) for one in told] == [
        ("5000.60", "5000.80", "5000.70", 59_630_000),
        ("5000.65", "5000.85", "5000.75", 59_870_000),
    ]


def test_it_quotes_the_underlyings_and_what_the_market_adds() -> None:
    of = Market(WorldSetup(market=MarketSetup(symbols=(VIX,))), "a")
    assert of.knows("SPX")
    assert of.knows("VIX")
    assert not of.knows("NDX")
    assert of.quote(IB, "VIX", 0).last in (Decimal("16.50"), Decimal("16.55"))


def test_it_has_the_providers_of_the_setup() -> None:
    assert Market(WorldSetup(), "a").providers == (IB, TT)
    assert Market(WorldSetup(market=MarketSetup(providers=(TASTYTRADE,))), "a").providers == (TT,)


def test_its_hours_are_those_of_the_world_s_epoch() -> None:
    setup = WorldSetup(market=MarketSetup(sessions=(Session(opens_s=52_200, closes_s=75_600),)))
    eastern = timezone(-timedelta(hours=5))
    for epoch in (
        datetime(2026, 1, 5, 20, 0, 0, 7, tzinfo=UTC),
        datetime(2026, 1, 5, 15, 0, 0, 7, tzinfo=eastern),
    ):
        world = World(setup, random.Random(1), epoch)
        assert world.market.hours.session_end(0) == 3_600_000_000 - 7


def test_what_is_on_the_tape_is_told_for_every_provider_and_the_rest_is_drawn() -> None:
    setup = WorldSetup(market=MarketSetup(symbols=(VIX,), providers=(TASTYTRADE,)))
    tick = Tick(5, IB, "SPX", Decimal(1), Decimal(2), None)
    of = Market(setup, "a", ticks=(tick,))
    assert of.providers == (TT, IB)
    assert of.quote(IB, "SPX", 5) == Quote(Decimal(1), Decimal(2), None, 5)
    assert of.quote(TT, "SPX", 5) is of.quote(IB, "VIX", 5) is NOTHING
    assert of.quote(TT, "VIX", 5).last is not None
    assert [of.next_tick(IB, symbol, 5) for symbol in ("SPX", "VIX")] == [None, None]
    assert of.next_tick(IB, "SPX", 4) == 5


def test_a_symbol_that_only_the_tape_has_is_known() -> None:
    tick = Tick(0, IB, "NDX", Decimal(1), Decimal(2), None)
    assert Market(WorldSetup(), "a", ticks=(tick,)).knows("NDX")
