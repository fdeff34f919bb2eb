"""Two providers: before it enters, the client has taken quotes from two providers (QUOTE-1).

A price that nobody confirms may be one feed's mistake, and one feed's mistake is an entry at any
price.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle
from hubproof.harness.oracle.quotes import Lack


def find(oracle: Oracle) -> Iterator[Finding]:
    """Entries that were made on the word of one provider, or of none."""
    for entry in oracle.quoting.groundless:
        if entry.lack is Lack.SECOND_PROVIDER:
            yield Finding(
                message=(
                    f"entered {oracle.where(entry.submission)} without asking two providers for"
                    f" its price: {entry.told}"
                ),
                at_us=entry.submission.first_us,
                exposure=entry.at_risk,
            )


CHECKER = Checker(
    name="two_providers",
    requirement="QUOTE-1",
    says="quotes were taken from two providers before an entry",
    find=find,
    is_used=lambda oracle: oracle.limits.quotes is not None,
)
