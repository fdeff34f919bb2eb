"""Fresh quotes: no entry is made while all providers but one are stale (QUOTE-2).

The age of a quote grows after it was received, and a provider that says nothing new is not one
that says the same.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.quotes import Lack


def find(oracle: Oracle) -> Iterator[Finding]:
    """Entries for which no second provider had a quote within the age limit."""
    for entry in oracle.quoting.groundless:
        if entry.lack is Lack.FRESHNESS:
            at_us = entry.submission.first_us
            yield Finding(
                message=(
                    f"entered {oracle.where(entry.submission)} at {seconds(at_us)} on a stale"
                    f" quote: {entry.told}"
                ),
                at_us=at_us,
                exposure=entry.at_risk,
            )


CHECKER = Checker(
    name="fresh_quotes",
    requirement="QUOTE-2",
    says="no entry is made on stale quotes",
    find=find,
    is_used=lambda oracle: oracle.limits.quotes is not None,
)
