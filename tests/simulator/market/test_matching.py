"""Matching: fills follow the book, and no order gets more, or worse, than it asked for."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from hubproof.contract.mesolive.enums import OrderType, TimeInForce
from hubproof.simulator.market.matching import Moment, Outcome, first_outcome, match
from hubproof.simulator.market.quote import NOTHING, Quote
from hubproof.simulator.market.working import LIMIT_TYPES, STOP_TYPES, WorkingOrder, until

Limit, Market, Stop, StopLimit = (
    OrderType[name] for name in ("Limit", "Market", "Stop", "StopLimit")
)


def at(bid: int, ask: int, now: int = 0, *, size: int = 100, **more: Any) -> Moment:
    quote = Quote(Decimal(bid), Decimal(ask), None, now)
    return Moment(now=now, quote=quote, size=size, **more)


def order(order_type: OrderType, qty: int, **prices: int) -> WorkingOrder:
    exact: dict[str, Any] = {name: Decimal(price) for name, price in prices.items()}
    return WorkingOrder(id=7, qty=qty, order_type=order_type, **exact)


def traded(outcome: Outcome | None) -> tuple[float, float] | None:
    """Quantity and price of the fill, if there was one."""
    fill = None if outcome is None else outcome.fill
    return None if fill is None else (fill.qty, float(fill.price))


@pytest.mark.parametrize(
    ("one", "fill"),
    [
        (order(Market, 3), (3, 12)),
        (order(Market, -3), (-3, 10)),
        (order(Limit, 3, limit=12), (3, 12)),
        (order(Limit, 3, limit=15), (3, 12)),
        (order(Limit, 3, limit=11), None),
        (order(Limit, -3, limit=10), (-3, 10)),
        (order(Limit, -3, limit=5), (-3, 10)),
        (order(Limit, -3, limit=11), None),
        (order(Stop, 3, stop=12), (3, 12)),
        (order(Stop, 3, stop=13), None),
        (order(Stop, -3, stop=10), (-3, 10)),
        (order(Stop, -3, stop=9), None),
        (order(StopLimit, 3, stop=12, limit=12), (3, 12)),
        (order(StopLimit, 3, stop=13, limit=20), None),
    ],
)
def test_a_purchase_pays_the_ask_and_a_sale_gets_the_bid(
    one: WorkingOrder, fill: tuple[int, int] | None
) -> None:
    assert traded(match(one, at(10, 12))) == fill


def test_a_better_price_than_the_limit_is_the_market_s() -> None:
    half = replace(order(Limit, 1, limit=12), limit=Decimal("12.5"))
    assert traded(match(half, at(10, 12, hidden=Decimal(2)))) == (1, 12)


def test_who_trades_inside_the_quote_unseen_trades_at_the_limit() -> None:
    inside = at(10, 14, hidden=Decimal(2))
    assert traded(match(order(Limit, 1, limit=12), inside)) == (1, 12)
    assert match(order(Limit, 1, limit=11), inside) is None
    assert traded(match(order(Limit, -1, limit=12), inside)) == (-1, 12)
    assert match(order(Limit, -1, limit=13), inside) is None
    assert traded(match(order(Market, 1), inside)) == (1, 14)


def test_a_stop_that_was_triggered_works_on_where_the_price_has_left_it() -> None:
    triggered = match(order(StopLimit, 2, stop=12, limit=11), at(10, 12))
    assert triggered is not None
    assert (triggered.has_triggered, triggered.fill) == (True, None)
    assert match(triggered.order, at(10, 12)) is None
    filled = match(triggered.order, at(8, 9))
    assert traded(filled) == (2, 9)
    assert filled is not None
    assert not filled.has_triggered


def test_an_order_takes_no_more_than_there_is_and_pauses_between_fills() -> None:
    first = match(order(Market, 5), at(10, 12, 100, size=2, pause_us=50))
    assert traded(first) == (2, 12)
    assert first is not None
    assert match(first.order, at(10, 12, 149)) is None
    second = match(first.order, at(10, 12, 150))
    assert traded(second) == (3, 12)
    assert second is not None
    assert match(second.order, at(10, 12, 999)) is None


def test_an_order_on_its_way_meets_nobody() -> None:
    one = replace(order(Market, 1), from_us=30)
    assert match(one, at(10, 12, 29)) is None
    assert traded(match(one, at(10, 12, 30))) == (1, 12)


def test_where_nobody_trades_no_stop_is_triggered() -> None:
    for moment in (at(10, 12, size=0), Moment(now=0, quote=NOTHING, size=9)):
        assert match(order(Market, 1), moment) is None
        assert match(order(Stop, 1, stop=1), moment) is None


def test_an_order_for_the_day_ends_with_the_session_and_another_does_not() -> None:
    day, gtc = (
        replace(order(Limit, 1, limit=20), until_us=until(tif, 500))
        for tif in (TimeInForce.DAY, TimeInForce.GTC)
    )
    assert traded(match(day, at(10, 12, 499))) == (1, 12)
    for size in (9, 0):
        ended = match(day, at(10, 12, 500, size=size))
        assert ended == Outcome(order=day, at_us=500, has_expired=True)
    assert traded(match(gtc, at(10, 12, 500))) == (1, 12)
    assert until(TimeInForce.DAY, None) is None


def test_the_first_outcome_is_found_ahead() -> None:
    one = order(Limit, 1, limit=12)
    moments = [at(10, 20 - now, now) for now in range(20)]
    found = first_outcome(one, moments)
    assert found == match(one, moments[8])
    assert found is not None
    assert first_outcome(one, moments[:8]) is None
    assert first_outcome(found.order, moments) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"qty": 0},
        {"order_type": Limit},
        {"order_type": Stop},
        {"order_type": StopLimit, "limit": Decimal(1)},
        {"filled": 3},
        {"filled": -1},
    ],
)
def test_an_order_that_makes_no_sense_is_a_fault_of_our_own(wrong: dict[str, Any]) -> None:
    terms: dict[str, Any] = {"id": 1, "qty": 2, "order_type": Market}
    with pytest.raises(AssertionError):
        WorkingOrder(**terms | wrong)


@st.composite
def orders(draw: st.DrawFn) -> WorkingOrder:
    price = st.integers(0, 40).map(lambda halves: Decimal(halves) / 2)
    return WorkingOrder(
        id=1,
        qty=draw(st.integers(-9, 9).filter(bool)),
        order_type=draw(st.sampled_from(OrderType)),
        limit=draw(price),
        stop=draw(price),
        from_us=draw(st.integers(0, 20)),
        until_us=draw(st.none() | st.integers(0, 60)),
    )


MOMENTS = st.lists(
    st.builds(
        lambda bid, spread, size, hidden, pause_us: at(
            bid, bid + spread, size=size, hidden=Decimal(hidden), pause_us=pause_us
        ),
        *(st.integers(0, most) for most in (20, 5, 4, 3, 5)),
    ),
    max_size=60,
).map(lambda moments: [replace(one, now=now) for now, one in enumerate(moments)])


@given(one=orders(), moments=MOMENTS)
def test_whatever_the_market_does_an_order_gets_what_it_asked_for(
    one: WorkingOrder, moments: list[Moment]
) -> None:
    asked, triggers, filled, ready = one, 0, 0, one.from_us
    for moment in moments:
        outcome = match(one, moment)
        if outcome is None:
            continue
        one, fill = outcome.order, outcome.fill
        if outcome.has_expired:
            assert asked.until_us is not None
            assert moment.now >= asked.until_us
            assert fill is None
            continue
        assert asked.until_us is None or moment.now < asked.until_us
        triggers += outcome.has_triggered
        if fill is None:
            continue
        assert asked.order_type not in STOP_TYPES or triggers == 1
        assert ready <= fill.at_us == moment.now
        assert 0 < fill.qty * asked.side <= moment.size
        filled += fill.qty
        ready = moment.now + moment.pause_us
        far = moment.quote.ask if asked.side > 0 else moment.quote.bid
        assert far is not None
        assert 0 <= asked.side * (far - fill.price) <= moment.hidden
        if asked.order_type in LIMIT_TYPES:
            assert asked.limit is not None
            assert asked.side * (asked.limit - fill.price) >= 0
    assert triggers <= 1
    assert one.filled == filled
    assert abs(filled) <= abs(asked.qty)


@given(one=orders(), moments=MOMENTS)
def test_looking_ahead_finds_what_looking_at_every_instant_finds(
    one: WorkingOrder, moments: list[Moment]
) -> None:
    step_by_step = [found for found in (match(one, moment) for moment in moments) if found]
    assert first_outcome(one, moments) == (step_by_step[0] if step_by_step else None)
