"""An in-memory stream transport: one end of a link, with asyncio's contract and nothing below it.

Protocol callbacks run in the context of whoever made the transport, so that what they start
belongs to the same life. A transport that a kill has severed writes nothing and calls nobody.
"""

import asyncio
import contextvars
import errno
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from hubproof.harness.virtual.life import LIFE, Life
from hubproof.harness.virtual.link import Control, Way

WINDOW_BYTES = 256 * 1024
"""Bytes on their way or unread that a writer does not feel, as two kernels' socket buffers would
hold them; what is beyond counts as the writer's own buffer."""

HIGH_WATER_BYTES = 64 * 1024
"""asyncio's own default: a protocol is paused when its own buffer exceeds this."""

Buffer = bytes | bytearray | memoryview


class Registry(Protocol):
    """Where a transport of the accepting side begins, and where each signs off."""

    def accept(self, transport: "MemoryTransport") -> None:
        """The connection has reached its listener."""

    def transport_lost(self, transport: "MemoryTransport") -> None:
        """The transport has ended, one way or another."""


class MemoryTransport(asyncio.Transport):
    """One end of a link. ``get_extra_info("link")`` is the link; ``"socket"`` is None."""

    __slots__ = (
        "__weakref__",
        "_high",
        "_inbound",
        "_is_ended",
        "_is_eof_written",
        "_is_lost",
        "_is_waiting",
        "_life",
        "_loop",
        "_low",
        "_outbound",
        "_protocol",
        "_registry",
        "context",
        "is_deaf",
        "is_paused",
    )

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        ways: tuple[Way, Way],
        registry: Registry,
        extra: Mapping[str, Any],
        context: contextvars.Context,
    ) -> None:
        super().__init__(extra)
        self._loop = loop
        self._inbound, self._outbound = ways
        self._registry = registry
        self._protocol: Any = None
        self.context = context
        self._life: Life | None = context.get(LIFE)
        self.is_deaf = False
        self.is_paused = False
        self._is_eof_written = False
        self._is_waiting = False
        self._is_ended = False
        self._is_lost = False
        self.set_write_buffer_limits()
        self._inbound.reader = self
        self._outbound.writer = self
        if self._life is not None:
            self._life.connections[self] = None

    # The protocol's side: reading.

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Hand the connection to another protocol, as an upgrade to WebSocket does."""
        self._protocol = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        """The protocol of the moment; None after the connection is lost."""
        protocol: asyncio.BaseProtocol = self._protocol
        return protocol

    def is_reading(self) -> bool:
        """True unless paused or closed."""
        return not (self.is_paused or self.is_deaf)

    def pause_reading(self) -> None:
        """What arrives is held, unread, and fills the writer's window."""
        if not self.is_deaf:
            self.is_paused = True

    def resume_reading(self) -> None:
        """What was held arrives within a millisecond."""
        if self.is_paused and not self.is_deaf:
            self.is_paused = False
            self._inbound.flush_soon()

    # The protocol's side: writing.

    def write(self, data: Buffer) -> None:
        """Send bytes; after close, abort or loss they are dropped without an error."""
        if type(data) is not bytes:
            if not isinstance(data, (bytes, bytearray, memoryview)):
                raise TypeError(
                    f"data argument must be a bytes-like object, not {type(data).__name__!r}"
                )
            data = bytes(data)
        if self._is_eof_written:
            raise RuntimeError("Cannot call write() after write_eof()")
        if self.is_deaf or not data:
            return
        outbound = self._outbound
        outbound.send(data)
        if outbound.in_flight_bytes > self._high and not self._is_waiting:
            self._pause_writing()

    def writelines(self, list_of_data: Iterable[Buffer]) -> None:
        """Send several pieces as one."""
        self.write(b"".join(list_of_data))

    def write_eof(self) -> None:
        """End our way; the other stays open."""
        if self.is_deaf or self._is_eof_written:
            return
        self._is_eof_written = True
        self._outbound.post(Control.EOF)

    def can_write_eof(self) -> bool:
        """Always."""
        return True

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Bounds of the writer's own buffer, in bytes beyond ``WINDOW_BYTES``."""
        if high is None:
            high = HIGH_WATER_BYTES if low is None else 4 * low
        if low is None:
            low = high // 4
        if not high >= low >= 0:
            raise ValueError(f"high ({high!r}) must be >= low ({low!r}) must be >= 0")
        self._high = WINDOW_BYTES + high
        self._low = WINDOW_BYTES + low

    def get_write_buffer_limits(self) -> tuple[int, int]:
        """(low, high), as given."""
        return self._low - WINDOW_BYTES, self._high - WINDOW_BYTES

    def get_write_buffer_size(self) -> int:
        """Bytes beyond the window: what a real transport could not hand to its kernel."""
        in_flight_bytes = self._outbound.in_flight_bytes
        return in_flight_bytes - WINDOW_BYTES if in_flight_bytes > WINDOW_BYTES else 0

    # The protocol's side: ending.

    def is_closing(self) -> bool:
        """True from close, abort, end of file or loss on."""
        return self.is_deaf

    def close(self) -> None:
        """What was written arrives, then an end of file; ``connection_lost(None)`` follows here."""
        if self.is_deaf:
            return
        self.is_deaf = True
        if not self._is_eof_written:
            self._outbound.post(Control.EOF)
        if self.get_write_buffer_size() == 0:
            self._end()

    def abort(self) -> None:
        """What was written arrives, then a reset; what was to arrive here is dropped."""
        if self._is_ended:
            return
        self.is_deaf = True
        self._inbound.cut()
        self._outbound.post(Control.RESET)
        self._end()

    # The harness's side.

    def open(self, protocol: asyncio.BaseProtocol) -> None:
        """Begin: the protocol is told that it is connected."""
        self._protocol = protocol
        protocol.connection_made(self)

    def sever(self) -> None:
        """The owner was killed: the peer gets a reset, the owner's protocol gets nothing."""
        if not self._is_ended:
            self._outbound.post(Control.RESET)
        self.is_deaf = self._is_ended = self._is_lost = True
        self._inbound.cut()
        self._registry.transport_lost(self)

    # The link's side.

    def receive(self, data: bytes) -> None:
        """Bytes arrived, and this end still reads."""
        protocol = self._protocol
        try:
            if isinstance(protocol, asyncio.BufferedProtocol):
                _feed_buffered(protocol, data)
            else:
                protocol.data_received(data)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:  # noqa: BLE001  # asyncio's contract: report it and drop the connection
            self._fail(error, "protocol.data_received() call failed.")

    def receive_control(self, parcel: Control) -> None:
        """An end or a reset arrived; only a reset concerns an end that is deaf already."""
        if parcel is Control.RESET:
            self._lose_by_reset()
        elif self.is_deaf:
            return
        elif parcel is Control.OPENING:
            self._registry.accept(self)
        else:
            self._receive_eof()

    def read_by_peer(self) -> None:
        """The peer has read; resume a paused protocol, or finish a close that waited for it."""
        in_flight = self._outbound.in_flight_bytes
        if self._is_waiting and in_flight <= self._low:
            self._is_waiting = False
            self._loop.call_soon(self._resume_writing, context=self.context)
        if self.is_deaf and not self._is_ended and in_flight <= WINDOW_BYTES:
            self._end()

    def _receive_eof(self) -> None:
        try:
            keep_open = self._protocol.eof_received()
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:  # noqa: BLE001  # the same
            self._fail(error, "protocol.eof_received() call failed.")
            return
        if not keep_open:
            self.close()

    def _lose_by_reset(self) -> None:
        if self._is_lost:
            return
        self.is_deaf = self._is_ended = True
        self._inbound.cut()
        self._outbound.cut()
        self._lose(ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"))

    def _fail(self, error: BaseException, what: str) -> None:
        self._loop.call_exception_handler(
            {"message": f"Fatal error: {what}", "exception": error, "transport": self}
        )
        if not self._is_ended:
            self.is_deaf = True
            self._inbound.cut()
            self._outbound.post(Control.RESET)
            self._end(error)

    def _end(self, error: BaseException | None = None) -> None:
        self._is_ended = True
        self._loop.call_soon(self._lose, error, context=self.context)

    def _lose(self, error: BaseException | None) -> None:
        if self._is_lost:
            return
        self._is_lost = True
        protocol, self._protocol = self._protocol, None
        try:
            if protocol is not None:
                protocol.connection_lost(error)
        finally:
            if self._life is not None:
                self._life.connections.pop(self, None)
            self._registry.transport_lost(self)

    def _pause_writing(self) -> None:
        self._is_waiting = True
        try:
            self._protocol.pause_writing()
        except Exception as error:  # noqa: BLE001  # asyncio's contract: report it and go on
            self._report(error, "protocol.pause_writing() failed")

    def _resume_writing(self) -> None:
        if self._protocol is None:
            return
        try:
            self._protocol.resume_writing()
        except Exception as error:  # noqa: BLE001  # the same
            self._report(error, "protocol.resume_writing() failed")

    def _report(self, error: BaseException, message: str) -> None:
        self._loop.call_exception_handler(
            {"message": message, "exception": error, "transport": self, "protocol": self._protocol}
        )


def _feed_buffered(protocol: asyncio.BufferedProtocol, data: bytes) -> None:
    while data:
        buffer = memoryview(protocol.get_buffer(len(data)))
        size = min(len(buffer), len(data))
        if not size:
            raise RuntimeError("get_buffer() returned an empty buffer")
        buffer[:size] = data[:size]
        protocol.buffer_updated(size)
        data = data[size:]
