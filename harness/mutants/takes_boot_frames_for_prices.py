"""Takes boot frames for prices: a frame came, so the feed is alive and its price still holds.

What a frame without a price says is that there is none. The last good price is new again with
every one of them.
"""

from dataclasses import replace

from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.client.stream_monitor import Feed, StreamMonitor
from hubproof.harness.mutants.mutant import Mutant


class Hopeful(StreamMonitor):
    """Hears a price in every frame."""

    def take(self, feed: Feed, data: models.UnderlyingData) -> None:
        """Keep the quote; where it is none, keep the last one again, as of now."""
        clock = self._context.clock
        now_s = clock.monotonic()
        if self._gate.sample(data.Prices, now_s, clock.utc_now()) is None and feed.samples:
            feed.samples.append(replace(feed.samples[-1], born_s=now_s))
        else:
            super().take(feed, data)


MUTANT = Mutant(
    name="takes_boot_frames_for_prices",
    says="takes a frame without a price for news that the last one still holds",
    row="QUOTE-3",
    scenarios=("quotes_flicker",),
    parts=Parts(monitor=Hopeful),
)
