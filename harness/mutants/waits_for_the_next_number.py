"""Waits for the next number: an event's turn comes when its number is the last one plus one.

Right where one user is alone with a counter. Behind the first hole everything waits for an event
that nobody will ever send.
"""

from hubproof.client.consumer import Consumer
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.harness.mutants.mutant import Mutant


class Counting(Consumer):
    """Takes a sequence for a count."""

    def settle(self, event: models.Event) -> None:
        """Bring the event to its end where its turn has come; the history has it if not."""
        if not super().leaves_gap(event):
            super().settle(event)

    def leaves_gap(self, event: models.Event) -> bool:
        """What is out of turn is left where it is, in the history."""
        del event
        return False


MUTANT = Mutant(
    name="waits_for_the_next_number",
    says="handles an event only when its number is the last one plus one",
    row="EVT-5",
    also=("SAFE-4",),
    scenarios=("numbers_with_holes",),
    parts=Parts(consumer=Counting),
)
