"""The streams of one connection: what came and was not read yet, and how each of them ended.

A stream of prices is worth its newest item. A reader that is slower than the hub therefore loses
the oldest ones and never the memory of its process. A stream always ends, and says why: completed
by the hub, refused or broken off with an error, lost with its connection, or left by its reader.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable

from msgspec import Raw

from hubproof.client.sdk.exceptions import MesoLiveSignalRError

ITEMS_MAX = 128
"""Items that may wait for their reader. At two quotes a second it is a minute behind by then."""

_log = logging.getLogger(__name__)


class Stream:
    """One stream; `leave` tells the hub that nobody reads it any more."""

    def __init__(self, leave: Callable[[], None]) -> None:
        self._items: deque[Raw] = deque(maxlen=ITEMS_MAX)
        self._leave = leave
        self._is_ended = False
        self._error: MesoLiveSignalRError | None = None
        self._reader: asyncio.Future[None] | None = None
        self.dropped = 0

    def put(self, item: Raw) -> None:
        """An item came; the oldest makes room where too many wait."""
        if len(self._items) == ITEMS_MAX:
            if not self.dropped:
                _log.warning("a stream is read too slowly: its oldest items are dropped")
            self.dropped += 1
        self._items.append(item)
        self._wake()

    def end(self, error: MesoLiveSignalRError | None = None) -> None:
        """No item will come any more; without an error the hub completed the stream."""
        self._is_ended = True
        self._error = error
        self._wake()

    async def next(self) -> Raw | None:
        """The next item, or None behind the last one of a stream that was completed.

        Raises:
            MesoLiveSignalRError: the stream was refused, broken off, or lost with its connection.
        """
        while not self._items:
            if self._error is not None:
                raise self._error
            if self._is_ended:
                return None
            self._reader = asyncio.get_running_loop().create_future()
            await self._reader
        return self._items.popleft()

    def leave(self) -> None:
        """Nobody reads any more; the hub is told where it has not ended the stream itself."""
        if not self._is_ended:
            self.end()
            self._leave()
        self._items.clear()

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)
