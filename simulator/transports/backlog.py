"""What was written to a socket and has not left it yet.

Rule: a peer that reads nothing, or too slowly for what it is sent, loses its connection instead of
filling our memory. Without it one stuck client ends the simulator for all of them.
"""

import asyncio
from collections.abc import Callable

SEND_TIMEOUT_US = 10_000_000
"""How long nothing at all may leave: ASP.NET Core's TransportSendTimeout."""

LOOK_US = 1_000_000
"""How often a backlog is looked at, and so how much later a stuck peer may be found: ASP.NET Core's
heartbeat."""

UNWATCHED_BYTES = 4 * 1024
"""How much of one write may wait without being watched: some event loops write what they are given
when they have turned, so right after a write it always waits."""

BACKLOG_BYTES_MAX = 16 * 1024 * 1024
"""How much may wait for a slow reader. Hubs cannot be slowed down as a .NET method would be, so
this is generous: some 50,000 events."""


UNSENT_BYTES_MAX = 65_536
"""How much may be on its way to one client before its hub waits: TransportMaxBufferSize."""


class Backlog:
    """Watches one transport's write buffer. `due` is when to look again, in microseconds.

    What `is_fetched` by its reader may wait: only how much of it there is counts.
    """

    __slots__ = (
        "_is_fetched",
        "_left_bytes",
        "_since",
        "_transport",
        "_written_bytes",
        "due",
    )

    def __init__(self, transport: asyncio.Transport, *, is_fetched: bool = False) -> None:
        self._transport = transport
        self._is_fetched = is_fetched
        self._written_bytes = 0
        self._left_bytes = 0
        self._since = 0
        self.due: int | None = None

    def is_bearable(self, waiting_bytes: int, written_bytes: int, clock: Callable[[], int]) -> bool:
        """Whether the backlog is not too large, now that so much of it was `written` just now.

        Asked after every write while `due` is set, and else where more waits than that write, or
        more than `UNWATCHED_BYTES` of it.
        """
        self._written_bytes += written_bytes
        if waiting_bytes == 0:
            self.due = None
        elif self.due is None and not self._is_fetched:
            self._watch(waiting_bytes, clock())
        return waiting_bytes <= BACKLOG_BYTES_MAX

    def is_stuck(self, now: int) -> bool:
        """Whether nothing has left for a whole time-out."""
        if self.due is None or now < self.due:
            return False
        waiting_bytes = self._transport.get_write_buffer_size()
        if waiting_bytes == 0:
            self.due = None
        elif self._written_bytes - waiting_bytes != self._left_bytes:
            self._watch(waiting_bytes, now)
        elif now - self._since >= SEND_TIMEOUT_US:
            self.due = None
            return True
        else:
            self.due = now + LOOK_US
        return False

    def _watch(self, waiting_bytes: int, now: int) -> None:
        self._left_bytes = self._written_bytes - waiting_bytes
        self._since = now
        self.due = now + LOOK_US
