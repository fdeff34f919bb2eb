"""Trusts silent streams: waits for the next item for as long as the connection stands.

Its pings are answered, and that is all it asks of a feed.
"""

from hubproof.client.runtime import Parts
from hubproof.client.stream_monitor import StreamMonitor
from hubproof.harness.mutants.mutant import Mutant


class Patient(StreamMonitor):
    """No silence is too long."""

    def silent_at(self, now_s: float) -> float | None:
        """Never."""
        del now_s
        return None


MUTANT = Mutant(
    name="trusts_silent_streams",
    says="takes a stream without items for a market at rest",
    row="DATA-7",
    scenarios=("stream_items_dropped",),
    parts=Parts(monitor=Patient),
)
