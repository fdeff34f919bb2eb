"""What a request says, and the plain refusals it can get.

Query keys are read ignoring case, and a key in the Authorization header wins over one in the query,
as in ASP.NET Core (behaviours 4, 18).
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from hubproof.simulator.transports.resets import make_close_a_reset

NOT_TO_BE_STORED = {
    "Cache-Control": "no-cache, no-store",
    "Expires": "Thu, 01 Jan 1970 00:00:00 GMT",
    "Pragma": "no-cache",
}
"""What a poll is answered with, also a refused one (behaviour 19)."""


BODY_S = 30.0
"""How long the body of a POST may take. ASP.NET Core measures its rate instead, from 5 s on; who
needs longer than this has stopped."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the request said with which a connection came: its headers, query and transport."""

    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    transport: str = "WebSockets"


def query_values(request: web.BaseRequest, name: str) -> list[str]:
    """Every value of the query key `name`, which is given in lower case."""
    return [value for key, value in request.query.items() if key.lower() == name]


def connection_key(request: web.BaseRequest) -> str:
    """The `id` that the client brings; empty where it brings none."""
    values = query_values(request, "id")
    return values[0] if values else ""


def bearer_key(request: web.BaseRequest) -> str | None:
    """The key that the client shows, or None."""
    header = request.headers.get("Authorization")
    if header is not None:
        scheme, _, key = header.partition(" ")
        return key.strip() if scheme.lower() == "bearer" else None
    values = query_values(request, "access_token")
    return values[0] if values else None


def wants_events(request: web.BaseRequest) -> bool:
    """Whether the request asks for Server-Sent Events; a plain GET is a poll."""
    return "text/event-stream" in request.headers.get("Accept", "")


async def read_body(request: web.BaseRequest, bytes_max: int) -> bytes | None:
    """The whole body; None where it is longer than that.

    Raises:
        TimeoutError: it did not come within `BODY_S`.
    """
    async with asyncio.timeout(BODY_S):
        return await _read_body(request, bytes_max)


async def _read_body(request: web.BaseRequest, bytes_max: int) -> bytes | None:
    parts: list[bytes] = []
    size = 0
    while part := await request.content.readany():
        parts.append(part)
        size += len(part)
        if size > bytes_max:
            return None
    return b"".join(parts)


def sever(request: web.BaseRequest, torn: bytes = b"") -> None:
    """End a request's TCP connection without an answer, or with one that breaks off behind `torn`.

    Whatever is answered afterwards reaches nobody.
    """
    transport = request.transport
    if transport is None or transport.is_closing():
        return
    if torn:
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {2 * len(torn)}\r\n\r\n"
        transport.write(head.encode() + torn)
    make_close_a_reset(transport)
    transport.abort()


def refusal(status: int, says: str = "") -> web.Response:
    """A refusal in plain text."""
    return web.Response(status=status, body=says.encode(), content_type="text/plain")
