"""Replays from zero: reads the whole history on every connection, and knows by its id what is new.

It costs pages, and needs no cursor that could run ahead.
"""

from hubproof.client.consumer import PAGE_LIMIT, Consumer
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.harness.unusual.unusual import Unusual


class FromZero(Consumer):
    """Begins at the beginning."""

    async def read_page(self, token: str | None) -> models.GetEventsSinceResult:
        """One page of everything that there ever was, as far as it is kept."""
        beginning = self._store.losses.beginning()
        args = models.GetEventsSinceArgs(
            SinceEventSeqId=beginning, Limit=PAGE_LIMIT, ContinuationToken=token
        )
        return await self._hub.get_events_since(args)


UNUSUAL = Unusual(
    name="replays_from_zero",
    says="reads the whole history again on every connection",
    parts=Parts(consumer=FromZero),
)
