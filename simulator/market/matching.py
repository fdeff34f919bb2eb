"""Matching: what one instant of the market does to one working order.

Fills follow the book: a purchase pays the ask, a sale gets the bid, and a limit is never passed.
The caller decides at which instants to look and how much is there; looking again with what came out
goes on from there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from hubproof.simulator.market.quote import Quote
from hubproof.simulator.market.working import LIMIT_TYPES, WorkingOrder

_NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The market at `now`, without one's own orders.

    `size` units can be had at once; with none nobody trades, so no stop is triggered either. A
    limit order also finds who trades up to `hidden` points inside the quote, unseen. After a fill
    the next takes `pause_us` at least.
    """

    now: int
    quote: Quote
    size: int
    hidden: Decimal = _NOUGHT
    pause_us: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """So many units traded, plus bought, minus sold, at a price in points each."""

    order_id: int
    qty: int
    price: Decimal
    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The order as it is at `at_us`, and what happened: triggered, filled, or its day is over."""

    order: WorkingOrder
    at_us: int
    fill: Fill | None = None
    has_triggered: bool = False
    has_expired: bool = False


def match(order: WorkingOrder, moment: Moment) -> Outcome | None:
    """What becomes of an order at one instant; None if nothing does.

    An order whose day is over says so and never fills, however good the price.
    """
    if order.left == 0:
        return None
    if order.is_expired(moment.now):
        return Outcome(order=order, at_us=moment.now, has_expired=True)
    if moment.now < order.from_us or moment.size <= 0:
        return None
    has_triggered = not order.is_live and _reaches_stop(order, moment.quote)
    if has_triggered:
        order = replace(order, is_triggered=True)
    price = _price(order, moment) if order.is_live else None
    if price is None:
        return Outcome(order=order, at_us=moment.now, has_triggered=True) if has_triggered else None
    qty = order.side * min(abs(order.left), moment.size)
    order = replace(order, filled=order.filled + qty, from_us=moment.now + moment.pause_us)
    fill = Fill(order_id=order.id, qty=qty, price=price, at_us=moment.now)
    return Outcome(order=order, at_us=moment.now, fill=fill, has_triggered=has_triggered)


def first_outcome(order: WorkingOrder, moments: Iterable[Moment]) -> Outcome | None:
    """What happens to an order first, over instants that follow each other; None if nothing does.

    Quotes to come are known, and own orders do not move them: whoever asks once, ahead, need not
    look at every tick.
    """
    outcomes = (match(order, moment) for moment in moments)
    return next((one for one in outcomes if one is not None), None)


def _reaches_stop(order: WorkingOrder, quote: Quote) -> bool:
    """Whether the price that the order would trade at has come to its stop."""
    far = _far_side(order, quote)
    return far is not None and order.stop is not None and order.side * (far - order.stop) >= 0


def _price(order: WorkingOrder, moment: Moment) -> Decimal | None:
    """The price at which the order trades now; None where its limit forbids or nobody offers."""
    far, side = _far_side(order, moment.quote), order.side
    if far is None or order.order_type not in LIMIT_TYPES:
        return far
    assert order.limit is not None, "a working order of these types has a limit"
    room = side * (order.limit - far)
    if room >= 0:
        return far
    return order.limit if room + moment.hidden >= 0 else None


def _far_side(order: WorkingOrder, quote: Quote) -> Decimal | None:
    return quote.ask if order.side > 0 else quote.bid
