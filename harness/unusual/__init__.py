"""The unusual clients: one style per file, and the table of all of them.

Together they prove that the checkers are fair: none of them may be convicted by any.
"""

from collections.abc import Mapping

from hubproof.harness.unusual import (
    one_event_a_page,
    polls,
    replays_from_zero,
    resends_first,
    snapshots_only,
    subscribes_first,
)
from hubproof.harness.unusual.unusual import Unusual

UNUSUAL: Mapping[str, Unusual] = {
    one.name: one
    for one in (
        polls.UNUSUAL,
        replays_from_zero.UNUSUAL,
        one_event_a_page.UNUSUAL,
        resends_first.UNUSUAL,
        subscribes_first.UNUSUAL,
        snapshots_only.UNUSUAL,
    )
}

__all__ = ["UNUSUAL", "Unusual"]
