"""Telling: quotes, PnL and greeks as the models of the contract have them, in the bases asked for.

A base that was not asked for or does not exist is None, and so is its age. What is no number is
told as the form can (assumption `data.non_finite`): as a float in MessagePack, as text where JSON
has decimals as text; as a number JSON has none, so there it is what a provider's own interface
leaves where nothing is set.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

import msgspec

from hubproof.contract.mesolive.fields import BASES
from hubproof.contract.mesolive.form import Form
from hubproof.contract.mesolive.models import (
    DataProviderType,
    LiveGreeks,
    LivePnL,
    LivePrices,
    LiveQuoteFields,
)
from hubproof.simulator.market.greeks import Greeks
from hubproof.simulator.market.quote import Quote
from hubproof.simulator.world.pricing import live_greeks

NAN = Decimal("NaN")
"""A price that is no number."""

UNSET = Decimal("1.7976931348623157E+308")
"""The greatest double: what Interactive Brokers' interface has where no number was set."""

_US_PER_MS = 1_000

_Figures = TypeVar("_Figures", LivePrices, LivePnL, LiveGreeks)


def no_number(provider: DataProviderType, form: Form) -> Decimal | None:
    """How what is no number is told in this form, where it comes from this provider."""
    if form.has_nan:
        return NAN
    return UNSET if provider is DataProviderType.InteractiveBrokers else None


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells at `now` (microseconds), which is `time`; what is no number is told as `no_number`."""

    now: int
    time: datetime
    no_number: Decimal | None

    def prices(self, quote: Quote, fields: LiveQuoteFields) -> LivePrices:
        """A quote."""
        return _made(LivePrices, {"SnapshotTime": self.time, **self._bases(quote, fields)})

    def pnl(self, realized: Decimal, running: Quote, fields: LiveQuoteFields) -> LivePnL:
        """What was won or lost, and what is by each base."""
        told = {"SnapshotTime": self.time, "Realized": realized, **self._bases(running, fields)}
        return _made(LivePnL, told)

    def greeks(self, greeks: Greeks | None, fields: LiveQuoteFields) -> LiveGreeks:
        """Greeks, which are those at the mark (assumption `data.greek_bases`)."""
        if greeks is None or "Mark" not in fields.bases:
            return LiveGreeks()
        if greeks.delta.is_nan():
            return _made(LiveGreeks, dict.fromkeys(LiveGreeks.__struct_fields__, self.no_number))
        return live_greeks(greeks)

    def _bases(self, quote: Quote, fields: LiveQuoteFields) -> dict[str, object]:
        age_ms = (self.now - quote.born_us) // _US_PER_MS
        told: dict[str, object] = {}
        prices = (quote.bid, quote.ask, quote.last, quote.mark)
        for base, price in zip(BASES, prices, strict=True):
            said = self.no_number if price is not None and price.is_nan() else price
            if said is not None and base in fields.bases:
                told[base], told[f"{base}AgeMs"] = said, age_ms
        return told


def _made(kind: type[_Figures], told: dict[str, object]) -> _Figures:
    """A model of it. What is no number is put in behind its check: only a bad feed tells that."""
    wrong = [name for name, one in told.items() if _is_nan(one)]
    made: _Figures = msgspec.convert(
        {name: one for name, one in told.items() if name not in wrong}, kind
    )
    for name in wrong:
        msgspec.structs.force_setattr(made, name, NAN)
    return made


def _is_nan(value: object) -> bool:
    return isinstance(value, Decimal) and value.is_nan()
