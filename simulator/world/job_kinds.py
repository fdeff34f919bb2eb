"""The kinds of preparation: what each is called wherever it is named.

The calls, answers and events of one kind differ from those of another in nothing but their types.
A kind keeps them together, so that a job of one can never be answered as one of another.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import Event, IdempotencyOperation
from hubproof.contract.mesolive.wiremodel import WireModel

Make = Callable[..., WireModel]
"""A model of the contract, made of its fields."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kind:
    """One kind of job: its keyed operations, its answers, and the events that tell its end."""

    starts: IdempotencyOperation
    cancels: IdempotencyOperation
    started: Make
    status: Make
    cancelled: Make
    completed: Callable[..., Event]
    failed: Callable[..., Event]


ENTRY = Kind(
    starts=IdempotencyOperation.StartPreparePositionEntry,
    cancels=IdempotencyOperation.CancelPreparePositionEntry,
    started=models.StartPreparePositionEntryResult,
    status=models.GetPreparePositionEntryStatusResult,
    cancelled=models.CancelPreparePositionEntryResult,
    completed=models.PositionEntryPreparationCompletedEvent,
    failed=models.PositionEntryPreparationFailedEvent,
)

EXIT = Kind(
    starts=IdempotencyOperation.StartPreparePositionExit,
    cancels=IdempotencyOperation.CancelPreparePositionExit,
    started=models.StartPreparePositionExitResult,
    status=models.GetPreparePositionExitStatusResult,
    cancelled=models.CancelPreparePositionExitResult,
    completed=models.PositionExitPreparationCompletedEvent,
    failed=models.PositionExitPreparationFailedEvent,
)

ADJUSTMENT = Kind(
    starts=IdempotencyOperation.StartPreparePositionAdjustment,
    cancels=IdempotencyOperation.CancelPreparePositionAdjustment,
    started=models.StartPreparePositionAdjustmentResult,
    status=models.GetPreparePositionAdjustmentStatusResult,
    cancelled=models.CancelPreparePositionAdjustmentResult,
    completed=models.PositionAdjustmentPreparationCompletedEvent,
    failed=models.PositionAdjustmentPreparationFailedEvent,
)
