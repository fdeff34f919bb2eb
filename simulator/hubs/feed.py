"""A feed: one provider's quotes as a client is told them, true or not.

The market knows what is true; what is wrong with a provider is kept here by the number of the fault
that brought it about, so that faults may overlap and each is healed by itself.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

import msgspec

from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.contract.mesolive.fields import BASES
from hubproof.contract.mesolive.models import (
    DataProviderType,
    LivePrices,
    LiveQuoteFields,
    UnderlyingData,
)
from hubproof.simulator.world.market import Market
from hubproof.simulator.world.pricing import live_prices

CROSSED_BY = Decimal(1)
"""How far the bid of a crossed quote lies above its ask, in points."""

NAN = Decimal("NaN")
"""How a price that is no number stands in the journal."""

_SIDES = ("Bid", "Ask")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame of prices: the JSON that is written, and what of it is put on record."""

    json: bytes
    provider: str
    symbol: str
    bid: Decimal | None
    ask: Decimal | None
    bid_age_ms: int | None
    ask_age_ms: int | None


@dataclass(slots=True)
class Bad:
    """So many of the next frames are of this kind: `boot`, `null`, `crossed` or `nan`."""

    kind: str
    left: int


@dataclass(slots=True)
class Feed:
    """What is wrong with a provider at present; nothing, at first.

    `shifts` are points added to both sides, `freezes` instants at which its quotes stopped, `bads`
    frames that hold no price, `mutes` the symbols (None: all) whose stream items are lost; each by
    the number of its fault.
    """

    provider: DataProviderType
    market: Market
    dialect: Dialect = OURS
    shifts: dict[int, Decimal] = field(default_factory=dict)
    freezes: dict[int, int] = field(default_factory=dict)
    bads: dict[int, Bad] = field(default_factory=dict)
    mutes: dict[int, str | None] = field(default_factory=dict)

    def mutes_of(self, symbol: str) -> list[int]:
        """The numbers of the faults to which a stream item of `symbol` is lost."""
        return [index for index, one in self.mutes.items() if one is None or one == symbol]

    def distortions(self) -> list[int]:
        """The numbers of the faults that the next frame shows."""
        bad = [index for index, one in self.bads.items() if one.left > 0]
        return [*self.shifts, *self.freezes, *bad[:1]]

    def frame(self, symbol: str, fields: LiveQuoteFields, now: int, time: datetime) -> Frame:
        """What the provider says of a known symbol at `now` (microseconds), which is `time`."""
        quote = self.market.quote(self.provider, symbol, min([now, *self.freezes.values()]))
        shift = sum(self.shifts.values(), Decimal(0))
        if shift:
            quote = quote.shifted(shift)
        prices = live_prices(quote, now, time)
        bad = next((one for one in self.bads.values() if one.left > 0), None)
        if bad is None:
            return self._frame(symbol, _only(prices, fields))
        bad.left -= 1
        if bad.kind == "nan":
            return self._frame_of_no_number(symbol, _only(prices, fields))
        return self._frame(symbol, _only(_spoilt(bad.kind, prices), fields))

    def used_up(self) -> list[int]:
        """The numbers of the faults whose bad frames have all been told."""
        return [index for index, bad in self.bads.items() if bad.left <= 0]

    def heal(self, index: int) -> None:
        """What fault number `index` had broken is whole again."""
        for broken in (self.shifts, self.freezes, self.bads, self.mutes):
            broken.pop(index, None)

    def _frame(self, symbol: str, prices: LivePrices) -> Frame:
        data = UnderlyingData(Symbol=symbol, Provider=self.provider, Prices=prices)
        return Frame(
            json=wire.encode(data, self.dialect),
            provider=self.provider.value,
            symbol=symbol,
            bid=prices.Bid,
            ask=prices.Ask,
            bid_age_ms=prices.BidAgeMs,
            ask_age_ms=prices.AskAgeMs,
        )

    def _frame_of_no_number(self, symbol: str, prices: LivePrices) -> Frame:
        """The same with both sides no number, which no model of the contract could hold."""
        sound = self._frame(symbol, prices)
        sides = [side for side in _SIDES if getattr(prices, side) is not None]
        told = wire.decode(sound.json, dict)
        name = self.dialect.name
        told[name("Prices")] |= {name(side): str(NAN) for side in sides}
        return replace(
            sound,
            json=wire.encode(told, self.dialect),
            bid=NAN if "Bid" in sides else None,
            ask=NAN if "Ask" in sides else None,
        )


def _only(prices: LivePrices, fields: LiveQuoteFields) -> LivePrices:
    """The bases that were asked for; the others and their ages are None."""
    if fields is LiveQuoteFields.All:
        return prices
    left_out = [base for base in BASES if base not in fields.bases]
    gone = dict.fromkeys([*left_out, *(f"{base}AgeMs" for base in left_out)])
    return msgspec.structs.replace(prices, **gone)


def _spoilt(kind: str, prices: LivePrices) -> LivePrices:
    if kind == "boot":
        return msgspec.structs.replace(prices, **dict.fromkeys(BASES, Decimal(0)))
    if kind == "null":
        return LivePrices(SnapshotTime=prices.SnapshotTime)
    assert kind == "crossed", "there are no other kinds"
    if prices.Ask is None:
        return prices  # nothing is offered that a bid could lie above
    return msgspec.structs.replace(prices, Bid=prices.Ask + CROSSED_BY)
