"""Told: what one provider says of everything at one instant, true or not.

A frame is made of this alone, however many instruments it is about: contracts, legs and positions
are worth what they are by the underlying as the provider tells that, and are as old. So what is
wrong with a feed shows in everything that is on it, and one bad frame is bad throughout.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from hubproof.simulator.hubs.telling import NAN, Teller
from hubproof.simulator.market.greeks import Greeks, combined_greeks
from hubproof.simulator.market.instrument import Instrument
from hubproof.simulator.market.quote import Quote
from hubproof.simulator.market.valuation import combined_quote
from hubproof.simulator.world.contracts import Contracts
from hubproof.simulator.world.exchange import Units

CROSSED_BY = Decimal(1)
"""How far the bid of a crossed quote lies above its ask, in points."""

_NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a provider says; all of it is bad in its own way where there is a `kind` of that.

    `heard` is what symbols are quoted at before that, `own` puts the user's working orders into the
    quote of one unit, and `teller` writes down what comes out.
    """

    heard: Callable[[str], Quote]
    own: Callable[[Quote, Units], Quote]
    contracts: Contracts
    teller: Teller
    kind: str | None = None

    def symbol(self, symbol: str) -> Quote:
        """What a known symbol is quoted at."""
        return _spoilt(self.kind, self.heard(symbol))

    def combination(self, units: Units) -> Quote:
        """What one unit of instruments on known symbols is quoted at, own orders among others."""
        quotes = {
            str(place): self.contracts.worth(one, self.heard(one.symbol))
            for place, (one, _qty) in enumerate(units)
        }
        whole = combined_quote({str(place): qty for place, (_, qty) in enumerate(units)}, quotes)
        return _spoilt(self.kind, self.own(whole, units))

    def contract(self, instrument: Instrument) -> Quote:
        """What one instrument on a known symbol is quoted at."""
        return self.combination(((instrument, 1),))

    def greeks(self, units: Units) -> Greeks | None:
        """How one unit answers to what it is on; None where that has no price."""
        if self.kind in _GREEKS:
            return _GREEKS[self.kind]
        greeks: dict[str, Greeks] = {}
        for place, (one, _qty) in enumerate(units):
            found = self.contracts.greeks(one, self.heard(one.symbol))
            if found is None:
                return None
            greeks[str(place)] = found
        return combined_greeks({str(place): qty for place, (_, qty) in enumerate(units)}, greeks)


def _spoilt(kind: str | None, quote: Quote) -> Quote:
    """A quote as it stands in a frame of this kind; ages are those of the sound one."""
    bid, ask = quote.bid, quote.ask
    if kind == "boot":
        return Quote(_NOUGHT, _NOUGHT, _NOUGHT, quote.born_us)
    if kind == "null":
        return Quote(None, None, None, quote.born_us)
    if kind == "nan":
        bid, ask = (None if side is None else NAN for side in (bid, ask))
        return Quote(bid, ask, quote.last, quote.born_us)
    if kind == "crossed" and ask is not None:
        # Where nothing is offered there is nothing that a bid could lie above.
        return Quote(ask + CROSSED_BY, ask, quote.last, quote.born_us)
    return quote


_GREEKS: dict[str | None, Greeks | None] = {
    "boot": Greeks(),
    "null": None,
    "nan": Greeks(delta=NAN, gamma=NAN, theta=NAN, vega=NAN, rho=NAN),
}
"""What greeks are in a frame without a price; a crossed one still has a mark to go by."""
