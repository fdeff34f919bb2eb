"""Preparation jobs: what to prepare, how far it is, and the execution plan that comes out.

Nothing is traded here. A prepared plan names its leg groups; each is then executed once, by its id.
"""

from datetime import datetime

from hubproof.contract.mesolive import enums, plans
from hubproof.contract.mesolive.market import LiveUnderlying
from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, INFERRED, Provenance, known
from hubproof.contract.mesolive.wiremodel import WireModel

_MODELS = "docs:signalr-reference/models/"
_RELIABILITY = Provenance(DOCUMENTED, "seed:000_55f365fef96fb07d.txt")
_EXIT = "docs:python-sdk/workflows/exit"
_REFERENCE = "docs:python-sdk/api-reference"


@known(DOCUMENTED, _MODELS + "prepare-position-entry-args")
class PreparePositionEntryArgs(WireModel, kw_only=True, frozen=True):
    """An entry to prepare; None as DataProvider lets the server choose."""

    IdempotencyKey: str
    PositionName: str
    StrategyId: int
    BrokerAccountId: str
    LegSelectionConstraint: enums.LiveLegSelectionConstraint
    Underlying: LiveUnderlying
    DataProvider: enums.DataProviderType | None


@known(ASSUMED, _REFERENCE, JobId=DOCUMENTED)
class StartPreparePositionEntryResult(WireModel, kw_only=True, frozen=True):
    """The job that was started."""

    JobId: str


@known(DOCUMENTED, _REFERENCE, JobId=_RELIABILITY)
class GetPreparePositionEntryStatusArgs(WireModel, kw_only=True, frozen=True):
    """The job to ask after."""

    JobId: str


@known(INFERRED, _MODELS + "get-prepare-position-exit-status-result")
class GetPreparePositionEntryStatusResult(WireModel, kw_only=True, frozen=True):
    """A job now: Result only when it is Completed, Error only when it is Failed."""

    JobId: str
    Status: enums.PreparationStatus
    Result: plans.PreparePositionEntryResult | None = None
    Error: str | None = None
    CreatedAt: datetime
    UpdatedAt: datetime


@known(DOCUMENTED, _REFERENCE, IdempotencyKey=INFERRED, JobId=INFERRED)
class CancelPreparePositionEntryArgs(WireModel, kw_only=True, frozen=True):
    """The job to give up."""

    IdempotencyKey: str
    JobId: str


@known(ASSUMED, _REFERENCE)
class CancelPreparePositionEntryResult(WireModel, kw_only=True, frozen=True):
    """The job as the attempt left it: one that had ended stays as it was."""

    JobId: str | None = None
    Status: enums.PreparationStatus | None = None


@known(DOCUMENTED, _EXIT, PositionId=INFERRED, DataProvider=ASSUMED)
class PreparePositionExitArgs(WireModel, kw_only=True, frozen=True):
    """A position to close; None as DataProvider takes the position's own."""

    IdempotencyKey: str
    PositionId: int
    DataProvider: enums.DataProviderType | None = None


@known(ASSUMED, _REFERENCE, JobId=DOCUMENTED)
class StartPreparePositionExitResult(WireModel, kw_only=True, frozen=True):
    """The job that was started."""

    JobId: str


@known(INFERRED, _REFERENCE)
class GetPreparePositionExitStatusArgs(WireModel, kw_only=True, frozen=True):
    """The job to ask after."""

    JobId: str


@known(DOCUMENTED, _MODELS + "get-prepare-position-exit-status-result")
class GetPreparePositionExitStatusResult(WireModel, kw_only=True, frozen=True):
    """A job now: Result only when it is Completed, Error only when it is Failed."""

    JobId: str
    Status: enums.PreparationStatus
    Result: plans.PreparePositionExitResult | None = None
    Error: str | None = None
    CreatedAt: datetime
    UpdatedAt: datetime


@known(INFERRED, _REFERENCE)
class CancelPreparePositionExitArgs(WireModel, kw_only=True, frozen=True):
    """The job to give up."""

    IdempotencyKey: str
    JobId: str


@known(ASSUMED, _REFERENCE)
class CancelPreparePositionExitResult(WireModel, kw_only=True, frozen=True):
    """The job as the attempt left it: one that had ended stays as it was."""

    JobId: str | None = None
    Status: enums.PreparationStatus | None = None
