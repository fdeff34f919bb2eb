"""Polls: never subscribes, and reads the history again and again.

It hears of everything a little later, and has no gap to close.
"""

import asyncio
import sqlite3

from hubproof.client.consumer import Consumer
from hubproof.client.runtime import Parts
from hubproof.client.sdk.exceptions import MesoLiveApiException, MesoLiveSignalRError
from hubproof.harness.unusual.unusual import Unusual

POLL_S = 1.0
"""Between two looks; a fraction of what a client may take to act."""


class Poller(Consumer):
    """Asks instead of listening."""

    _polling: "asyncio.Task[None] | None" = None

    async def subscribe(self) -> None:
        """Nothing is pushed but what a connection is told when it opens."""

    def go_live(self) -> None:
        """From now on look every second."""
        super().go_live()
        if self._polling is None:
            self._polling = asyncio.get_running_loop().create_task(self._poll())

    def suspend(self) -> None:
        """The connection is gone, and nobody is there to ask."""
        super().suspend()
        if self._polling is not None:
            self._polling.cancel()
            self._polling = None

    async def _poll(self) -> None:
        try:
            while True:
                await asyncio.sleep(POLL_S)
                await self.replay()
        except (MesoLiveApiException, MesoLiveSignalRError, sqlite3.Error) as error:
            self._hub.drop(f"the history could not be read: {error}")


UNUSUAL = Unusual(
    name="polls",
    says="never subscribes, and reads the history every second",
    parts=Parts(consumer=Poller),
)
