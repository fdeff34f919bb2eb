"""Preparation jobs: what to prepare, how far it is, and the execution plan that comes out.

Nothing is traded here. A prepared plan names its leg groups; each is then executed once, by its id.
"""

from datetime import datetime

from hubproof.contract.mesolive import enums, plans
from hubproof.contract.mesolive.market import LiveUnderlying
from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, INFERRED, Provenance, known
from hubproof.contract.mesolive.wiremodel import WireModel

_MODELS = "docs:signalr-reference/models/"
_REFERENCE = "docs:python-sdk/api-reference"
_RELIABILITY = Provenance(DOCUMENTED, "seed:000_55f365fef96fb07d.txt")


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
    """The job that is not wanted any more."""

    IdempotencyKey: str
    JobId: str


@known(ASSUMED, _REFERENCE)
class CancelPreparePositionEntryResult(WireModel, kw_only=True, frozen=True):
    """The job as the cancel found or left it."""

    JobId: str | None = None
    Status: enums.PreparationStatus | None = None
