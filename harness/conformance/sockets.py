"""A WebSocket at the wire: frames out as they are told, frames in as they come.

Rule: like `wire`, it forgives nothing: a ping, a pong and the kind of every frame are told, and a
close frame is answered, because a peer may wait for that.
"""

import asyncio
import base64
import struct
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from hubproof.harness.conformance.wire import Reply, Server, ask
from hubproof.simulator.transports.resets import make_close_a_reset

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
FINAL = 0x80
OPCODE = 0x0F
MASKED = 0x80
LENGTH_16, LENGTH_64 = 126, 127
KEY = base64.b64encode(b"sixteen bytes ok").decode()
MASK = b"\x00\x00\x00\x00"
"""A mask that changes nothing: allowed, and readable in a capture."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message (its frames put together) or control frame from the server."""

    opcode: int
    payload: bytes


class Socket:
    """A WebSocket after its upgrade."""

    def __init__(self, reply: Reply) -> None:
        self._reader = reply.reader
        self._writer = reply.writer

    def send(self, opcode: int, parts: Sequence[bytes]) -> None:
        """One message in as many frames as there are parts."""
        for place, part in enumerate(parts):
            first = opcode if place == 0 else 0
            self._writer.write(_frame(first | (FINAL if place == len(parts) - 1 else 0), part))

    @property
    def unsent(self) -> int:
        """How many bytes of what was sent nobody has taken yet."""
        return self._writer.transport.get_write_buffer_size()

    def close(self, code: int | None) -> None:
        """A close frame, which may be without a code."""
        self.send(CLOSE, [b"" if code is None else struct.pack("!H", code)])

    def reset(self) -> None:
        """End the TCP connection with a reset."""
        transport = cast("asyncio.Transport", self._writer.transport)
        if not transport.is_closing():
            make_close_a_reset(transport)
        transport.abort()

    def leave(self) -> None:
        """End the TCP connection."""
        self._writer.close()

    async def frames(self) -> AsyncIterator[Frame]:
        """What comes, until the TCP connection ends; fragments are put together."""
        opcode, parts = 0, list[bytes]()
        while True:
            try:
                first, payload = await self._read()
            except (asyncio.IncompleteReadError, OSError):
                return
            if first & OPCODE >= CLOSE:
                yield Frame(first & OPCODE, payload)
                continue
            opcode = first & OPCODE or opcode
            parts.append(payload)
            if first & FINAL:
                yield Frame(opcode, b"".join(parts))
                parts = []

    async def _read(self) -> tuple[int, bytes]:
        first, size = await self._reader.readexactly(2)
        if size == LENGTH_16:
            (size,) = struct.unpack("!H", await self._reader.readexactly(2))
        elif size == LENGTH_64:
            (size,) = struct.unpack("!Q", await self._reader.readexactly(8))
        return first, await self._reader.readexactly(size)


async def upgrade(server: Server, path: str, headers: Mapping[str, str]) -> tuple[int, Socket]:
    """Ask for a WebSocket: the status, and the socket, which is one only at 101."""
    asked = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": KEY,
        "Sec-WebSocket-Version": "13",
        **headers,
    }
    reply = await ask(server, "GET", path, headers=asked)
    return reply.status, Socket(reply)


def _frame(first: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < LENGTH_16:
        header = struct.pack("!BB", first, MASKED | size)
    elif size < 1 << 16:
        header = struct.pack("!BBH", first, MASKED | LENGTH_16, size)
    else:
        header = struct.pack("!BBQ", first, MASKED | LENGTH_64, size)
    return header + MASK + payload
