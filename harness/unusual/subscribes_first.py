"""Subscribes first: hears what is new before it reads what was, and reads only once.

What comes meanwhile waits, so that the history and the callbacks overlap and leave no gap.
"""

from hubproof.client.consumer import Consumer
from hubproof.client.runtime import Parts
from hubproof.harness.unusual.unusual import Unusual


class EarsFirst(Consumer):
    """The other order."""

    async def catch_up(self) -> None:
        """Subscribe, then read the history once, then handle what waited."""
        await self.check_cursor()
        await self.subscribe()
        await self.replay()
        self.go_live()


UNUSUAL = Unusual(
    name="subscribes_first",
    says="subscribes before it reads the history",
    parts=Parts(consumer=EarsFirst),
)
