"""Never resyncs: believes that its streams are all there is to know, and asks for no snapshot.

What a stream lost while it was closed, or dropped, it never learns.
"""

from hubproof.client.runtime import Parts
from hubproof.client.stream_monitor import Feed, StreamMonitor
from hubproof.harness.mutants.mutant import Mutant


class Listener(StreamMonitor):
    """Listens and never asks."""

    async def resync_regularly(self, feed: Feed) -> None:
        """Never."""
        del feed


MUTANT = Mutant(
    name="never_resyncs",
    says="reads no snapshot beside its streams, not even after a restart",
    row="DATA-2",
    scenarios=("stream_items_dropped",),
    parts=Parts(monitor=Listener),
)
