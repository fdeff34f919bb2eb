"""One key per step: no second key while the first one's record is Processing or Completed (IDEM-3).

Once the broker has taken a step on, another key for it is another order. It is allowed only where
the first one failed, was refused, ended with quantity unfilled, or is being replaced.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle


def find(oracle: Oracle) -> Iterator[Finding]:
    """Second keys of steps that the broker was at work on, or done with."""
    for second in oracle.second_keys:
        status = second.earlier.status_at(second.later.first_us)
        if status in {"Processing", "Completed"}:
            yield Finding(
                message=(
                    f"submitted {second.later.method} for {oracle.where(second.later)} under "
                    f"{second.later.key} although the record of {second.earlier.key} was {status}"
                ),
                at_us=second.later.first_us,
            )


CHECKER = Checker(
    name="one_key_per_step",
    requirement="IDEM-3",
    says="no second key for a step whose record is Processing or Completed",
    find=find,
)
