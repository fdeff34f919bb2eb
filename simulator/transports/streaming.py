"""Server-Sent Events at the aiohttp edge: one answer that goes on for as long as its connection.

Rule: aiohttp writes the head and the end; what lies between goes straight to the transport, as a
WebSocket's frames do.
"""

import asyncio

from aiohttp import web

from hubproof.simulator.transports.carriage import chunk_of

HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-cache,no-store",
    "Pragma": "no-cache",
    "Content-Encoding": "identity",
}
FIRST = b":\r\n"
"""A comment, so that proxies let the head pass."""

Opened = tuple[web.StreamResponse, asyncio.Transport | None, "asyncio.Future[None]"]


async def open_stream(request: web.BaseRequest) -> Opened:
    """Begin the answer: itself, what to write to, and the future that ends it."""
    response = web.StreamResponse(headers=HEADERS)
    response.enable_chunked_encoding()
    await response.prepare(request)
    transport = request.transport
    over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    if transport is not None:
        transport.write(chunk_of(FIRST))
    return response, transport, over


async def until_over(over: "asyncio.Future[None]") -> None:
    """Wait for the end of the connection, or for that of its peer."""
    await over
