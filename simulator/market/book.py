"""The top of the book: a quote as everybody sees it, with one's own working orders in it.

A client that bids a step above the best bid makes that the best bid; if it takes it for somebody
else's and bids a step above that, it chases itself. Own orders trade with the market alone, never
with each other, and the book that is shown is never crossed.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from hubproof.simulator.market.quote import Quote
from hubproof.simulator.market.working import LIMIT_TYPES, WorkingOrder


def shown(quote: Quote, own: Iterable[WorkingOrder], now: int) -> Quote:
    """The quote of an instrument or a combination with the own orders on just that.

    A stop that waits is not in the book, nor is an order that has not arrived or has expired. One
    beyond the other side is about to trade there, and shows as that price.
    """
    seen = [one for one in own if _is_shown(one, now)]
    bids = [one.limit for one in seen if one.side > 0 and one.limit is not None]
    asks = [one.limit for one in seen if one.side < 0 and one.limit is not None]
    if not bids and not asks:
        return quote
    bid = _best(quote.bid, bids, within=quote.ask, side=1)
    ask = _best(quote.ask, asks, within=quote.bid, side=-1)
    if bid is not None and ask is not None and bid > ask:
        ask = bid  # two own orders that cross: nobody would see them at once
    return Quote(bid, ask, quote.last, quote.born_us)


def _is_shown(order: WorkingOrder, now: int) -> bool:
    is_there = order.from_us <= now and not order.is_expired(now)
    return is_there and order.is_live and order.left != 0 and order.order_type in LIMIT_TYPES


def _best(
    price: Decimal | None, limits: Sequence[Decimal], *, within: Decimal | None, side: int
) -> Decimal | None:
    """The best of a side's price and of own limits, which go no further than the other side."""
    best = price
    for limit in limits:
        near = limit if within is None or side * (within - limit) >= 0 else within
        best = near if best is None or side * (near - best) > 0 else best
    return best
