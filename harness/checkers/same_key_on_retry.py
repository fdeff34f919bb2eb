"""Same key on retry: a call whose outcome is unknown is retried under the key it had (IDEM-2).

The first attempt may have been carried out. Under its own key the broker can say so; under a new
one the retry is a second order.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle
from hubproof.harness.oracle.steps import Why


def find(oracle: Oracle) -> Iterator[Finding]:
    """Steps that were retried under another key within one life."""
    for second in oracle.second_keys:
        if second.why is Why.RETRY:
            yield Finding(
                message=(
                    f"retried {second.later.method} for {oracle.where(second.later)} under a new "
                    f"key, {second.later.key}, while nobody could know what had become of "
                    f"{second.earlier.key}"
                ),
                at_us=second.later.first_us,
            )


CHECKER = Checker(
    name="same_key_on_retry",
    requirement="IDEM-2",
    says="a call whose outcome is unknown is retried under the key it had",
    find=find,
)
