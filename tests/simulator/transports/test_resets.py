"""How a connection ends on real sockets: with a reset where that was asked for, else in order."""

import asyncio
from typing import cast

import pytest

from hubproof.simulator.transports.resets import make_close_a_reset


@pytest.mark.parametrize("is_reset", [True, False])
async def test_only_a_close_that_was_made_a_reset_is_one(*, is_reset: bool) -> None:
    ends: asyncio.Queue[Exception | None] = asyncio.Queue()

    class Peer(asyncio.Protocol):
        def connection_lost(self, error: Exception | None) -> None:
            ends.put_nowait(error)

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if is_reset:
            make_close_a_reset(cast("asyncio.Transport", writer.transport))
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    transport, _ = await asyncio.get_running_loop().create_connection(Peer, "127.0.0.1", port)
    async with asyncio.timeout(30):
        error = await ends.get()
    assert isinstance(error, ConnectionResetError) == is_reset
    transport.close()
    server.close()
    await server.wait_closed()


async def test_a_transport_that_has_ended_is_left_alone() -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()
    await writer.wait_closed()
    make_close_a_reset(cast("asyncio.Transport", writer.transport))
    server.close()
    await server.wait_closed()
