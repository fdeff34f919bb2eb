"""Jobs: the preparations that were started, when they ended, and when the subject was told of it.

A job's end may be told by its callback, by a page of history, by a status call or by the record of
its key: whatever was written counts, whether or not it was read. Whether the subject knows that
there is a job at all is another question: the answer that named it may have been lost.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hubproof.harness.oracle.events import Listening
from hubproof.harness.oracle.intents import Intent
from hubproof.harness.oracle.steps import READ_RECORD, Submission
from hubproof.harness.oracle.traffic import Traffic

STATUS = "GetPreparePositionEntryStatus"
OVER = ("Completed", "Failed", "Cancelled")


@dataclass(slots=True)
class Job:
    """One preparation; a time is None where the thing never happened.

    `told_us` is when the subject was first told of its end, `named_us` when an answer first named
    it, `executed_us` when its plan was first executed. `is_said` tells whether its callback was
    written. At `breaks_us` a connection to the Event hub, or the subject, was lost meanwhile.
    """

    id: str
    prepare: Submission
    started_us: int
    ended_us: int | None = None
    is_completed: bool = False
    told_us: int | None = None
    named_us: int | None = None
    is_said: bool = False
    executed_us: int | None = None
    breaks_us: list[int] = field(default_factory=list)


def jobs_of(
    traffic: Traffic,
    listening: Listening,
    prepares: Sequence[Submission],
    intents: Sequence[Intent],
) -> list[Job]:
    """The jobs that the subject started, in the order of their keys."""
    jobs = [job for prepare in prepares for job in _started(prepare)]
    by_id = {job.id: job for job in jobs}
    for at_us, job_id, is_callback in _tellings(traffic, listening):
        job = by_id.get(job_id)
        if job is not None:
            job.told_us = at_us if job.told_us is None else min(job.told_us, at_us)
            job.is_said = job.is_said or is_callback
    for job in jobs:
        job.named_us = _named_us(traffic, job)
        job.executed_us = _executed_us(job, intents)
        job.breaks_us = list(_breaks(traffic, job))
    return jobs


def _started(prepare: Submission) -> Iterator[Job]:
    by_id: dict[str, Job] = {}
    for change in prepare.jobs:
        job = by_id.setdefault(change.job_id, Job(change.job_id, prepare, change.at_us))
        if change.status in OVER:
            job.ended_us = change.at_us
            job.is_completed = change.status == "Completed"
    yield from by_id.values()


def _tellings(traffic: Traffic, listening: Listening) -> Iterator[tuple[int, str, bool]]:
    """Time, job, and whether it was by callback, of everything that tells of a job's end."""
    for event in listening.events.values():
        if event.reference is None or "Preparation" not in event.kind:
            continue
        for delivery in event.deliveries:
            yield delivery.at_us, event.reference, not delivery.is_page
    for call in traffic.calls:
        result = (call.answer.result if call.answer else None) or {}
        state = result.get("JobStatus" if call.method == READ_RECORD else "Status")
        job_id = result.get("JobId")
        if call.answer is not None and call.method in {STATUS, READ_RECORD} and state in OVER:
            yield call.answer.at_us, str(job_id), False


def _named_us(traffic: Traffic, job: Job) -> int | None:
    """When the subject was surely told which job it is, by an answer of any kind."""
    for call in traffic.calls:
        result = (call.answer.result if call.answer else None) or {}
        if result.get("JobId") == job.id and call.told_us is not None:
            return call.told_us
    return None


def _executed_us(job: Job, intents: Sequence[Intent]) -> int | None:
    made = job.prepare.made
    if made is None:
        return None
    times = [
        one.first_us
        for intent in intents
        for one in intent.executions
        if one.plan_id == made.exec_plan_id
    ]
    return min(times, default=None)


def _breaks(traffic: Traffic, job: Job) -> Iterator[int]:
    """When the Event hub's connection, or the subject, was lost before the job's end was told."""
    until_us = traffic.end_us if job.told_us is None else job.told_us
    for link in traffic.links:
        is_lost = link.hub == "event" and link.closed_us is not None and link.reason != "client"
        if is_lost and link.closed_us is not None and job.started_us <= link.closed_us < until_us:
            yield link.closed_us
    for life in traffic.lives:
        if life.ended_us is not None and job.started_us <= life.ended_us < until_us:
            yield life.ended_us
