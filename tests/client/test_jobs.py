import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from hubproof.client.jobs import EARLY_MAX, JobEnd, Jobs
from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import ConnectionLost, MesoLiveApiException

AT = datetime(2026, 1, 5, tzinfo=UTC)


def status(state: str, **fields: Any) -> models.GetPreparePositionEntryStatusResult:
    return models.GetPreparePositionEntryStatusResult(
        JobId="job-1",
        Status=models.PreparationStatus(state),
        CreatedAt=AT,
        UpdatedAt=AT,
        **fields,
    )


async def wait(jobs: Jobs, *, ask_first: bool = False) -> "asyncio.Task[JobEnd]":
    task = asyncio.ensure_future(jobs.end_of("job-1", ask_first=ask_first))
    await asyncio.sleep(0)
    return task


async def test_a_callback_ends_the_wait_without_a_call(desk: Any, make: Any) -> None:
    jobs = Jobs(desk.context)
    waiting = await wait(jobs)
    jobs.tell("job-1", JobEnd(make.plan()))
    assert (await waiting).prepared == make.plan()
    assert desk.control.calls == []


async def test_a_callback_that_overtakes_the_answer_is_kept(desk: Any) -> None:
    jobs = Jobs(desk.context)
    jobs.tell("job-1", JobEnd(None, "no strikes"))
    assert await jobs.end_of("job-1", ask_first=False) == JobEnd(None, "no strikes")


async def test_early_ends_are_bounded(desk: Any) -> None:
    jobs = Jobs(desk.context)
    for number in range(EARLY_MAX + 1):
        jobs.tell(f"job-{number}", JobEnd(None, "x"))
    assert next(iter(jobs._early)) == "job-1"
    assert len(jobs._early) == EARLY_MAX


async def test_a_wait_that_is_resumed_asks_at_once(desk: Any, make: Any) -> None:
    desk.control.script = {
        "get_prepare_position_entry_status": [status("Completed", Result=make.plan())]
    }
    end = await Jobs(desk.context).end_of("job-1", ask_first=True)
    assert end.prepared == make.plan()


async def test_without_a_callback_the_status_is_asked_for(
    desk: Any, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hubproof.client.jobs.POLL_FIRST_S", 0.001)
    desk.control.script = {
        "get_prepare_position_entry_status": [
            status("Pending"),
            ConnectionLost("cut"),
            status("Running"),
            status("Completed", Result=make.plan()),
        ]
    }
    end = await Jobs(desk.context).end_of("job-1", ask_first=False)
    assert end.prepared == make.plan()


async def test_lost_callbacks_make_every_wait_ask_now(desk: Any, make: Any) -> None:
    desk.control.script = {
        "get_prepare_position_entry_status": [status("Completed", Result=make.plan())]
    }
    jobs = Jobs(desk.context)
    waiting = await wait(jobs)
    assert desk.control.calls == []
    jobs.callbacks_may_be_lost()
    assert (await waiting).prepared == make.plan()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (status("Failed", Error="no strikes"), "no strikes"),
        (status("Cancelled"), "it ended as Cancelled"),
        (MesoLiveApiException(models.StatusCode.NotFound), "its status is refused: NotFound"),
    ],
)
async def test_a_job_that_comes_to_nothing_says_why(desk: Any, answer: Any, error: str) -> None:
    desk.control.script = {"get_prepare_position_entry_status": [answer]}
    assert await Jobs(desk.context).end_of("job-1", ask_first=True) == JobEnd(None, error)
