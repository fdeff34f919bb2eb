"""WebSockets at the aiohttp edge: made without compression, read message by message.

Rule: aiohttp reads; what is written goes straight to the transport, in the order of the calls.
"""

import asyncio

from aiohttp import WSMsgType, web

from hubproof.simulator.transports.carriage import Carriage
from hubproof.simulator.transports.conversation import Conversation

FRAME_BYTES_MAX = 4 * 1024 * 1024
"""One inbound WebSocket message. Many small hub messages may share one, so this is far above the
limit of a hub message, and bounds what aiohttp collects before we see it."""

Socket = web.WebSocketResponse[bool]


def new_socket() -> Socket:
    """A WebSocket that decides nothing by itself."""
    return web.WebSocketResponse(
        autoclose=False,
        autoping=False,
        compress=False,
        max_msg_size=FRAME_BYTES_MAX,
        decode_text=False,
    )


async def read(socket: Socket, connection: Conversation, carriage: Carriage) -> None:
    """Feed what arrives to the connection until the socket has ended, or another took its place."""
    while True:
        try:
            message = await socket.receive()
        except asyncio.CancelledError:
            # The peer's connection is lost. What it said before is still to be read.
            task = asyncio.current_task()
            if task is None or not carriage.transport.is_closing() or not task.uncancel() == 0:
                raise
            continue
        if connection.carriage is not carriage:
            return None
        if message.type is WSMsgType.TEXT or message.type is WSMsgType.BINARY:
            connection.receive(message.data)
            if not connection.wants_data:
                await connection.until_readable()
        elif message.type is WSMsgType.PING:
            connection.receive_ping(message.data)
        elif message.type is WSMsgType.CLOSE:
            return connection.lose("client")
        elif message.type is not WSMsgType.PONG:
            return connection.lose("lost")
