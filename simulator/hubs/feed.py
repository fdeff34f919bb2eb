"""A feed: one provider's quotes as a client is told them, true or not.

The market knows what is true; what is wrong with a provider is kept here by the number of the fault
that brought it about, so that faults may overlap and each is healed by itself.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial

from hubproof.contract.mesolive.form import Form
from hubproof.contract.mesolive.models import DataProviderType
from hubproof.simulator.hubs.telling import Teller, no_number
from hubproof.simulator.hubs.told import Told
from hubproof.simulator.market.quote import Quote
from hubproof.simulator.world.contracts import Contracts
from hubproof.simulator.world.exchange import Exchange, Units
from hubproof.simulator.world.market import Market


@dataclass(frozen=True, slots=True)
class Venue:
    """Where quotes come from: of symbols, of contracts by them, and of the user's own orders."""

    market: Market
    contracts: Contracts
    exchange: Exchange


@dataclass(slots=True)
class Bad:
    """So many of the next frames are of this kind: `boot`, `null`, `crossed` or `nan`."""

    kind: str
    left: int


@dataclass(slots=True)
class Feed:
    """What is wrong with a provider at present; nothing, at first.

    `shifts` are points added to both sides, `freezes` instants at which its quotes stopped, `lags`
    microseconds by which they come late, `bads` frames that hold no price, `mutes` the symbols
    (None: all) whose stream items are lost; each by the number of its fault.
    """

    provider: DataProviderType
    venue: Venue
    shifts: dict[int, Decimal] = field(default_factory=dict)
    freezes: dict[int, int] = field(default_factory=dict)
    lags: dict[int, int] = field(default_factory=dict)
    bads: dict[int, Bad] = field(default_factory=dict)
    mutes: dict[int, str | None] = field(default_factory=dict)

    def mutes_of(self, symbol: str) -> list[int]:
        """The numbers of the faults to which a stream item of `symbol` is lost."""
        return [index for index, one in self.mutes.items() if one is None or one == symbol]

    def distortions(self) -> list[int]:
        """The numbers of the faults that the next frame shows."""
        bad = [index for index, one in self.bads.items() if one.left > 0]
        return [*self.shifts, *self.freezes, *self.lags, *bad[:1]]

    def told(self, now: int, time: datetime, form: Form) -> Told:
        """What the provider says at `now` (microseconds), which is `time`; it uses a bad frame up.

        What is late is so at once: the first quote of a late feed is older than the one before it,
        as where a broker falls back on delayed data.
        """
        bad = next((one for one in self.bads.values() if one.left > 0), None)
        if bad is not None:
            bad.left -= 1
        kind = None if bad is None else bad.kind
        return self._told(now, Teller(now, time, no_number(self.provider, form)), kind)

    def booting(self, now: int, time: datetime, form: Form) -> Told:
        """What it says before it has any price."""
        return self._told(now, Teller(now, time, no_number(self.provider, form)), "boot")

    def used_up(self) -> list[int]:
        """The numbers of the faults whose bad frames have all been told."""
        return [index for index, bad in self.bads.items() if bad.left <= 0]

    def heal(self, index: int) -> None:
        """What fault number `index` had broken is whole again."""
        for broken in (self.shifts, self.freezes, self.lags, self.bads, self.mutes):
            broken.pop(index, None)

    def _told(self, now: int, teller: Teller, kind: str | None) -> Told:
        stopped = min([now, *self.freezes.values()])
        at = max(stopped - max(self.lags.values(), default=0), 0)
        return Told(
            heard=partial(self._heard, at=at),
            own=partial(self._own, at=at),
            contracts=self.venue.contracts,
            teller=teller,
            kind=kind,
        )

    def _heard(self, symbol: str, *, at: int) -> Quote:
        quote = self.venue.market.quote(self.provider, symbol, at)
        shift = sum(self.shifts.values(), Decimal(0))
        return quote.shifted(shift) if shift else quote

    def _own(self, quote: Quote, units: Units, *, at: int) -> Quote:
        return self.venue.exchange.with_own(quote, units, at)
