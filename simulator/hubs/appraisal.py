"""An appraisal: what legs are worth by what one provider says at one instant.

The price and the greeks of a leg are those of one contract of it, those of several legs of all that
is held in them (assumption `data.leg_group_figures`); PnL is money. Each contract is valued once,
so that all blocks of a frame agree.
"""

from collections.abc import Sequence
from decimal import Decimal

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import LiveGreeks, LivePnL, LivePrices
from hubproof.simulator.hubs.told import Told
from hubproof.simulator.market.greeks import Greeks, combined_greeks
from hubproof.simulator.market.instrument import Instrument, instrument_of
from hubproof.simulator.market.quote import Quote
from hubproof.simulator.market.valuation import combined_quote
from hubproof.simulator.world.legs import Leg
from hubproof.simulator.world.running import running

Bases = (
    models.StreamPositionDataArgs
    | models.GetPositionSnapshotArgs
    | models.StreamLegDataArgs
    | models.GetLegSnapshotArgs
    | models.StreamLegsDataArgs
    | models.GetLegsSnapshotArgs
)
"""Arguments that say which bases the blocks of an answer are to have."""


class Appraisal:
    """Values legs in the `bases` asked for."""

    def __init__(self, said: Told, bases: Bases) -> None:
        self._said = said
        self._bases = bases
        self._quotes: dict[Instrument, Quote] = {}
        self._known_greeks: dict[Instrument, Greeks | None] = {}

    def leg_prices(self, leg: Leg) -> LivePrices:
        """One contract of a leg."""
        return self._said.teller.prices(self._quote(leg), self._bases.PriceFields)

    def leg_greeks(self, leg: Leg) -> LiveGreeks:
        """One contract of a leg."""
        return self._said.teller.greeks(self._greeks(leg), self._bases.GreekFields)

    def prices(self, legs: Sequence[Leg]) -> LivePrices:
        """All that is held; where that is nothing, nobody could quote it."""
        held = [leg for leg in legs if leg.qty]
        whole = Quote(None, None, None, self._said.teller.now)
        if held:
            quotes = {str(leg.id): self._quote(leg) for leg in held}
            whole = combined_quote({str(leg.id): leg.qty for leg in held}, quotes)
        return self._said.teller.prices(whole, self._bases.PriceFields)

    def greeks(self, legs: Sequence[Leg]) -> LiveGreeks:
        """All that is held; unknown where those of one leg are."""
        found: dict[str, Greeks] = {}
        whole: Greeks | None = None
        held = [leg for leg in legs if leg.qty]
        for leg in held:
            greeks = self._greeks(leg)
            if greeks is not None:
                found[str(leg.id)] = greeks
        if len(found) == len(held):
            whole = combined_greeks({str(leg.id): leg.qty for leg in held}, found)
        return self._said.teller.greeks(whole, self._bases.GreekFields)

    def pnl(self, legs: Sequence[Leg]) -> LivePnL:
        """What was won or lost, and would be if all that is held were closed now."""
        realized = sum((leg.realized for leg in legs), Decimal(0))
        held = [(leg, self._quote(leg)) for leg in legs if leg.qty]
        quote = running(held, self._said.teller.now)
        return self._said.teller.pnl(realized, quote, self._bases.PnlFields)

    def _quote(self, leg: Leg) -> Quote:
        instrument = instrument_of(leg.contract)
        quote = self._quotes.get(instrument)
        if quote is None:
            quote = self._quotes[instrument] = self._said.contract(instrument)
        return quote

    def _greeks(self, leg: Leg) -> Greeks | None:
        instrument = instrument_of(leg.contract)
        if instrument not in self._known_greeks:
            self._known_greeks[instrument] = self._said.greeks(((instrument, 1),))
        return self._known_greeks[instrument]
