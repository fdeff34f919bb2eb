"""Never restarts streams: reconnects, and takes its streams for a property of the user.

They were one of the connection that was lost. It never enters on what is stale, and so never enters
again: right in every step, and out of work.
"""

import asyncio

from hubproof.client.backoff import Backoff
from hubproof.client.runtime import Parts
from hubproof.client.stream_monitor import LEFT, Feed, StreamMonitor
from hubproof.harness.mutants.mutant import Mutant


class OneConnection(StreamMonitor):
    """Opens a stream again where it left it itself, and nowhere else."""

    async def stream(self, feed: Feed, backoff: Backoff) -> str:
        """Read it to its end; behind an end that was not its own nothing follows."""
        reason = await super().stream(feed, backoff)
        if reason != LEFT:
            await asyncio.Event().wait()
        return reason


MUTANT = Mutant(
    name="never_restarts_streams",
    says="opens no stream again that ended with its connection",
    row="DATA-1",
    also=("SAFE-3", "SAFE-4"),
    scenarios=("stream_items_dropped",),
    parts=Parts(monitor=OneConnection),
)
