"""A quote: both sides and the last trade, as one provider has them.

A side that nobody has given is None, never zero: zero is a price.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """Prices in points; new at `born_us`, microseconds of the run's clock."""

    bid: Decimal | None
    ask: Decimal | None
    last: Decimal | None
    born_us: int

    @property
    def mark(self) -> Decimal | None:
        """Halfway between the sides; None where one is missing."""
        return None if self.bid is None or self.ask is None else (self.bid + self.ask) / 2

    def shifted(self, points: Decimal) -> "Quote":
        """The same quote, `points` higher throughout."""
        bid, ask, last = (
            None if price is None else price + points for price in (self.bid, self.ask, self.last)
        )
        return Quote(bid, ask, last, self.born_us)


NOTHING = Quote(None, None, None, 0)
"""What somebody quotes who has said nothing yet."""
