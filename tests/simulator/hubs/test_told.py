"""What is wrong with a feed shows in everything that is on it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from hubproof.contract.mesolive.enums import MesoContractType, OrderType
from hubproof.contract.mesolive.form import form_of
from hubproof.contract.mesolive.models import DataProviderType
from hubproof.simulator.hubs.feed import Bad, Feed, Venue
from hubproof.simulator.hubs.told import Told
from hubproof.simulator.market.greeks import Greeks
from hubproof.simulator.market.instrument import Instrument, Right
from hubproof.simulator.market.quote import NOTHING, Quote
from hubproof.simulator.market.working import WorkingOrder
from hubproof.simulator.world.exchange import Units

EPOCH = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
TT = DataProviderType.Tastytrade
NOW = 10_000_000
INDEX = Instrument(kind=MesoContractType.Index, symbol="SPX")


def put(strike: int) -> Instrument:
    expires_at = datetime(2026, 2, 20, 21, tzinfo=UTC)
    return Instrument(
        kind=MesoContractType.Options,
        symbol="SPX",
        multiplier=Decimal(100),
        right=Right(is_call=False, strike=Decimal(strike), expires_at=expires_at),
    )


SPREAD: Units = ((put(4950), 1), (put(4850), -1))


@pytest.fixture
def feed(venue: Venue) -> Feed:
    return Feed(TT, venue)


def told(feed: Feed, now: int = NOW) -> Told:
    return feed.told(now, EPOCH + timedelta(microseconds=now), form_of())


def test_a_contract_is_worth_what_its_provider_s_underlying_makes_it(feed: Feed) -> None:
    quote = told(feed).contract(put(4900))
    assert quote == feed.venue.contracts.quote(TT, put(4900), NOW)
    assert quote.bid is not None
    assert told(feed).contract(INDEX) == told(feed).symbol("SPX")
    spread = told(feed).combination(SPREAD)
    long, short = (told(feed).contract(one) for one, _ in SPREAD)
    assert spread.bid == (long.bid or 0) - (short.ask or 0)


def test_a_shift_of_the_underlying_moves_a_contract_by_its_delta(feed: Feed) -> None:
    before, greeks = told(feed).contract(put(4900)), told(feed).greeks(((put(4900), 1),))
    feed.shifts[0] = Decimal(10)
    after = told(feed).contract(put(4900))
    assert greeks is not None
    assert before.mark is not None
    assert after.mark is not None
    assert after.mark - before.mark == pytest.approx(10 * greeks.delta, abs=Decimal("0.25"))
    assert after.born_us == before.born_us


@pytest.mark.parametrize(
    ("spoil", "as_of"),
    [
        (lambda feed: feed.freezes.update({0: 4_000_000}), 4_000_000),
        (lambda feed: feed.lags.update({0: 7_000_000}), 3_000_000),
    ],
)
def test_what_is_frozen_or_late_is_so_in_contracts_too(
    feed: Feed, spoil: Callable[[Feed], None], as_of: int
) -> None:
    then = told(feed, as_of).combination(SPREAD)
    assert then != told(feed).combination(SPREAD)
    spoil(feed)
    assert told(feed).combination(SPREAD) == then


def nan(price: Decimal | None) -> bool:
    return price is not None and price.is_nan()


@pytest.mark.parametrize("units", [((INDEX, 1),), ((put(4900), 1),), SPREAD])
def test_a_bad_frame_is_bad_whatever_it_is_about(feed: Feed, units: Units) -> None:
    sound = told(feed).combination(units)
    quotes: dict[str, Quote] = {}
    for index, kind in enumerate(("boot", "null", "crossed", "nan")):
        feed.bads[index] = Bad(kind, 1)
        quotes[kind] = told(feed).combination(units)
    assert {one.born_us for one in quotes.values()} == {sound.born_us}
    boot, null, crossed = (quotes[kind] for kind in ("boot", "null", "crossed"))
    assert [boot.bid, boot.ask, boot.last, boot.mark] == [Decimal(0)] * 4
    assert [null.bid, null.ask, null.last, null.mark] == [None] * 4
    assert (crossed.bid, crossed.ask) == ((sound.ask or 0) + 1, sound.ask)
    assert [nan(quotes["nan"].bid), nan(quotes["nan"].ask), nan(quotes["nan"].mark)] == [True] * 3
    assert quotes["nan"].last == sound.last


def test_greeks_are_as_good_as_the_prices_beside_them(feed: Feed) -> None:
    sound = told(feed).greeks(SPREAD)
    found = {}
    for index, kind in enumerate(("boot", "null", "crossed", "nan")):
        feed.bads[index] = Bad(kind, 1)
        found[kind] = told(feed).greeks(SPREAD)
    assert sound is not None
    assert sound.delta < 0
    assert (found["boot"], found["null"], found["crossed"]) == (Greeks(), None, sound)
    assert found["nan"] is not None
    assert found["nan"].vega.is_nan()


def test_where_nothing_is_offered_a_frame_cannot_be_crossed_nor_without_a_number(
    venue: Venue,
) -> None:
    for kind in ("crossed", "nan"):
        said = Told(
            heard=lambda _: NOTHING,
            own=lambda quote, _: quote,
            contracts=venue.contracts,
            teller=told(Feed(TT, venue)).teller,
            kind=kind,
        )
        assert said.symbol("SPX") == NOTHING
    sound = Told(
        heard=lambda _: NOTHING,
        own=lambda quote, _: quote,
        contracts=venue.contracts,
        teller=told(Feed(TT, venue)).teller,
    )
    assert sound.greeks(SPREAD) is None


def test_own_orders_stand_in_the_book_of_just_what_they_trade(feed: Feed) -> None:
    before = told(feed).combination(SPREAD)
    single = told(feed).contract(put(4950))
    then = told(feed, NOW - 2_000_000).combination(SPREAD)
    assert before.bid is not None
    order = WorkingOrder(
        id=1,
        qty=2,
        order_type=OrderType.Limit,
        limit=before.bid + Decimal("0.75"),
        from_us=NOW - 1_000_000,
    )
    feed.venue.exchange.put(SPREAD, order)
    assert told(feed).combination(SPREAD).bid == order.limit
    assert told(feed).contract(put(4950)) == single
    # A feed that is late does not know of it yet.
    feed.lags[0] = 2_000_000
    assert told(feed).combination(SPREAD) == then
    assert then.bid != order.limit
