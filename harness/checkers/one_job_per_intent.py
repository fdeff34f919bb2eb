"""One job per intent: no second preparation while the first is in flight or Completed (RECON-3).

After a reconnect the state of a job is asked for, not guessed: a second one makes a second plan,
and two plans for one signal are one entry too many.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle


def find(oracle: Oracle) -> Iterator[Finding]:
    """Preparations that were started beside a job that was running or done."""
    for second in oracle.second_keys:
        jobs = [one for one in second.earlier.jobs if one.at_us <= second.later.first_us]
        if second.is_prepare and jobs:
            state = "Completed" if jobs[-1].status == "Completed" else "in flight"
            yield Finding(
                message=(
                    f"started a second preparation of {oracle.where(second.later)} while job "
                    f"{jobs[-1].job_id} was {state}"
                ),
                at_us=second.later.first_us,
            )


CHECKER = Checker(
    name="one_job_per_intent",
    requirement="RECON-3",
    says="no second prepare job while the intent's job is in flight or Completed",
    find=find,
)
