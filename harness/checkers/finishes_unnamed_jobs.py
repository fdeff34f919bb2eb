"""Finishes unnamed jobs: a preparation whose answer was lost is found again and finished (RECON-7).

The record of its key names the job, and a resend under the key does. Who starts over under another
key breaks other rows (IDEM-3, RECON-3); this one is about who lets the job lie.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.jobs import Job


def find(oracle: Oracle) -> Iterator[Finding]:
    """Jobs that completed, whose naming answer never came, and whose plan was never executed."""
    for job in oracle.jobs:
        intent = oracle.intent_of(job.prepare)
        if intent is None or job.ended_us is None or not job.is_completed or _was_told(job):
            continue
        if intent.prepares[-1] is not job.prepare:
            continue
        due_us = oracle.due_us(max(job.ended_us, job.prepare.calls[0].at_us), oracle.act_within_us)
        is_owed = due_us <= oracle.end_us and intent.is_on(due_us)
        if is_owed and (job.executed_us is None or job.executed_us > due_us):
            yield Finding(
                message=(
                    f"never finished job {job.id} for {intent.where}: the answer to its "
                    f"preparation at {seconds(job.prepare.first_us)} was lost, and its plan was "
                    f"not executed within {oracle.limits.act_within_s:g} s of its end"
                ),
                at_us=due_us,
            )


def _was_told(job: Job) -> bool:
    """Whether the first attempt was answered: then nothing of the preparation was lost."""
    return job.prepare.calls[0].answer is not None and not job.prepare.calls[0].answer.late


CHECKER = Checker(
    name="finishes_unnamed_jobs",
    requirement="RECON-7",
    says="a preparation whose answer was lost is recovered, and its job finished",
    find=find,
    needs_every_signal=True,
)
