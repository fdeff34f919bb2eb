"""Finishes without callback: no workflow is stuck because a job's callback was lost (RECON-2).

The plan is there, the signal is On, and nothing happens: nobody asked what had become of the job.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds


def find(oracle: Oracle) -> Iterator[Finding]:
    """Jobs whose callback was never written, and whose intent was left there."""
    for job in oracle.jobs:
        intent = oracle.intent_of(job.prepare)
        if intent is None or job.ended_us is None or job.is_said or not job.is_completed:
            continue
        if job.named_us is None:
            continue  # it cannot wait for a job that it does not know: RECON-7 is about that
        due_us = oracle.due_us(job.ended_us, oracle.act_within_us)
        is_owed = due_us <= oracle.end_us and intent.is_on(due_us)
        # One that went on with another plan is not stuck: what that is worth is for other rows.
        acted_us = min((one.first_us for one in intent.executions), default=None)
        if is_owed and (acted_us is None or acted_us > due_us):
            yield Finding(
                message=(
                    f"was stuck with {intent.where}: job {job.id} ended at "
                    f"{seconds(job.ended_us)}, its callback was lost, and its plan was not "
                    f"executed within {oracle.limits.act_within_s:g} s"
                ),
                at_us=due_us,
            )


CHECKER = Checker(
    name="finishes_without_callback",
    requirement="RECON-2",
    says="no workflow is stuck when the callback of its job was lost",
    find=find,
    needs_every_signal=True,
)
