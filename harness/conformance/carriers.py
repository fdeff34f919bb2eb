"""The client's side of the three transports, at the wire: what carries hub messages to the ledger.

Rule: a carrier says what it hears as it hears it, cut into hub messages and nothing more. A message
that is split over two WebSocket messages or events is told as that.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from typing import Any

from hubproof.harness.conformance.ledger import (
    Control,
    Ended,
    Heard,
    Message,
    Odd,
    SocketClosed,
)
from hubproof.harness.conformance.placeholders import whole_end
from hubproof.harness.conformance.recordings import CONTROLS
from hubproof.harness.conformance.sockets import (
    BINARY,
    CLOSE,
    TEXT,
    Socket,
    upgrade,
)
from hubproof.harness.conformance.wire import Reply, Server, ask

SEPARATOR = b"\x1e"
KINDS = {TEXT: "text", BINARY: "binary"}
NO_CODE = 1005
OK = 200
SWITCHED = 101

Hear = Callable[[Heard], None]


class Cutter:
    """Cuts payloads into hub messages; the first is the handshake's answer, always JSON."""

    def __init__(self, *, is_packed: bool) -> None:
        self._is_packed = is_packed
        self._is_shaken = False

    def cut(self, payload: bytes, kind: str | None) -> list[Heard]:
        """The hub messages in one payload, and `Odd` where the last is not whole."""
        heard: list[Heard] = []
        while payload:
            cut = self._one(payload, kind)
            if cut is None:
                heard.append(Odd(f"a message in pieces: {payload[:100]!r}"))
                break
            message, payload = cut
            heard.append(message)
        return heard

    def back(self) -> None:
        """A stateful connection has come back: there is no handshake this time."""
        self._is_shaken = True

    def _one(self, payload: bytes, kind: str | None) -> tuple[Message, bytes] | None:
        if self._is_packed and self._is_shaken:
            try:
                end = whole_end(payload, 0)
            except ValueError:
                return None
            if end is None:
                return None
            return Message(payload[: end[1]], is_packed=True, kind=kind), payload[end[1] :]
        text, separator, rest = payload.partition(SEPARATOR)
        if not separator:
            return None
        self._is_shaken = True
        return Message(text, is_packed=False, kind=kind), rest


class Carrier:
    """One attached connection."""

    def __init__(self, server: Server, path: str, headers: Mapping[str, str]) -> None:
        self.server = server
        self.path = path
        self.headers = headers
        self._tasks: list[asyncio.Task[None]] = []
        self._reply: Reply | None = None

    def own(self, task: asyncio.Task[None], reply: Reply) -> None:
        """Take a listening task, to end it with the connection."""
        self._tasks.append(task)
        self._reply = reply

    async def send(self, parts: Sequence[bytes], kind: str | None) -> int | None:
        """Send one message, or POST it: the status then."""
        raise NotImplementedError

    def drop(self) -> None:
        """End it without a word."""
        for task in self._tasks:
            task.cancel()
        if self._reply is not None:
            self._reply.writer.transport.abort()

    def close_socket(self, code: int | None) -> None:
        """Send a close frame: only a WebSocket has one."""
        raise NotImplementedError

    async def _post(self, body: bytes) -> int:
        reply = await ask(self.server, "POST", self.path, headers=self.headers, body=body)
        await reply.body()
        return reply.status

    def _begin(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(coroutine))


