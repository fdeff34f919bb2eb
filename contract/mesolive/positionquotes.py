"""Figures of a position and of single legs: streamed, or asked for once.

The provider follows from the position where none is named. A block that was not asked for is None.
"""

from hubproof.contract.mesolive.enums import DataProviderType
from hubproof.contract.mesolive.fields import LiveDataInclude, LiveQuoteFields
from hubproof.contract.mesolive.market import LiveGreeks, LivePnL, LivePrices
from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, INFERRED, Provenance, known
from hubproof.contract.mesolive.wiremodel import WireModel

_HUB = "docs:signalr-reference/data-hub"
_GUIDE = "docs:python-sdk/data-hub"
_PROVIDER = Provenance(INFERRED, _GUIDE)


class _Bases(WireModel, kw_only=True, frozen=True):
    """Which bases of a quote the blocks of an answer are to have."""

    PriceFields: LiveQuoteFields = LiveQuoteFields.All
    GreekFields: LiveQuoteFields = LiveQuoteFields.All
    PnlFields: LiveQuoteFields = LiveQuoteFields.All


class _OfPosition(_Bases, kw_only=True, frozen=True):
    """What of which position is wanted."""

    PositionId: int
    IncludePosition: LiveDataInclude
    IncludeLegs: LiveDataInclude
    IncludeLegGroups: LiveDataInclude
    Provider: DataProviderType | None = None


class _OfLeg(_Bases, kw_only=True, frozen=True):
    """What of which leg is wanted."""

    LegId: int
    Include: LiveDataInclude = LiveDataInclude.All
    Provider: DataProviderType | None = None


class _OfLegs(_Bases, kw_only=True, frozen=True):
    """What of which legs is wanted."""

    LegIds: list[int]
    Include: LiveDataInclude = LiveDataInclude.All
    Provider: DataProviderType | None = None


@known(DOCUMENTED, _HUB)
class StreamPositionDataArgs(_OfPosition, kw_only=True, frozen=True):
    """A position whose figures are to be streamed, with those of its legs and leg groups."""


@known(INFERRED, _GUIDE)
class GetPositionSnapshotArgs(_OfPosition, kw_only=True, frozen=True):
    """A position whose figures are to be read, with those of its legs and leg groups."""


@known(
    DOCUMENTED,
    _HUB,
    LegPnLs=INFERRED,
    LegGroupPrices=ASSUMED,
    LegGroupGreeks=ASSUMED,
    LegGroupPnLs=ASSUMED,
)
class PositionDataEntry(WireModel, kw_only=True, frozen=True):
    """A position's figures, those of its legs by live leg id, and of its groups by group id."""

    PositionPrices: LivePrices | None
    PositionGreeks: LiveGreeks | None
    PositionPnLs: LivePnL | None
    LegPrices: dict[int, LivePrices] | None
    LegGreeks: dict[int, LiveGreeks] | None
    LegPnLs: dict[int, LivePnL] | None = None
    LegGroupPrices: dict[int, LivePrices] | None = None
    LegGroupGreeks: dict[int, LiveGreeks] | None = None
    LegGroupPnLs: dict[int, LivePnL] | None = None


@known(INFERRED, _GUIDE, parts=ASSUMED, Provider=_PROVIDER)
class StreamLegDataArgs(_OfLeg, kw_only=True, frozen=True):
    """A leg whose figures are to be streamed."""


@known(INFERRED, _GUIDE, parts=ASSUMED, Provider=_PROVIDER)
class GetLegSnapshotArgs(_OfLeg, kw_only=True, frozen=True):
    """A leg whose figures are to be read."""


@known(ASSUMED, _GUIDE)
class LegData(WireModel, kw_only=True, frozen=True):
    """A leg's figures."""

    LegId: int
    Prices: LivePrices | None = None
    Greeks: LiveGreeks | None = None
    PnL: LivePnL | None = None


@known(INFERRED, _GUIDE, parts=ASSUMED, Provider=_PROVIDER)
class StreamLegsDataArgs(_OfLegs, kw_only=True, frozen=True):
    """Legs whose figures are to be streamed together."""


@known(INFERRED, _GUIDE, parts=ASSUMED, Provider=_PROVIDER)
class GetLegsSnapshotArgs(_OfLegs, kw_only=True, frozen=True):
    """Legs whose figures are to be read together."""


@known(ASSUMED, _GUIDE)
class LegsData(WireModel, kw_only=True, frozen=True):
    """The figures of several legs, by live leg id."""

    LegPrices: dict[int, LivePrices] | None = None
    LegGreeks: dict[int, LiveGreeks] | None = None
    LegPnLs: dict[int, LivePnL] | None = None
