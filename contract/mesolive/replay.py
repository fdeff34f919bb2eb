"""Subscribing to strategies, and reading events from the history.

Of an event envelope exactly one payload is filled, the one that Kind names. A subscription belongs
to one connection; the history belongs to the user.
"""

from datetime import datetime

from hubproof.contract.mesolive import enums, events, jobevents
from hubproof.contract.mesolive.provenance import DOCUMENTED, INFERRED, known
from hubproof.contract.mesolive.wiremodel import WireModel

_HUB = "docs:signalr-reference/event-hub"
_GUIDE = "seed:002_afd1bdd2604ec133.txt"

MAX_EVENTS_PER_PAGE = 1000
"""The server's cap on GetEventsSinceArgs.Limit, documented in the Event hub's guide."""


@known(DOCUMENTED, _HUB)
class SubscribeToStrategiesArgs(WireModel, kw_only=True, frozen=True):
    """None: all of the user's strategies; an empty list: nothing happens."""

    Strategies: list[int] | None = None


@known(DOCUMENTED, _HUB)
class SubscribeToStrategiesResult(WireModel, kw_only=True, frozen=True):
    """The strategy ids that were joined, and those that could not be."""

    SuccessfulStrategies: list[int]
    FailedStrategies: list[int]


@known(DOCUMENTED, _HUB)
class UnsubscribeFromStrategiesArgs(WireModel, kw_only=True, frozen=True):
    """None: leaves the group of all strategies only; an empty list: nothing happens."""

    Strategies: list[int] | None = None


@known(DOCUMENTED, _HUB)
class UnsubscribeFromStrategiesResult(WireModel, kw_only=True, frozen=True):
    """The strategy ids that were left, and those that could not be."""

    SuccessfulStrategies: list[int]
    FailedStrategies: list[int]


@known(DOCUMENTED, _HUB)
class GetLatestEventSeqIdArgs(WireModel, kw_only=True, frozen=True):
    """Nothing to say: the sequence is that of the user."""


@known(DOCUMENTED, _HUB)
class GetLatestEventSeqIdResult(WireModel, kw_only=True, frozen=True):
    """The newest sequence id of the user, and when it was read."""

    LatestEventSeqId: int
    SnapshotTime: datetime


@known(DOCUMENTED, _GUIDE)
class GetEventsSinceArgs(WireModel, kw_only=True, frozen=True):
    """One page of the events after a sequence id, or the page that a token stands for."""

    SinceEventSeqId: int
    Limit: int | None = None
    ContinuationToken: str | None = None


@known(DOCUMENTED, _GUIDE)
class MesoLiveEventEnvelope(WireModel, kw_only=True, frozen=True):
    """One event of the history."""

    Kind: enums.MesoLiveEventKind
    EntrySignal: events.EntrySignalEvent | None = None
    ExitSignal: events.ExitSignalEvent | None = None
    AdjustmentSignal: events.AdjustmentSignalEvent | None = None
    OrderUpdate: events.OrderUpdateEvent | None = None
    PositionUpdate: events.PositionUpdateEvent | None = None
    LegUpdate: events.LegUpdateEvent | None = None
    AgentStatusChange: events.AgentStatusEvent | None = None
    Error: events.ErrorEvent | None = None
    PositionEntryPreparationCompleted: jobevents.PositionEntryPreparationCompletedEvent | None = (
        None
    )
    PositionEntryPreparationFailed: jobevents.PositionEntryPreparationFailedEvent | None = None
    PositionExitPreparationCompleted: jobevents.PositionExitPreparationCompletedEvent | None = None
    PositionExitPreparationFailed: jobevents.PositionExitPreparationFailedEvent | None = None
    PositionAdjustmentPreparationCompleted: (
        jobevents.PositionAdjustmentPreparationCompletedEvent | None
    ) = None
    PositionAdjustmentPreparationFailed: (
        jobevents.PositionAdjustmentPreparationFailedEvent | None
    ) = None
    AutoUpdateVarsAdjustmentStarted: jobevents.AutoUpdateVarsAdjustmentStartedEvent | None = None
    AutoUpdateVarsAdjustmentCompleted: jobevents.AutoUpdateVarsAdjustmentCompletedEvent | None = (
        None
    )
    AutoUpdateVarsAdjustmentFailed: jobevents.AutoUpdateVarsAdjustmentFailedEvent | None = None


@known(INFERRED, _GUIDE, Events=DOCUMENTED, ContinuationToken=DOCUMENTED)
class GetEventsSinceResult(WireModel, kw_only=True, frozen=True):
    """One page of the history, oldest first; without a token the reader has caught up."""

    Events: list[MesoLiveEventEnvelope]
    ContinuationToken: str | None = None


def payload_of(envelope: MesoLiveEventEnvelope) -> events.Event | None:
    """The event that Kind names; None where a hub sent an envelope with that payload missing."""
    payload: events.Event | None = getattr(envelope, envelope.Kind.value)
    return payload
