"""Quotes of an underlying: asked for once, or streamed.

A stream yields bare items, a snapshot answers in the envelope of every other method. Both name the
provider, because two providers need not agree. Every item is whole: none needs the ones before it.
"""

from hubproof.contract.mesolive.enums import DataProviderType
from hubproof.contract.mesolive.fields import LiveQuoteFields
from hubproof.contract.mesolive.market import LivePrices
from hubproof.contract.mesolive.provenance import ASSUMED, INFERRED, known
from hubproof.contract.mesolive.wiremodel import WireModel

_DATA = "docs:python-sdk/data-hub"


@known(INFERRED, _DATA, parts=ASSUMED)
class StreamUnderlyingDataArgs(WireModel, kw_only=True, frozen=True):
    """Whose quotes of what to stream; without a provider the hub refuses."""

    Symbol: str
    Provider: DataProviderType | None = None
    PriceFields: LiveQuoteFields = LiveQuoteFields.All


@known(INFERRED, _DATA, parts=ASSUMED)
class GetUnderlyingSnapshotArgs(WireModel, kw_only=True, frozen=True):
    """Whose quote of what to read; without a provider the hub refuses."""

    Symbol: str
    Provider: DataProviderType | None = None
    PriceFields: LiveQuoteFields = LiveQuoteFields.All


@known(ASSUMED, _DATA)
class UnderlyingData(WireModel, kw_only=True, frozen=True):
    """One item of a stream, or a snapshot: what a provider says of an underlying."""

    Symbol: str
    Provider: DataProviderType
    Prices: LivePrices
