"""The callbacks of the Event hub: what it calls, what it sends, where the history keeps it.

All seventeen are here, because a client that registers for one must not fail on another.
"""

from dataclasses import dataclass

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.provenance import DOCUMENTED, INFERRED, Evidence, Provenance, mark

_MODELS = "docs:signalr-reference/models/"
_GUIDE = "docs:python-sdk/event-hub"
_CONCEPTS = "docs:python-sdk/core-concepts"
_ADJUSTMENT = "docs:python-sdk/workflows/adjustment"
_SEED = "seed:002_afd1bdd2604ec133.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """One callback; `registration` is the SDK's name for adding a handler.

    `envelope_field` is the payload field of MesoLiveEventEnvelope and the name of its `kind`.
    """

    name: str
    payload: type[models.Event]
    kind: models.MesoLiveEventKind
    envelope_field: str
    registration: str
    evidence: Evidence
    source: str


def _callback(
    field: str,
    registration: str,
    payload: type[models.Event],
    source: str,
    evidence: Evidence = DOCUMENTED,
) -> Callback:
    return Callback(
        name=f"On{field}",
        payload=payload,
        kind=models.MesoLiveEventKind(field),
        envelope_field=field,
        registration=registration,
        evidence=evidence,
        source=source,
    )


CALLBACKS: dict[str, Callback] = {
    callback.name: callback
    for callback in (
        _callback("EntrySignal", "on_entry_signal", models.EntrySignalEvent, _GUIDE),
        _callback("ExitSignal", "on_exit_signal", models.ExitSignalEvent, _CONCEPTS),
        _callback(
            "AdjustmentSignal", "on_adjustment_signal", models.AdjustmentSignalEvent, _CONCEPTS
        ),
        _callback("OrderUpdate", "on_order_update", models.OrderUpdateEvent, _GUIDE),
        _callback("PositionUpdate", "on_position_update", models.PositionUpdateEvent, _GUIDE),
        _callback("LegUpdate", "on_leg_update", models.LegUpdateEvent, _ADJUSTMENT),
        _callback(
            "AgentStatusChange",
            "on_agent_status_change",
            models.AgentStatusEvent,
            _MODELS + "agent-status-event",
            INFERRED,
        ),
        _callback("Error", "on_error", models.ErrorEvent, _GUIDE),
        _callback(
            "PositionEntryPreparationCompleted",
            "on_position_entry_preparation_completed",
            models.PositionEntryPreparationCompletedEvent,
            _MODELS + "position-entry-preparation-completed-event",
            INFERRED,
        ),
        _callback(
            "PositionEntryPreparationFailed",
            "on_position_entry_preparation_failed",
            models.PositionEntryPreparationFailedEvent,
            _MODELS + "position-entry-preparation-failed-event",
            INFERRED,
        ),
        _callback(
            "PositionExitPreparationCompleted",
            "on_position_exit_preparation_completed",
            models.PositionExitPreparationCompletedEvent,
            _MODELS + "position-exit-preparation-completed-event",
            INFERRED,
        ),
        _callback(
            "PositionExitPreparationFailed",
            "on_position_exit_preparation_failed",
            models.PositionExitPreparationFailedEvent,
            _MODELS + "position-exit-preparation-failed-event",
            INFERRED,
        ),
        _callback(
            "PositionAdjustmentPreparationCompleted",
            "on_position_adjustment_preparation_completed",
            models.PositionAdjustmentPreparationCompletedEvent,
            _ADJUSTMENT,
        ),
        _callback(
            "PositionAdjustmentPreparationFailed",
            "on_position_adjustment_preparation_failed",
            models.PositionAdjustmentPreparationFailedEvent,
            _ADJUSTMENT,
        ),
        _callback(
            "AutoUpdateVarsAdjustmentStarted",
            "on_auto_update_vars_adjustment_started",
            models.AutoUpdateVarsAdjustmentStartedEvent,
            _SEED,
            INFERRED,
        ),
        _callback(
            "AutoUpdateVarsAdjustmentCompleted",
            "on_auto_update_vars_adjustment_completed",
            models.AutoUpdateVarsAdjustmentCompletedEvent,
            _SEED,
            INFERRED,
        ),
        _callback(
            "AutoUpdateVarsAdjustmentFailed",
            "on_auto_update_vars_adjustment_failed",
            models.AutoUpdateVarsAdjustmentFailedEvent,
            _SEED,
            INFERRED,
        ),
    )
}

for _entry in CALLBACKS.values():
    mark(_entry.name, Provenance(_entry.evidence, _entry.source))
