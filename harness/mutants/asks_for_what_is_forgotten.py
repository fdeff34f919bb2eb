"""Asks for what is forgotten: its cursor is refused, and it comes back with the same cursor.

Right for a hub that was busy. What retention has passed nobody will ever have again, so it never
catches up, and begins nothing any more.
"""

from hubproof.client.consumer import Consumer
from hubproof.client.runtime import Parts
from hubproof.harness.mutants.mutant import Mutant


class Insistent(Consumer):
    """Takes the refusal for a matter of time."""

    async def begin_anew(self) -> None:
        """Keep the cursor, and hope."""


MUTANT = Mutant(
    name="asks_for_what_is_forgotten",
    says="asks again and again from a cursor whose events are not kept any more",
    row="EVT-5",
    also=("SAFE-3",),
    scenarios=("retention_passed",),
    parts=Parts(consumer=Insistent),
)
