"""Running PnL: what closing legs at once would win, or lose, as a quote of money.

Whatever is sold gets the bid, and whatever is bought pays the ask, as it would be if it happened.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal

from hubproof.simulator.market.quote import Quote
from hubproof.simulator.world.legs import Leg


def running(legs: Iterable[tuple[Leg, Quote]], now: int) -> Quote:
    """The running PnL of legs at `now` (microseconds), each with the quote of its contract.

    Nothing that is held has a PnL of nought, and that is new; a base that a leg's quote lacks is
    None.
    """
    closing = [(leg, quote) for leg, quote in legs if leg.qty]

    def sum_of(price: Callable[[Leg, Quote], Decimal | None]) -> Decimal | None:
        found = [(leg, price(leg, quote)) for leg, quote in closing]
        told = [leg.worth(one) for leg, one in found if one is not None]
        return sum(told, Decimal(0)) if len(told) == len(found) else None

    return Quote(
        bid=sum_of(lambda leg, quote: quote.bid if leg.qty > 0 else quote.ask),
        ask=sum_of(lambda leg, quote: quote.ask if leg.qty > 0 else quote.bid),
        last=sum_of(lambda _leg, quote: quote.last),
        born_us=min((quote.born_us for _leg, quote in closing), default=now),
    )
