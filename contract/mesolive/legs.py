"""Reading positions and legs in detail: one position with everything in it, legs by page or by id.

The documents name these calls and what they are for; of the arguments no field was read.
"""

from decimal import Decimal

from hubproof.contract.mesolive.market import LiveGreeks, LivePnL, LivePrices
from hubproof.contract.mesolive.positions import LiveLeg, LivePosition
from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, INFERRED, Provenance, known
from hubproof.contract.mesolive.wiremodel import WireModel

_REFERENCE = "docs:python-sdk/api-reference"
_POSITION = Provenance(INFERRED, "docs:signalr-reference/models/live-position")


@known(DOCUMENTED, _REFERENCE, PositionId=ASSUMED)
class GetPositionArgs(WireModel, kw_only=True, frozen=True):
    """The position to read."""

    PositionId: int


@known(ASSUMED, _REFERENCE, **dict.fromkeys(LivePosition.__struct_fields__, _POSITION))
class LivePositionDetails(LivePosition, kw_only=True, frozen=True):
    """A position with its legs, its variables, and its figures as a stream of it would bring them.

    Maps are keyed by live leg id.
    """

    Legs: list[LiveLeg] | None = None
    Vars: dict[str, Decimal] | None = None
    PositionPrices: LivePrices | None = None
    PositionGreeks: LiveGreeks | None = None
    PositionPnLs: LivePnL | None = None
    LegPrices: dict[int, LivePrices] | None = None
    LegGreeks: dict[int, LiveGreeks] | None = None
    LegPnLs: dict[int, LivePnL] | None = None


@known(DOCUMENTED, _REFERENCE, parts=ASSUMED, Limit=INFERRED, ContinuationToken=INFERRED)
class ListLegsArgs(WireModel, kw_only=True, frozen=True):
    """One page of the legs that match every filter given."""

    LivePositionId: int | None = None
    BrokerAccountId: str | None = None
    Limit: int | None = None
    ContinuationToken: str | None = None


@known(ASSUMED, _REFERENCE, ContinuationToken=INFERRED)
class ListLegsResult(WireModel, kw_only=True, frozen=True):
    """One page of legs; a token means that there are more."""

    Legs: list[LiveLeg]
    ContinuationToken: str | None = None


@known(DOCUMENTED, _REFERENCE, LegId=ASSUMED)
class GetLegArgs(WireModel, kw_only=True, frozen=True):
    """The leg to read."""

    LegId: int


@known(DOCUMENTED, _REFERENCE, LegIds=ASSUMED)
class GetLegsArgs(WireModel, kw_only=True, frozen=True):
    """The legs to read."""

    LegIds: list[int]


@known(ASSUMED, _REFERENCE)
class GetLegsResult(WireModel, kw_only=True, frozen=True):
    """The legs that were asked for, in that order."""

    Legs: list[LiveLeg]
