"""WebSockets at the aiohttp edge: agreed to without compression, read as their bytes arrive.

Rule: aiohttp answers the request, reads the socket and takes frames apart; what is in them is
served where it arrives, without a task, a queue or a turn of the loop in between. What is written
goes straight to the transport, in the order of the calls.

aiohttp hands a socket over by `set_parser`, as its own WebSockets take it. The one thing used here
that aiohttp keeps to itself is the class that its frame reader, which is compiled, puts frames in:
they leave ours at once.
"""

import asyncio
import base64
import binascii
import hashlib
from collections.abc import Callable
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web
from aiohttp._websocket.reader import WebSocketDataQueue
from aiohttp.http import WS_KEY, WebSocketError, WebSocketReader

from hubproof.simulator.transports.carriage import Carriage
from hubproof.simulator.transports.conversation import Conversation

FRAME_BYTES_MAX = 4 * 1024 * 1024
"""One inbound WebSocket message. Many small hub messages may share one, so this is far above the
limit of a hub message, and bounds what is collected before we see it."""

CLOSE_CODES = frozenset((0, 1000, 1001, 1002, 1003, *range(1007, 1015), *range(3000, 5000)))
"""What a client's close frame may have as its code; 0 stands for none. Another breaks the protocol,
as .NET's WebSockets have it."""

VERSION = "13"
NONCE_BYTES = 16

Buffer = bytes | bytearray | memoryview

Control = Callable[[WSMsgType, Any], None]
"""What becomes of a frame that carries no message."""


def wants_socket(request: web.BaseRequest) -> bool:
    """Whether the request asks for an upgrade to WebSocket, and as RFC 6455 has it (4.2.1)."""
    headers = request.headers
    if request.method != "GET" or headers.get("Upgrade", "").strip().lower() != "websocket":
        return False
    options = [one.strip().lower() for one in headers.get("Connection", "").split(",")]
    if "upgrade" not in options or headers.get("Sec-WebSocket-Version") != VERSION:
        return False
    try:
        nonce = base64.b64decode(headers.get("Sec-WebSocket-Key", ""), validate=True)
    except binascii.Error:
        return False
    return len(nonce) == NONCE_BYTES


async def upgrade(request: web.BaseRequest) -> web.StreamResponse:
    """Agree to a WebSocket.

    Raises:
        ConnectionError: the peer has gone meanwhile.
    """
    key = request.headers["Sec-WebSocket-Key"].encode()
    proof = base64.b64encode(hashlib.sha1(key + WS_KEY, usedforsecurity=False).digest())
    response = web.StreamResponse(status=101)
    response.headers["Upgrade"] = "websocket"
    response.headers["Connection"] = "upgrade"
    response.headers["Sec-WebSocket-Accept"] = proof.decode()
    response.force_close()
    await response.prepare(request)
    return response


_TEXT, _BINARY = WSMsgType.TEXT, WSMsgType.BINARY  # asked for with every frame


class _Frames(WebSocketDataQueue):
    """Where aiohttp's reader puts frames: nothing is kept here."""

    __slots__ = ("control", "failed", "take")

    def __init__(
        self,
        take: Callable[[bytes], None],
        control: Control,
        failed: Callable[[BaseException], None],
    ) -> None:
        # What is kept by the queue that this is a kind of is never used, nor made.
        self.take = take
        self.control = control
        self.failed = failed

    def feed_data(self, data: Any, _size: int) -> None:
        kind, payload = data[0], data[1]
        if kind is _TEXT and not (payload.isascii() or _is_text(payload)):
            self.failed(WebSocketError(WSCloseCode.INVALID_TEXT, "not UTF-8"))
        elif kind is _TEXT or kind is _BINARY:
            self.take(payload)
        else:
            self.control(kind, payload)

    def set_exception(self, exc: BaseException, _cause: BaseException | None = None) -> None:
        if isinstance(exc, WebSocketError) and exc.code == WSCloseCode.INVALID_TEXT:
            # Texts are left to us, so this is the reason of a close frame; .NET calls it so.
            exc = WebSocketError(WSCloseCode.PROTOCOL_ERROR, str(exc))
        self.failed(exc)


def _is_text(payload: bytes) -> bool:
    """Whether it is UTF-8, as what comes in a text frame has to be."""
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True


def _drop(_: bytes) -> None:
    """What comes behind a goodbye is nobody's."""


_take_apart = WebSocketReader.feed_data  # looked up once


class SocketReading(WebSocketReader):
    """Reads one WebSocket for its connection, until either has ended: then `over` is done."""

    __slots__ = ("_carriage", "_connection", "_frames", "_has_ended", "_is_held", "over")

    def __init__(self, connection: Conversation, carriage: Carriage) -> None:
        self._connection = connection
        self._carriage = carriage
        self._has_ended = False
        self._is_held = False
        self._frames = _Frames(connection.take, self._control, self._fail)
        super().__init__(self._frames, FRAME_BYTES_MAX, compress=False, decode_text=False)
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def feed_data(self, data: Buffer) -> tuple[bool, bytes]:
        """Bytes came (aiohttp). What they ask for is done, and its answers share a frame."""
        connection = self._connection
        if connection.carriage is not self._carriage:
            return False, b""  # another socket has taken the place of this one
        told = _take_apart(self, data)
        connection.flush()
        if not connection.intake.has_room and not self._is_held:
            self._hold()
        return told

    def feed_eof(self) -> None:
        """The socket has ended (aiohttp)."""
        self._lose("lost")

    def _control(self, kind: WSMsgType, payload: Any) -> None:
        if kind is WSMsgType.CLOSE and payload in CLOSE_CODES:
            self._lose("client")
        elif kind is WSMsgType.CLOSE:
            self._fail(WebSocketError(WSCloseCode.PROTOCOL_ERROR, "no code of a close frame"))
        elif kind is WSMsgType.PING and not self._has_ended:
            self._connection.receive_ping(payload)

    def _fail(self, error: BaseException) -> None:
        """What came breaks the WebSocket protocol, or is too long."""
        connection = self._connection
        if self._end() and connection.carriage is self._carriage:
            code = error.code if isinstance(error, WebSocketError) else WSCloseCode.INTERNAL_ERROR
            connection.receive_nonsense(code)

    def _lose(self, reason: str) -> None:
        if self._end() and self._connection.carriage is self._carriage:
            self._connection.lose(reason)

    def _end(self) -> bool:
        """Nothing more is read; whether anything was until now."""
        if self._has_ended:
            return False
        self._has_ended = True
        self._frames.take = _drop
        if not self.over.done():  # it is, where whoever waits was cancelled because of this
            self.over.set_result(None)
        return True

    def _hold(self) -> None:
        """Read no more before there is room for it: the peer's own buffers fill up."""
        self._is_held = True
        self._carriage.transport.pause_reading()
        self._connection.when_readable(self._go_on)

    def _go_on(self) -> None:
        self._is_held = False
        if not self._connection.is_stalled and not self._carriage.transport.is_closing():
            self._carriage.transport.resume_reading()
