"""Agreeing quotes: no entry is made while the providers differ beyond the tolerance (QUOTE-4).

Convicted is who entered while no fresh quote of one provider was near any fresh quote of another:
then their medians differ too, of however many samples they are taken, and detection had as long as
the oldest of them is young.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle
from hubproof.harness.oracle.quotes import Lack


def find(oracle: Oracle) -> Iterator[Finding]:
    """Entries that were made in the middle of a divergence."""
    for entry in oracle.quoting.groundless:
        if entry.lack is Lack.AGREEMENT:
            yield Finding(
                message=(
                    f"entered {oracle.where(entry.submission)} while its providers differed by"
                    f" more than the tolerance: {entry.told}"
                ),
                at_us=entry.submission.first_us,
                exposure=entry.at_risk,
            )


CHECKER = Checker(
    name="agreeing_quotes",
    requirement="QUOTE-4",
    says="no entry is made while the providers' quotes diverge",
    find=find,
    is_used=lambda oracle: oracle.limits.quotes is not None,
)
