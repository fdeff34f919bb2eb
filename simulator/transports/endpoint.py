"""One hub's endpoint: its negotiation, its sockets, and everything it refuses.

Rule: an id leads to one connection in one transport. The lobby that all endpoints share knows which
ids are waiting for their socket and which have one, so that an id used twice or elsewhere is
refused and the connection it belongs to lives on.
"""

import asyncio
from collections.abc import Callable

import msgspec
from aiohttp import WSMsgType, web

from hubproof.simulator.session.options import SessionOptions
from hubproof.simulator.session.session import Session
from hubproof.simulator.transports.connection import Caller, Connection, HubHost
from hubproof.simulator.transports.negotiation import Negotiated, negotiate
from hubproof.simulator.transports.requests import (
    NOT_TO_BE_STORED,
    connection_key,
    query_values,
    refusal,
    wants_events,
    wants_socket,
)
from hubproof.simulator.transports.reservations import Reservations

FRAME_BYTES_MAX = 4 * 1024 * 1024
"""One inbound WebSocket message. Many small hub messages may share one, so this is far above the
limit of a hub message, and bounds what aiohttp collects before we see it."""

NO_SUCH_CONNECTION = "No Connection with that ID"
CANNOT_DELETE = "Cannot terminate this connection using the DELETE endpoint."


class Lobby:
    """What the endpoints of one server share: ids waiting for a socket, and ids that have one."""

    def __init__(
        self, clock: Callable[[], int], token: Callable[[], str], options: SessionOptions
    ) -> None:
        self.clock = clock
        self.token = token
        self.options = options
        self.reservations = Reservations()
        self.connections: dict[str, Connection] = {}
        self.is_down = False


class Endpoint:
    """Answers requests for one hub."""

    def __init__(self, hub: str, host: HubHost, lobby: Lobby) -> None:
        self._hub = hub
        self._host = host
        self._lobby = lobby
        self._attached = 0

    def negotiate(self, request: web.BaseRequest) -> web.Response:
        """Reserve a connection and say how to get it."""
        lobby = self._lobby
        answer = negotiate(query_values(request, "negotiateversion"), lobby.token)
        if isinstance(answer, Negotiated):
            lobby.reservations.add(answer.key, answer.connection_id, lobby.clock())
        return web.Response(body=msgspec.json.encode(answer), content_type="application/json")

    async def answer(self, request: web.BaseRequest, user: str) -> web.StreamResponse:
        """Answer anything but a negotiation."""
        if request.method not in ("GET", "POST", "DELETE"):
            return refusal(405)
        key = connection_key(request)
        if wants_socket(request):
            return await self._attach(request, user, key)
        response = self._refuse(request, key)
        if request.method == "GET" and not wants_events(request):
            response.headers.update(NOT_TO_BE_STORED)
        return response

    def _refuse(self, request: web.BaseRequest, key: str) -> web.Response:
        """Everything that is no socket: only sockets are served here (behaviours 11 to 16)."""
        lobby = self._lobby
        if not key:
            return refusal(400, "Connection ID required")
        if key in lobby.connections:
            return _refuse_attached(request.method)
        if not lobby.reservations.knows(key, lobby.clock()) or request.method == "POST":
            return refusal(404, NO_SUCH_CONNECTION)
        if request.method == "DELETE":
            return refusal(400, CANNOT_DELETE)
        transport = "ServerSentEvents" if wants_events(request) else "LongPolling"
        return refusal(404, f"{transport} transport not supported by this end point type")

    async def _attach(self, request: web.BaseRequest, user: str, key: str) -> web.StreamResponse:
        lobby = self._lobby
        if key in lobby.connections:
            return refusal(409)
        connection_id = key = key or lobby.token()
        if connection_key(request):
            reservation = lobby.reservations.take(key, lobby.clock())
            if reservation is None:
                return refusal(404, NO_SUCH_CONNECTION)
            connection_id = reservation.connection_id
        socket: web.WebSocketResponse[bool] = web.WebSocketResponse(
            autoclose=False,
            autoping=False,
            compress=False,
            max_msg_size=FRAME_BYTES_MAX,
            decode_text=False,
        )
        await socket.prepare(request)
        transport = request.transport
        if transport is not None and lobby.is_down:
            transport.abort()  # the hubs went down while this request was being answered
        elif transport is not None:
            self._attached += 1
            caller = Caller(connection_id, self._hub, self._attached, user)
            connection = self._connect(caller, transport)
            lobby.connections[key] = connection
            try:
                await _read(socket, connection)
            finally:
                del lobby.connections[key]
                connection.lose("lost")
        return socket

    def _connect(self, caller: Caller, transport: asyncio.Transport) -> Connection:
        lobby = self._lobby
        session = Session(lobby.options, lobby.clock())
        return Connection(caller, self._host, session, transport, lobby.clock)


def _refuse_attached(method: str) -> web.Response:
    if method == "POST":
        return refusal(405, "POST requests are not allowed for WebSocket connections.")
    if method == "DELETE":
        return refusal(400, CANNOT_DELETE)
    return refusal(400, "Cannot change transports mid-connection")


async def _read(socket: web.WebSocketResponse[bool], connection: Connection) -> None:
    """Feed what arrives to the connection until the socket has ended."""
    while True:
        message = await socket.receive()
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
