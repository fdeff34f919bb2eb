"""What a request says, and the plain refusals it can get.

Query keys are read ignoring case, what is said twice is one text with a comma in it, and a bearer
key in the Authorization header wins over one in the query, as in ASP.NET Core (behaviours 4, 18).
"""

import asyncio
import re
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


EVENT_STREAM = "text/event-stream"
_QUOTED = re.compile(r'"[^"]*"')

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


def query_value(request: web.BaseRequest, name: str) -> str | None:
    """The value of the query key `name`, likewise; None where it is not there."""
    return _joined(query_values(request, name))


def value_in(told: Mapping[str, str], name: str) -> str | None:
    """The value of a header or query key, in whatever case; None where it is not there."""
    return _joined([value for key, value in told.items() if key.lower() == name.lower()])


def connection_key(request: web.BaseRequest) -> str | None:
    """The `id` that the client brings; None where it brings none, or one that is empty.

    Two that are empty are one that nobody has.
    """
    values = query_values(request, "id")
    return None if values in ([], [""]) else query_value(request, "id")


def bearer_key(request: web.BaseRequest) -> str | None:
    """The key that the client shows, or None."""
    scheme, _, key = ",".join(request.headers.getall("Authorization", ())).partition(" ")
    if scheme.lower() == "bearer" and key:
        return key.strip()
    return query_value(request, "access_token")


def wants_events(request: web.BaseRequest) -> bool:
    """Whether the request asks for Server-Sent Events; a plain GET is a poll.

    It does by that media type itself, however it is spelled, and not by one with parameters.
    """
    told = ",".join(request.headers.getall("Accept", ()))
    return any(one.strip().lower() == EVENT_STREAM for one in _QUOTED.sub("", told).split(","))


async def read_body(request: web.BaseRequest, bytes_max: int) -> bytes | None:
    """The whole body; None where it is longer than that.

    Raises:
        TimeoutError: it did not come within `BODY_S`.
    """
    if request.headers.get("Expect", "").lower() == "100-continue" and request.transport:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
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


def _joined(values: list[str]) -> str | None:
    """Several values become one with commas between them; what is empty is left out of that."""
    return ",".join(filter(None, values)) if values else None


def refusal(status: int, says: str = "") -> web.Response:
    """A refusal in plain text."""
    return web.Response(status=status, body=says.encode(), content_type="text/plain")
