"""Waits for the next number: an event's turn comes when its number is the last one plus one.

Right where one user is alone with a counter. Behind the first hole everything waits for an event
that nobody will ever send, and the history is read no further either.
"""

from hubproof.client.consumer import Consumer
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.harness.mutants.mutant import Mutant


class Counting(Consumer):
    """Takes a sequence for a count."""

    _waits = False

    async def replay(self) -> None:
        """Read page after page, as long as it is anybody's turn."""
        self._waits = False
        token: str | None = None
        while not self._waits:
            page = await self.read_page(token)
            self.on_page(page)
            token = page.ContinuationToken
            if not token:
                return

    def settle(self, event: models.Event) -> None:
        """Bring the event to its end where its turn has come; the history has it if not."""
        if super().leaves_gap(event):
            self._waits = True
        else:
            super().settle(event)

    def leaves_gap(self, event: models.Event) -> bool:
        """What is out of turn will come again, when what is missing has come."""
        del event
        return False


MUTANT = Mutant(
    name="waits_for_the_next_number",
    says="handles an event only when its number is the last one plus one",
    row="SAFE-4",
    also=("EVT-2",),
    scenarios=("numbers_with_holes",),
    parts=Parts(consumer=Counting),
)
