"""HTTP at the wire: one request on a connection of its own, and whatever comes back.

Rule: nothing is smoothed over. A header is told as it came, a body as many bytes as there were, and
an end as an end: a client library that forgives would forgive the server under test, too.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

HEAD_BYTES_MAX = 64 * 1024
"""A head longer than this is no head."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where the server under test listens."""

    host: str
    port: int


@dataclass(slots=True, kw_only=True)
class Reply:
    """The head of an answer, and the connection that its body comes on."""

    status: int
    headers: Mapping[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes, until it ends."""
        if "chunked" in self.headers.get("transfer-encoding", ""):
            while size := int((await self.reader.readline()).split(b";")[0] or b"0", 16):
                yield (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readline()
        elif "content-length" in self.headers:
            left = int(self.headers["content-length"])
            if left:
                yield await self.reader.readexactly(left)
        elif self.status not in (101, 204):
            while data := await self.reader.read(HEAD_BYTES_MAX):
                yield data

    async def body(self) -> bytes:
        """The whole body; the connection is closed then."""
        try:
            return b"".join([chunk async for chunk in self.chunks()])
        finally:
            self.writer.close()


async def ask(
    server: Server,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Reply:
    """Send a request; its answer's head.

    Raises:
        OSError: there is no connection, or it ended before the head was whole.
    """
    reader, writer = await asyncio.open_connection(server.host, server.port, limit=HEAD_BYTES_MAX)
    told = {"Host": f"{server.host}:{server.port}", **(headers or {})}
    if body is not None or method in ("POST", "PUT", "PATCH"):
        told["Content-Length"] = str(len(body or b""))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode() + (body or b""))
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        writer.close()
        raise ConnectionResetError("the connection ended within the head of an answer") from error
    except BaseException:
        writer.transport.abort()
        raise
    try:
        status, headers_told = _head(head.decode("latin-1"))
    except (IndexError, ValueError) as error:
        writer.close()
        raise ConnectionError(f"no head of an answer: {head[:100]!r}") from error
    if method == "HEAD":
        headers_told = {**headers_told, "content-length": "0"}
        headers_told.pop("transfer-encoding", None)
    return Reply(status=status, headers=headers_told, reader=reader, writer=writer)


def _head(text: str) -> tuple[int, dict[str, str]]:
    first, *lines = text.rstrip("\r\n").split("\r\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return int(first.split(" ", 2)[1]), headers
