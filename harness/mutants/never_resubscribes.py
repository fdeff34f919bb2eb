"""Never resubscribes: takes the subscription for a property of the user, not of the connection.

It catches up after a reconnect, and then hears nothing any more.
"""

from hubproof.client.consumer import Consumer
from hubproof.client.runtime import Parts
from hubproof.harness.mutants.mutant import Mutant


class Settled(Consumer):
    """Subscribes once in its life."""

    _has_subscribed = False

    async def subscribe(self) -> None:
        """Subscribe, the first time."""
        if not self._has_subscribed:
            self._has_subscribed = True
            await super().subscribe()


MUTANT = Mutant(
    name="never_resubscribes",
    says="subscribes once and not again after a reconnect",
    row="EVT-4",
    also=("EVT-5", "SAFE-4"),
    scenarios=("resume_after_a_cut_with_duplicates",),
    parts=Parts(consumer=Settled),
)
