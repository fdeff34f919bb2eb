"""Positions and their legs, as they are read back from the hubs.

Quantities are signed everywhere: plus is long, minus is short, and a leg of quantity 0 is a marker.
"""

from datetime import datetime
from decimal import Decimal

import msgspec

from hubproof.contract.mesolive import enums, market
from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, INFERRED, Provenance, known
from hubproof.contract.mesolive.wiremodel import WireModel

_MODELS = "docs:signalr-reference/models/"
_REFERENCE = "docs:python-sdk/api-reference"
_RUNBOOK = Provenance(INFERRED, "seed:001_0997d291a1899141.txt")


@known(DOCUMENTED, _MODELS + "live-leg")
class LiveLeg(WireModel, kw_only=True, frozen=True):
    """One instrument of a position; LegGroupId 0 means ungrouped or unknown."""

    Id: int
    Name: str
    LiveContract: market.LiveContract
    LegGroupId: int
    CreatedAt: datetime
    ClosedAt: datetime | None
    LivePositionId: int
    AccountId: str
    Underlying: str
    Qty: Decimal
    AvgEntryPrice: Decimal
    UserSetRealizedPnL: Decimal | None
    TrackedRealizedPnL: Decimal | None


@known(DOCUMENTED, _MODELS + "live-position")
class LivePosition(WireModel, kw_only=True, frozen=True):
    """A live instance of a strategy on one account."""

    Id: int
    State: enums.LivePositionState
    CreatedAt: datetime
    ClosedAt: datetime | None
    Name: str
    BrokerAccountId: str
    LiveStrategyId: int
    StrategyName: str
    QtyMultiplier: Decimal | None = None


@known(DOCUMENTED, _REFERENCE, Limit=_RUNBOOK, ContinuationToken=_RUNBOOK)
class ListPositionsArgs(WireModel, kw_only=True, frozen=True):
    """One page of the positions that match every filter given."""

    LiveStrategyId: int | None = None
    LiveExecPlanId: int | None = None
    BrokerAccountId: str | None = None
    Limit: int | None = None
    ContinuationToken: str | None = None


@known(ASSUMED, _REFERENCE, ContinuationToken=_RUNBOOK)
class ListPositionsResult(WireModel, kw_only=True, frozen=True):
    """One page of positions; a token means that there are more."""

    Positions: list[LivePosition]
    ContinuationToken: str | None = None


@known(DOCUMENTED, _REFERENCE, PositionId=INFERRED)
class GetPositionArgs(WireModel, kw_only=True, frozen=True):
    """The position to read."""

    PositionId: int


@known(ASSUMED, _REFERENCE)
class GetPositionResult(WireModel, kw_only=True, frozen=True):
    """A position in detail: its legs, its variables, and what it is worth now."""

    Position: LivePosition
    Legs: list[LiveLeg] = msgspec.field(default_factory=list)
    Vars: dict[str, Decimal] = msgspec.field(default_factory=dict)
    Prices: market.LivePrices | None = None
    PnL: market.LivePnL | None = None


@known(DOCUMENTED, _REFERENCE, parts=ASSUMED, ContinuationToken=INFERRED, Limit=INFERRED)
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


@known(DOCUMENTED, _REFERENCE, LegId=INFERRED)
class GetLegArgs(WireModel, kw_only=True, frozen=True):
    """The leg to read."""

    LegId: int


@known(DOCUMENTED, _REFERENCE, LegIds=INFERRED)
class GetLegsArgs(WireModel, kw_only=True, frozen=True):
    """The legs to read."""

    LegIds: list[int]


@known(ASSUMED, _REFERENCE)
class GetLegsResult(WireModel, kw_only=True, frozen=True):
    """The legs asked for, in that order; those that do not exist are left out."""

    Legs: list[LiveLeg]
