"""What the journal keeps of an answer: what decides something, and none of the rest."""

from datetime import UTC, datetime

import pytest

from hubproof.contract.mesolive import models
from hubproof.simulator.hubs.excerpt import excerpt
from hubproof.simulator.world.effects import LoggedEvent
from hubproof.simulator.world.history import EventPage

AT = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)


RECORD = models.IdempotencyRecord(
    IdempotencyKey="k",
    Operation=models.IdempotencyOperation.SendOrder,
    Status=models.IdempotencyRecordStatus.Completed,
    CreatedAt=AT,
    UpdatedAt=AT,
    LiveExecPlanId=3,
    LiveOrderIds=[8],
    ResponseData="a long text",
)
IN_SHORT = {
    "IdempotencyKey": "k",
    "Operation": "SendOrder",
    "Status": "Completed",
    "JobId": None,
    "JobStatus": None,
    "LiveExecPlanId": 3,
    "LiveOrderIds": [8],
}
BOTH = {"SuccessfulStrategies": [101], "FailedStrategies": [9]}


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (None, None),
        (models.StartPreparePositionEntryResult(JobId="job-1"), {"JobId": "job-1"}),
        (models.SendOrderResult(LiveOrderId=8), {"LiveOrderId": 8}),
        (
            models.ApplyPaperFillsResult(PositionId=2, LiveOrderIds=[8]),
            {"PositionId": 2, "LiveOrderIds": [8]},
        ),
        (RECORD, IN_SHORT),
        (
            models.GetLatestEventSeqIdResult(LatestEventSeqId=7, SnapshotTime=AT),
            {"LatestEventSeqId": 7},
        ),
        (models.SubscribeToStrategiesResult(**BOTH), BOTH),
        (models.UnsubscribeFromStrategiesResult(**BOTH), BOTH),
        (models.ListOrdersResult(Orders=[], ContinuationToken="t"), None),
    ],
)
def test_an_answer_is_kept_by_what_it_decides(data: object, kept: dict[str, object] | None) -> None:
    assert excerpt(data) == (kept, ())


def test_a_jobs_status_is_kept_by_name_and_its_plan_is_not() -> None:
    job = models.GetPreparePositionEntryStatusResult(
        JobId="job-1", Status=models.PreparationStatus.Running, CreatedAt=AT, UpdatedAt=AT
    )
    assert excerpt(job) == ({"JobId": "job-1", "Status": "Running"}, ())


def event(number: int) -> LoggedEvent:
    return LoggedEvent(number, "id", "OnError", None, 0, b"{}")


def test_a_page_of_history_is_kept_as_its_sequence_ids_and_its_token() -> None:
    page = EventPage(b'{"a":"long text"}', [event(4), event(5)], "t")
    assert excerpt(page) == ({"ContinuationToken": "t"}, (4, 5))
