"""Events that tell how a preparation job, or an automatic change of variables, ended.

A hub may fail to deliver one of these: a client that waits for nothing else is stuck.
"""

from decimal import Decimal

from hubproof.contract.mesolive.events import Event
from hubproof.contract.mesolive.plans import (
    PreparePositionAdjustmentResult,
    PreparePositionEntryResult,
    PreparePositionExitResult,
)
from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, Provenance, known

_MODELS = "docs:signalr-reference/models/"
_GUIDE = "seed:002_afd1bdd2604ec133.txt"
_COMMON = Provenance(DOCUMENTED, _GUIDE)


class JobEvent(Event, kw_only=True, frozen=True):
    """What every job's end carries; JobId is that of the Start call."""

    JobId: str
    StrategyId: int
    StrategyName: str
    BrokerAccountId: str | None = None


@known(DOCUMENTED, _MODELS + "position-entry-preparation-completed-event")
class PositionEntryPreparationCompletedEvent(JobEvent, kw_only=True, frozen=True):
    """An entry is prepared."""

    Result: PreparePositionEntryResult


@known(DOCUMENTED, _MODELS + "position-entry-preparation-failed-event")
class PositionEntryPreparationFailedEvent(JobEvent, kw_only=True, frozen=True):
    """An entry could not be prepared."""

    Error: str


@known(DOCUMENTED, _MODELS + "position-exit-preparation-completed-event")
class PositionExitPreparationCompletedEvent(JobEvent, kw_only=True, frozen=True):
    """An exit is prepared."""

    Result: PreparePositionExitResult


@known(DOCUMENTED, _MODELS + "position-exit-preparation-failed-event")
class PositionExitPreparationFailedEvent(JobEvent, kw_only=True, frozen=True):
    """An exit could not be prepared."""

    Error: str


@known(DOCUMENTED, _MODELS + "position-adjustment-preparation-completed-event")
class PositionAdjustmentPreparationCompletedEvent(JobEvent, kw_only=True, frozen=True):
    """An adjustment is prepared."""

    Result: PreparePositionAdjustmentResult


@known(DOCUMENTED, _MODELS + "position-adjustment-preparation-failed-event")
class PositionAdjustmentPreparationFailedEvent(JobEvent, kw_only=True, frozen=True):
    """An adjustment could not be prepared."""

    Error: str


class AutoUpdateVarsEvent(Event, kw_only=True, frozen=True):
    """Whose variables are meant, where the hub says it, and the adjustment's condition."""

    PositionId: int | None = None
    PositionName: str | None = None
    BrokerAccountId: str | None = None
    Condition: str | None = None


@known(ASSUMED, _GUIDE, EventId=_COMMON, EventSeqId=_COMMON, EventTime=_COMMON)
class AutoUpdateVarsAdjustmentStartedEvent(AutoUpdateVarsEvent, kw_only=True, frozen=True):
    """The server began to change a position's variables by itself."""


@known(ASSUMED, _GUIDE, EventId=_COMMON, EventSeqId=_COMMON, EventTime=_COMMON)
class AutoUpdateVarsAdjustmentCompletedEvent(AutoUpdateVarsEvent, kw_only=True, frozen=True):
    """The server has changed a position's variables; Vars are all of them, by name."""

    Vars: dict[str, Decimal] | None = None


@known(ASSUMED, _GUIDE, EventId=_COMMON, EventSeqId=_COMMON, EventTime=_COMMON)
class AutoUpdateVarsAdjustmentFailedEvent(AutoUpdateVarsEvent, kw_only=True, frozen=True):
    """The server could not change a position's variables."""

    Error: str | None = None
