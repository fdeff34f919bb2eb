"""Preparing an adjustment of a position: which of the strategy's adjustments, and how far it is.

Operation and Condition are documented as names; UpdateVars is applied by the server without an
order, the others are executed like an entry.
"""

from datetime import datetime

from hubproof.contract.mesolive import enums, plans
from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, INFERRED, Provenance, known
from hubproof.contract.mesolive.wiremodel import WireModel

_ADJUSTMENT = "docs:python-sdk/workflows/adjustment"
_COMPLETED = Provenance(
    DOCUMENTED, "docs:signalr-reference/models/position-adjustment-preparation-completed-event"
)
_STATUS = "docs:signalr-reference/models/get-prepare-position-exit-status-result"


@known(
    DOCUMENTED,
    _ADJUSTMENT,
    IdempotencyKey=INFERRED,
    PositionId=INFERRED,
    LegSelectionConstraint=ASSUMED,
    DataProvider=ASSUMED,
)
class PreparePositionAdjustmentArgs(WireModel, kw_only=True, frozen=True):
    """An adjustment to prepare; Condition is that of the signal which asks for it."""

    IdempotencyKey: str
    PositionId: int
    Operation: enums.PositionAdjustmentOperation
    Condition: str
    LegSelectionConstraint: enums.LiveLegSelectionConstraint | None = None
    DataProvider: enums.DataProviderType | None = None


@known(ASSUMED, _ADJUSTMENT, JobId=_COMPLETED)
class StartPreparePositionAdjustmentResult(WireModel, kw_only=True, frozen=True):
    """The job that was started."""

    JobId: str


@known(ASSUMED, _STATUS)
class GetPreparePositionAdjustmentStatusArgs(WireModel, kw_only=True, frozen=True):
    """The job to ask after."""

    JobId: str


@known(INFERRED, _STATUS)
class GetPreparePositionAdjustmentStatusResult(WireModel, kw_only=True, frozen=True):
    """A job now: Result only when it is Completed, Error only when it is Failed."""

    JobId: str
    Status: enums.PreparationStatus
    Result: plans.PreparePositionAdjustmentResult | None = None
    Error: str | None = None
    CreatedAt: datetime
    UpdatedAt: datetime


@known(ASSUMED, _ADJUSTMENT)
class CancelPreparePositionAdjustmentArgs(WireModel, kw_only=True, frozen=True):
    """The job that is not wanted any more."""

    IdempotencyKey: str
    JobId: str


@known(ASSUMED, _ADJUSTMENT)
class CancelPreparePositionAdjustmentResult(WireModel, kw_only=True, frozen=True):
    """The job as the cancel found or left it."""

    JobId: str | None = None
    Status: enums.PreparationStatus | None = None
