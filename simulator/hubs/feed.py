"""A feed: one provider's quotes as a client is told them, true or not.

The market knows what is true; what is wrong with a provider is kept here by the number of the fault
that brought it about, so that faults may overlap and each is healed by itself.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

import msgspec

from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.models import DataProviderType, LivePrices, UnderlyingData
from hubproof.simulator.world.market import Market, Quote

_US_PER_MS = 1_000

CROSSED_BY = Decimal(1)
"""How far the bid of a crossed quote lies above its ask, in points."""

NAN = Decimal("NaN")


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
    frames that hold no price, `mutes` what keeps its stream items from being written; each by the
    number of its fault.
    """

    provider: DataProviderType
    market: Market
    shifts: dict[int, Decimal] = field(default_factory=dict)
    freezes: dict[int, int] = field(default_factory=dict)
    bads: dict[int, Bad] = field(default_factory=dict)
    mutes: dict[int, None] = field(default_factory=dict)

    def frame(self, symbol: str, now: int, time: datetime) -> Frame:
        """What the provider says of a known symbol at `now` (microseconds), which is `time`."""
        quote = self.market.quote(self.provider, symbol, min([now, *self.freezes.values()]))
        shift = sum(self.shifts.values(), Decimal(0))
        if shift:
            quote = replace(
                quote, bid=quote.bid + shift, ask=quote.ask + shift, last=quote.last + shift
            )
        prices = _prices(quote, now, time)
        bad = next((one for one in self.bads.values() if one.left > 0), None)
        if bad is not None:
            bad.left -= 1
            return self._frame(symbol, *_spoilt(bad.kind, prices))
        return self._frame(symbol, prices, None)

    def used_up(self) -> list[int]:
        """The numbers of the faults whose bad frames have all been told."""
        return [index for index, bad in self.bads.items() if bad.left <= 0]

    def heal(self, index: int) -> None:
        """What fault number `index` had broken is whole again."""
        for broken in (self.shifts, self.freezes, self.bads, self.mutes):
            broken.pop(index, None)

    def _frame(self, symbol: str, prices: LivePrices, instead: Decimal | None) -> Frame:
        """The frame of `prices`, with `instead` in the place of both sides where it is given."""
        data = UnderlyingData(Symbol=symbol, Provider=self.provider, Prices=prices)
        json = wire.encode(data)
        if instead is not None:
            told = msgspec.json.decode(json)
            told["Prices"] |= {"Bid": str(instead), "Ask": str(instead)}
            json = wire.encode(told)
        return Frame(
            json=json,
            provider=self.provider.value,
            symbol=symbol,
            bid=prices.Bid if instead is None else instead,
            ask=prices.Ask if instead is None else instead,
            bid_age_ms=prices.BidAgeMs,
            ask_age_ms=prices.AskAgeMs,
        )


def _prices(quote: Quote, now: int, time: datetime) -> LivePrices:
    age_ms = (now - quote.born_us) // _US_PER_MS
    return LivePrices(
        SnapshotTime=time,
        Bid=quote.bid,
        Ask=quote.ask,
        Last=quote.last,
        BidAgeMs=age_ms,
        AskAgeMs=age_ms,
        LastAgeMs=age_ms,
    )


def _spoilt(kind: str, prices: LivePrices) -> tuple[LivePrices, Decimal | None]:
    if kind == "boot":
        nought = Decimal(0)
        return msgspec.structs.replace(prices, Bid=nought, Ask=nought, Last=nought), None
    if kind == "null":
        return LivePrices(SnapshotTime=prices.SnapshotTime), None
    if kind == "crossed":
        assert prices.Ask is not None, "a sound quote has both sides"
        return msgspec.structs.replace(prices, Bid=prices.Ask + CROSSED_BY), None
    return prices, NAN
