"""Never replays: after a reconnect it subscribes again and starts from "now".

Whatever happened while it was away did not happen to it, but for the signals that are still On:
those are pushed to every new connection.
"""

from hubproof.client.consumer import Consumer
from hubproof.client.runtime import Parts
from hubproof.harness.mutants.mutant import Mutant


class Forward(Consumer):
    """Looks ahead only."""

    async def replay(self) -> None:
        """Read nothing of the history."""


MUTANT = Mutant(
    name="never_replays",
    says="subscribes again after a reconnect and reads no history",
    row="EVT-1",
    also=("EVT-5",),
    scenarios=("resume_after_a_cut_with_duplicates",),
    parts=Parts(consumer=Forward),
)
