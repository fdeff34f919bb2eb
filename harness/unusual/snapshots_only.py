"""Snapshots only: opens no stream, and asks both providers before each entry.

Right for whoever trades seldom: a quote that is asked for is as fresh as any, and what is not
streamed can neither break nor fall silent.
"""

import asyncio
from collections.abc import Mapping, Sequence

from hubproof.client.quote_gate import Sample
from hubproof.client.quote_hold import QuoteHold
from hubproof.client.runtime import Parts
from hubproof.client.sdk.exceptions import MesoLiveApiException, MesoLiveSignalRError
from hubproof.client.stream_monitor import Feed, StreamMonitor
from hubproof.harness.unusual.unusual import Unusual


class Asker(StreamMonitor):
    """Keeps what it asked for."""

    async def keep(self, feed: Feed) -> None:
        """No stream."""

    async def flowing(self) -> None:
        """Nothing flows here."""

    async def ask(self, symbol: str) -> None:
        """Read one snapshot of each provider; one that does not come is one that is missing."""
        feeds = self._feeds.get(symbol, {}).values()
        await asyncio.gather(*(self._ask(feed) for feed in feeds))

    async def _ask(self, feed: Feed) -> None:
        try:
            await self.read_snapshot(feed)
        except (MesoLiveApiException, MesoLiveSignalRError):
            return


class AskingHold(QuoteHold):
    """Asks whenever it looks, until there are as many samples as the gate wants."""

    async def look(self, symbol: str) -> Mapping[str, Sequence[Sample]]:
        """The newest samples, one more of each provider each time."""
        assert isinstance(self._monitor, Asker), "the two parts go together"
        await self._monitor.ask(symbol)
        return self._monitor.samples(symbol)


UNUSUAL = Unusual(
    name="snapshots_only",
    says="never streams, and asks both providers before each entry",
    parts=Parts(monitor=Asker, hold=AskingHold),
)