class SocketCarrier(Carrier):
    """A WebSocket."""

    _socket: Socket

    async def attach(self, cutter: Cutter, hear: Hear) -> int:
        """Upgrade; the status."""
        status, self._socket = await upgrade(self.server, self.path, self.headers)
        if status == SWITCHED:
            self._begin(self._listen(cutter, hear))
        else:
            self._socket.leave()
        return status

    async def send(self, parts: Sequence[bytes], kind: str | None) -> None:
        """One message."""
        self._socket.send(BINARY if kind == "binary" else TEXT, parts)

    def drop(self) -> None:
        """A reset."""
        super().drop()
        self._socket.reset()

    def close_socket(self, code: int | None) -> None:
        """A close frame."""
        self._socket.close(code)

    async def _listen(self, cutter: Cutter, hear: Hear) -> None:
        async for frame in self._socket.frames():
            if frame.opcode == CLOSE:
                hear(_closed(frame.payload))
                self._socket.close(1000)
                self._socket.leave()
                return
            if frame.opcode in CONTROLS:
                hear(Control(CONTROLS[frame.opcode]))
                continue
            for heard in cutter.cut(frame.payload, KINDS.get(frame.opcode)):
                hear(heard)
        hear(Ended("dropped"))


def _closed(payload: bytes) -> SocketClosed:
    """A close frame: 1005 is what one without a code counts as."""
    code = int.from_bytes(payload[:2]) if payload else NO_CODE
    return SocketClosed(code, payload[2:].decode(errors="replace"))


class EventCarrier(Carrier):
    """An event stream and POSTs."""

    async def attach(self, cutter: Cutter, hear: Hear) -> int:
        """Open the stream; the status."""
        asked = {**self.headers, "Accept": "text/event-stream"}
        reply = await ask(self.server, "GET", self.path, headers=asked)
        self._reply = reply
        if reply.status == OK:
            self._begin(self._listen(reply, cutter, hear))
        else:
            await reply.body()
        return reply.status

    async def send(self, parts: Sequence[bytes], kind: str | None) -> int:
        """A POST."""
        assert kind is None
        return await self._post(b"".join(parts))

    async def _listen(self, reply: Reply, cutter: Cutter, hear: Hear) -> None:
        async for event in events(reply):
            if event != b":\r\n":
                lines = event.removesuffix(b"\r\n\r\n").split(b"\r\n")
                payload = b"\n".join(line.removeprefix(b"data: ") for line in lines)
                for heard in cutter.cut(payload, None):
                    hear(heard)
        reply.writer.close()
        hear(Ended("stream ended"))


async def events(reply: Reply) -> AsyncIterator[bytes]:
    """The bytes of a stream in pieces: its first comment, then every event with its blank line."""
    begun = b""
    try:
        async for chunk in reply.chunks():
            begun += chunk
            if begun.startswith(b":\r\n"):
                yield b":\r\n"
                begun = begun[3:]
            while b"\r\n\r\n" in begun:
                event, _, begun = begun.partition(b"\r\n\r\n")
                yield event + b"\r\n\r\n"
    except (asyncio.IncompleteReadError, OSError, ValueError):
        return


class PollCarrier(Carrier):
    """Polls and POSTs."""

    async def attach(self, cutter: Cutter, hear: Hear) -> int:
        """Poll once; the status."""
        status, body = await self._poll()
        for heard in cutter.cut(body, None):
            hear(heard)
        if status == OK:
            self._begin(self._listen(cutter, hear))
        return status

    async def send(self, parts: Sequence[bytes], kind: str | None) -> int:
        """A POST."""
        assert kind is None
        return await self._post(b"".join(parts))

    async def _listen(self, cutter: Cutter, hear: Hear) -> None:
        status = OK
        while status == OK:
            try:
                status, body = await self._poll()
            except (asyncio.IncompleteReadError, OSError):
                return hear(Ended("dropped"))
            if status == OK:
                for heard in cutter.cut(body, None):
                    hear(heard)
        return hear(Ended(str(status)))

    async def _poll(self) -> tuple[int, bytes]:
        reply = await ask(self.server, "GET", self.path, headers=self.headers)
        try:
            return reply.status, await reply.body()
        except asyncio.CancelledError:
            reply.writer.transport.abort()
            raise


CARRIERS: Mapping[str, type[SocketCarrier | EventCarrier | PollCarrier]] = {
    "WebSockets": SocketCarrier,
    "ServerSentEvents": EventCarrier,
    "LongPolling": PollCarrier,
}
