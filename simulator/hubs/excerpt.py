"""Excerpts: what the journal keeps of an answer's Data.

A verdict needs to know what a client was told: job, plan and order ids, a record's status, how far
a page went. It does not need a thousand event payloads twice, as the log holds each of them
already.
"""

from typing import Any

import msgspec

from hubproof.contract.mesolive import models
from hubproof.simulator.world.history import EventPage


def excerpt(data: object) -> tuple[dict[str, Any] | None, tuple[int, ...]]:
    """The deciding fields of a response's Data by their wire names, and the events it carried."""
    if data is None:
        return None, ()
    if isinstance(data, EventPage):
        return {"ContinuationToken": data.token}, data.seq_ids
    kept = _KEPT.get(type(data))
    if kept is None:
        return None, ()
    return {name: msgspec.to_builtins(getattr(data, name)) for name in kept}, ()


_KEPT: dict[type, tuple[str, ...]] = {
    models.StartPreparePositionEntryResult: ("JobId",),
    models.GetPreparePositionEntryStatusResult: ("JobId", "Status"),
    models.CancelPreparePositionEntryResult: ("JobId", "Status"),
    models.StartPreparePositionExitResult: ("JobId",),
    models.GetPreparePositionExitStatusResult: ("JobId", "Status"),
    models.CancelPreparePositionExitResult: ("JobId", "Status"),
    models.StartPreparePositionAdjustmentResult: ("JobId",),
    models.GetPreparePositionAdjustmentStatusResult: ("JobId", "Status"),
    models.CancelPreparePositionAdjustmentResult: ("JobId", "Status"),
    models.SendOrderResult: tuple(models.SendOrderResult.__struct_fields__),
    models.ApplyPaperFillsResult: tuple(models.ApplyPaperFillsResult.__struct_fields__),
    models.CancelOrderResult: tuple(models.CancelOrderResult.__struct_fields__),
    models.IdempotencyRecord: (
        "IdempotencyKey",
        "Operation",
        "Status",
        "JobId",
        "JobStatus",
        "LiveExecPlanId",
        "LiveOrderIds",
    ),
    models.GetLatestEventSeqIdResult: ("LatestEventSeqId",),
    models.SubscribeToStrategiesResult: ("SuccessfulStrategies", "FailedStrategies"),
    models.UnsubscribeFromStrategiesResult: ("SuccessfulStrategies", "FailedStrategies"),
}
