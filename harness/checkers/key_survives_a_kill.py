"""Key survives a kill: after a kill between submit and answer the same key comes back (IDEM-1).

A client that stores its key before it submits finds it again in its next life. One that does not
has nothing left to ask the broker by, makes a new key, and may enter twice.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle
from hubproof.harness.oracle.steps import Why


def find(oracle: Oracle) -> Iterator[Finding]:
    """Steps whose key was never seen again after the kill that hit them."""
    for second in oracle.second_keys:
        if second.why is Why.KILL:
            yield Finding(
                message=(
                    f"was killed between submit and answer of {second.earlier.method} for "
                    f"{oracle.where(second.later)} and came back with key {second.later.key} "
                    f"instead of {second.earlier.key}: the first key was not stored before it "
                    "was used"
                ),
                at_us=second.later.first_us,
            )


CHECKER = Checker(
    name="key_survives_a_kill",
    requirement="IDEM-1",
    says="after a kill between submit and answer the same key comes back",
    find=find,
)
