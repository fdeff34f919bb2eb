"""One event a page: asks for the smallest page there is, and follows the token to the end.

Rule: a limit is a wish, so nothing may depend on how many events a page carries (EVT-3).
"""

from hubproof.client.consumer import Consumer
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.harness.unusual.unusual import Unusual


class Sipping(Consumer):
    """Takes one at a time."""

    async def read_page(self, token: str | None) -> models.GetEventsSinceResult:
        """One page of one event."""
        args = models.GetEventsSinceArgs(
            SinceEventSeqId=self._store.cursor() or 0, Limit=1, ContinuationToken=token
        )
        return await self._hub.get_events_since(args)


UNUSUAL = Unusual(
    name="one_event_a_page",
    says="asks for one event a page",
    parts=Parts(consumer=Sipping),
)
