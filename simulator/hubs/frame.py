"""A frame: one item of a stream, or the Data of a snapshot, as it is written.

What of it is put on record is kept beside the bytes, because nothing reads those again: what a
bad feed says would pass through no model of the contract.
"""

from dataclasses import dataclass
from typing import Any

from hubproof.contract.mesolive.form import Form
from hubproof.contract.mesolive.models import LivePrices
from hubproof.contract.mesolive.wiremodel import WireModel
from hubproof.simulator import journal as lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a frame says, and the `prices` that stand for all of it: None where it has no such.

    They are an underlying's, of that `symbol`, or those of whatever else `of` names.
    """

    says: WireModel
    prices: LivePrices | None
    provider: str
    symbol: str | None = None
    of: str = ""

    def written(self, form: Form) -> "Frame":
        """The frame as a hub writes it in this form."""
        return Frame(form.encode(self.says), self)


@dataclass(frozen=True, slots=True)
class Frame:
    """The bytes of a frame, and what it says."""

    data: bytes
    figures: Figures

    def line(self, at_us: int, connection: int, call: int, via: str) -> lines.Quoted | lines.Valued:
        """What the journal says of it when it is written for a call, `via` stream or snapshot."""
        told = self.figures
        prices = told.prices or LivePrices()
        kept: dict[str, Any] = {
            "at_us": at_us,
            "connection": connection,
            "call": call,
            "provider": told.provider,
            "bid": prices.Bid,
            "ask": prices.Ask,
            "bid_age_ms": prices.BidAgeMs,
            "ask_age_ms": prices.AskAgeMs,
            "via": via,
        }
        if told.symbol is None:
            return lines.Valued(of=told.of, **kept)
        return lines.Quoted(symbol=told.symbol, **kept)
