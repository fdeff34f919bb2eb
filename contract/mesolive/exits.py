"""Preparing an exit: the twin of preparing an entry, for a position that exists.

Only the status page was documented whole; what is sent follows from the entry's calls.
"""

from datetime import datetime

from hubproof.contract.mesolive import enums, plans
from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, INFERRED, Provenance, known
from hubproof.contract.mesolive.wiremodel import WireModel

_EXIT = "docs:python-sdk/workflows/exit"
_STATUS = "docs:signalr-reference/models/get-prepare-position-exit-status-result"
_REFERENCE = Provenance(DOCUMENTED, "docs:python-sdk/api-reference")


@known(DOCUMENTED, _EXIT, PositionId=INFERRED, DataProvider=ASSUMED)
class PreparePositionExitArgs(WireModel, kw_only=True, frozen=True):
    """A position to close; None as DataProvider leaves it to the position."""

    IdempotencyKey: str
    PositionId: int
    DataProvider: enums.DataProviderType | None = None


@known(ASSUMED, _EXIT, JobId=_REFERENCE)
class StartPreparePositionExitResult(WireModel, kw_only=True, frozen=True):
    """The job that was started."""

    JobId: str


@known(INFERRED, _STATUS)
class GetPreparePositionExitStatusArgs(WireModel, kw_only=True, frozen=True):
    """The job to ask after."""

    JobId: str


@known(DOCUMENTED, _STATUS)
class GetPreparePositionExitStatusResult(WireModel, kw_only=True, frozen=True):
    """A job now: Result only when it is Completed, Error only when it is Failed."""

    JobId: str
    Status: enums.PreparationStatus
    Result: plans.PreparePositionExitResult | None = None
    Error: str | None = None
    CreatedAt: datetime
    UpdatedAt: datetime


@known(ASSUMED, _EXIT)
class CancelPreparePositionExitArgs(WireModel, kw_only=True, frozen=True):
    """The job that is not wanted any more."""

    IdempotencyKey: str
    JobId: str


@known(ASSUMED, _EXIT)
class CancelPreparePositionExitResult(WireModel, kw_only=True, frozen=True):
    """The job as the cancel found or left it."""

    JobId: str | None = None
    Status: enums.PreparationStatus | None = None
