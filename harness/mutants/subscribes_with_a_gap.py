"""Subscribes with a gap: reads the history, then subscribes, and takes the two for one step.

What happens in between is in no page that it reads and in no callback that it hears. It does not
look at the numbers of later events either, which would show that one is missing.
"""

from hubproof.client.consumer import Consumer
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.harness.mutants.mutant import Mutant


class Trusting(Consumer):
    """Believes that nothing happens between two calls."""

    async def replay_after_subscribing(self) -> None:
        """Read nothing more."""

    def leaves_gap(self, event: models.Event) -> bool:
        """Nothing can be missing."""
        del event
        return False


MUTANT = Mutant(
    name="subscribes_with_a_gap",
    says="subscribes after the last page of history and does not look again",
    row="EVT-14",
    also=("EVT-5", "SAFE-4"),
    scenarios=("resume_without_gaps",),
    parts=Parts(consumer=Trusting),
)
