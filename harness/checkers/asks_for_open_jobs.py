"""Asks for open jobs: after a reconnect or a restart every open job's end is learned (RECON-1).

By its status, its record, the history, or a callback that still comes. What happened while nobody
listened is not told a second time by itself.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.jobs import Job


def find(oracle: Oracle) -> Iterator[Finding]:
    """Jobs that were open over a break and of whose end the subject was never told in time."""
    for job in oracle.jobs:
        intent = oracle.intent_of(job.prepare)
        if intent is None or job.named_us is None or job.ended_us is None or not job.breaks_us:
            continue
        due_us = _due_us(oracle, job, job.ended_us)
        is_owed = due_us <= oracle.end_us and intent.is_on(due_us)
        if is_owed and (job.told_us is None or job.told_us > due_us):
            yield Finding(
                message=(
                    f"never learned how job {job.id} for {intent.where} ended: it was open when "
                    f"the connection was lost at {seconds(job.breaks_us[0])}, ended at "
                    f"{seconds(job.ended_us)}, and nobody asked"
                ),
                at_us=due_us,
            )


def _due_us(oracle: Oracle, job: Job, ended_us: int) -> int:
    return oracle.due_us(max(ended_us, *job.breaks_us), oracle.act_within_us)


CHECKER = Checker(
    name="asks_for_open_jobs",
    requirement="RECON-1",
    says="after a reconnect or restart the end of every open job is learned, within a bound",
    find=find,
)
