"""Carriages: how each transport carries the payloads of one connection.

Rule: a connection writes frames to something that behaves like an asyncio transport and knows no
more. What differs stands here: how a payload is framed, what is said at the end, how long a peer
may take to notice it, whether pings are wanted and whether bytes can be carried at all.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hubproof.simulator.transports.frames import binary_frame, close_frame, text_frame

WEB_SOCKETS = "WebSockets"
EVENTS = "ServerSentEvents"
POLLING = "LongPolling"

LINGER_US = 5_000_000
"""How long a peer may take to end a connection that we have ended: ASP.NET Core's WebSocket close
timeout. After that it is reset."""

DISCONNECT_US = 15_000_000
"""How long nobody may poll: ASP.NET Core's disconnect timeout."""


def _nothing() -> None:
    """Nobody waits for the end."""


@dataclass(slots=True, kw_only=True)
class Carriage:
    """One connection's way to its client. `end` is called when the session is over.

    What `is_fetched` leaves when its client asks for it, so that no send can take too long.
    """

    name: str
    transport: asyncio.Transport
    frame_text: Callable[[bytes], bytes]
    frame_binary: Callable[[bytes], bytes]
    goodbye: bytes = b""
    linger_us: int = LINGER_US
    pings: bool = True
    is_text_only: bool = False
    is_fetched: bool = False
    end: Callable[[], None] = field(default=_nothing)


def by_socket(transport: asyncio.Transport) -> Carriage:
    """A WebSocket, upgraded already."""
    return Carriage(
        name=WEB_SOCKETS,
        transport=transport,
        frame_text=text_frame,
        frame_binary=binary_frame,
        goodbye=close_frame(),
    )


def event_of(payload: bytes) -> bytes:
    """A payload as one event: a `data:` line for each of its lines, and a blank one."""
    lines = payload.split(b"\n")
    return b"".join(b"data: %b\r\n" % line.removesuffix(b"\r") for line in lines) + b"\r\n"


def chunk_of(data: bytes) -> bytes:
    """A chunk of an HTTP answer whose length is not known before."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def _event_chunk(payload: bytes) -> bytes:
    return chunk_of(event_of(payload))


class Lent(asyncio.Transport):
    """The transport of an HTTP answer while it lasts; the next answer there is none of ours."""

    def __init__(self, inner: asyncio.Transport) -> None:
        super().__init__()
        self._inner = inner
        self._is_over = False

    def give_back(self) -> None:
        """The answer is over: nothing of what is done here reaches the socket any more."""
        self._is_over = True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Written at once, in order."""
        if not self._is_over:
            self._inner.write(data)

    def get_write_buffer_size(self) -> int:
        """What has not left yet."""
        return 0 if self._is_over else self._inner.get_write_buffer_size()

    def can_write_eof(self) -> bool:
        """Whether the answer can break off when everything said has surely arrived."""
        return not self._is_over and self._inner.can_write_eof()

    def write_eof(self) -> None:
        """Break the answer off: the socket ends in our direction, and the answer has no end."""
        self._inner.write_eof()

    def pause_reading(self) -> None:
        """Nothing of the peer's is read: not even that it has gone."""
        if not self._is_over:
            self._inner.pause_reading()

    def resume_reading(self) -> None:
        """It is read again."""
        if not self._is_over:
            self._inner.resume_reading()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """What is known of the socket, while it is lent."""
        return default if self._is_over else self._inner.get_extra_info(name, default)

    def is_closing(self) -> bool:
        """Whether the answer is over, or its socket."""
        return self._is_over or self._inner.is_closing()

    def close(self) -> None:
        """The answer ends by itself."""

    def abort(self) -> None:
        """Cut the socket, if the answer still lasts."""
        if not self._is_over:
            self._inner.abort()


def by_events(transport: Lent, end: Callable[[], None]) -> Carriage:
    """A stream of Server-Sent Events; `end` lets the answer come to its end."""
    return Carriage(
        name=EVENTS,
        transport=transport,
        frame_text=_event_chunk,
        frame_binary=_event_chunk,
        is_text_only=True,
        end=end,
    )


class Polled(asyncio.Transport):
    """What waits for the next poll. `on_news` is told of anything a poll should answer with.

    One that `is_over` was ended in good order. One that `is_cut` ends with the TCP connection of
    the poll that waits, and nobody knows its id any more; so does one that `is_last`, behind
    everything that was said.
    """

    def __init__(self, on_news: Callable[[], None]) -> None:
        super().__init__()
        self._waiting: list[bytes] = []
        self._bytes = 0
        self._on_news = on_news
        self.is_over = False
        self.is_cut = False
        self.is_last = False

    @property
    def has_news(self) -> bool:
        """Whether there is anything to answer a poll with."""
        return bool(self._waiting)

    def take(self) -> bytes:
        """Everything that waits."""
        data = b"".join(self._waiting)
        self._waiting = []
        self._bytes = 0
        return data

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Kept for the next poll."""
        self._waiting.append(bytes(data))
        self._bytes += len(data)
        self._on_news()

    def get_write_buffer_size(self) -> int:
        """What nobody has fetched yet."""
        return self._bytes

    def can_write_eof(self) -> bool:
        """Always: what waits can be the last that a poll gets."""
        return True

    def write_eof(self) -> None:
        """What waits is the last, and no good end follows it."""
        self.is_last = True
        self.is_cut = not self._waiting
        self._on_news()

    def pause_reading(self) -> None:
        """There is nothing to read: what the peer says comes by itself."""

    def resume_reading(self) -> None:
        """Likewise."""

    def is_closing(self) -> bool:
        """Whether nothing more will come."""
        return self.is_over or self.is_last or self.is_cut

    def close(self) -> None:
        """Nothing more will come; what waits can still be fetched."""
        self.is_over = True
        self._on_news()

    def abort(self) -> None:
        """Nothing more will come, and what waits is lost."""
        self.is_cut = True
        self._on_news()


def _as_it_is(payload: bytes) -> bytes:
    return payload


def by_polls(transport: Polled) -> Carriage:
    """Long polling: what is said waits for a poll, and nobody pings."""
    return Carriage(
        name=POLLING,
        transport=transport,
        frame_text=_as_it_is,
        frame_binary=_as_it_is,
        linger_us=DISCONNECT_US,
        pings=False,
        is_fetched=True,
        end=transport.close,
    )


class Nowhere(asyncio.Transport):
    """What a stateful connection writes to while it has no socket: nothing arrives."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Lost: what counts is kept by the session."""

    def get_write_buffer_size(self) -> int:
        """Nothing waits."""
        return 0

    def can_write_eof(self) -> bool:
        """Never."""
        return False

    def is_closing(self) -> bool:
        """Never, so that it is not mistaken for an end."""
        return False

    def close(self) -> None:
        """There is nothing to close."""

    def abort(self) -> None:
        """There is nothing to cut."""
