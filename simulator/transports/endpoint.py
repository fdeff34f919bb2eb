"""One hub's endpoint: its negotiation, its connections, and everything it refuses.

Rule: which request gets which answer is decided here from what the lobby knows of its id; each
transport's own module carries the connection.
"""

import msgspec
from aiohttp import web

from hubproof.contract.dotnet.texts import is_true
from hubproof.simulator.session.service import any_plain_call
from hubproof.simulator.session.session import Session
from hubproof.simulator.transports.carriage import (
    EVENTS,
    POLLING,
    WEB_SOCKETS,
    Carriage,
    Lent,
    by_events,
    by_polls,
    by_socket,
)
from hubproof.simulator.transports.conversation import Conversation
from hubproof.simulator.transports.hosting import Caller, HubHost
from hubproof.simulator.transports.lobby import EndpointOptions, Lobby
from hubproof.simulator.transports.negotiation import Negotiated, negotiate
from hubproof.simulator.transports.polling import DATA, OVER, PollPlace
from hubproof.simulator.transports.requests import (
    NOT_TO_BE_STORED,
    Asked,
    connection_key,
    query_value,
    read_body,
    refusal,
    sever,
    wants_events,
)
from hubproof.simulator.transports.reservations import ATTACH_US, Reservation
from hubproof.simulator.transports.streaming import open_stream, until_over
from hubproof.simulator.transports.upgrading import SocketReading, upgrade, wants_socket

NO_SUCH_CONNECTION = "No Connection with that ID"
CANNOT_DELETE = "Cannot terminate this connection using the DELETE endpoint."
CANNOT_CHANGE = "Cannot change transports mid-connection"
NO_POST = "POST requests are not allowed for WebSocket connections."

TOO_MANY = "Too many connections were negotiated and not attached to."

POST_BYTES_MAX = 4 * 1024 * 1024
"""One POST. Many small hub messages may share one, so this is far above their limit."""


class Endpoint:
    """Answers requests for one hub."""

    def __init__(self, hub: str, host: HubHost, lobby: Lobby, options: EndpointOptions) -> None:
        self._hub = hub
        self._host = host
        self._lobby = lobby
        self._options = options
        self._session_options = options.session or lobby.options
        self._attached = 0

    @property
    def needs_user(self) -> bool:
        """Whether a request without a known key is refused."""
        return self._options.needs_user

    def negotiate(self, request: web.BaseRequest) -> web.Response:
        """Reserve a connection and say how to get it."""
        lobby, options = self._lobby, self._options
        if options.instead is not None:
            return _json(options.instead)
        answer = negotiate(
            query_value(request, "negotiateversion"),
            lobby.token,
            transports=options.transports,
            versions_from=options.versions_from,
            is_stateful=options.is_stateful
            and is_true(query_value(request, "usestatefulreconnect") or ""),
        )
        if isinstance(answer, Negotiated) and not lobby.reservations.add(
            answer.key,
            answer.connection_id,
            lobby.clock(),
            is_stateful=bool(answer.use_stateful_reconnect),
        ):
            refused = refusal(503, TOO_MANY)
            refused.headers["Retry-After"] = f"{ATTACH_US // 1_000_000}"
            return refused
        return _json(answer)

    async def answer(self, request: web.BaseRequest, user: str) -> web.StreamResponse:
        """Answer anything but a negotiation."""
        if request.method not in ("GET", "POST", "DELETE"):
            return refusal(405)
        key = connection_key(request)
        if request.method == "GET" and not wants_events(request):
            if wants_socket(request):
                return await self._attach(request, user, key)
            response = await self._answer(request, user, key)
            response.headers.update(NOT_TO_BE_STORED)
            return response
        return await self._answer(request, user, key)

    async def _answer(  # noqa: PLR0911  # one return per refusal
        self, request: web.BaseRequest, user: str, key: str | None
    ) -> web.StreamResponse:
        lobby = self._lobby
        if key is None:
            return refusal(400, "Connection ID required")
        connection = lobby.connections.get(key)
        if connection is not None and self.needs_user and connection.user != user:
            return refusal(404, NO_SUCH_CONNECTION)  # another's connection is nobody's
        if connection is None and not lobby.reservations.knows(key, lobby.clock()):
            return refusal(404, NO_SUCH_CONNECTION)
        if request.method == "POST":
            return await self._post(request, connection, key)
        if request.method == "DELETE":
            return self._delete(connection, key)
        transport = EVENTS if wants_events(request) else POLLING
        refused = self._refuse(transport, connection)
        if refused is not None:
            return refused
        if transport == POLLING:
            return await self._poll(request, user, key)
        return await self._stream(request, user, key)

    async def _post(
        self, request: web.BaseRequest, connection: Conversation | None, key: str
    ) -> web.Response:
        if connection is not None and connection.carriage.name == WEB_SOCKETS:
            return refusal(405, NO_POST)
        if connection is None:
            return await self._take(request, key)
        async with connection.posting:
            return await self._take(request, key)

    async def _take(self, request: web.BaseRequest, key: str) -> web.Response:
        """Take what is posted; it is answered when there is room for more."""
        try:
            body = await read_body(request, POST_BYTES_MAX)
        except TimeoutError:
            return refusal(408)
        if body is None:
            return refusal(413)
        connection = self._lobby.connections.get(key)  # it may have come or gone meanwhile
        if connection is not None and connection.is_stalled:
            await connection.until_passing()
            connection = self._lobby.connections.get(key)
        if connection is None:
            is_kept = self._lobby.reservations.post(key, body)
            return refusal(200) if is_kept else refusal(404, NO_SUCH_CONNECTION)
        if body:
            connection.receive(body)
            if not connection.intake.has_room:
                await connection.until_readable()
        if connection.is_severed:
            sever(request)
        return refusal(200)

    def _delete(self, connection: Conversation | None, key: str) -> web.Response:
        if connection is None or connection.carriage.name != POLLING:
            return refusal(400, CANNOT_DELETE)
        connection.part()
        self._lobby.forget(key)
        return refusal(202)

    async def _attach(
        self, request: web.BaseRequest, user: str, key: str | None
    ) -> web.StreamResponse:
        lobby = self._lobby
        present = None if key is None else lobby.connections.get(key)
        if present is not None and self.needs_user and present.user != user:
            return refusal(404, NO_SUCH_CONNECTION)
        is_known = key is None or lobby.reservations.knows(key, lobby.clock())
        if present is None and not is_known:
            return refusal(404, NO_SUCH_CONNECTION)
        refused = self._refuse(WEB_SOCKETS, present)
        if refused is not None:
            return refused
        reservation = None if key is None else lobby.reservations.take(key, lobby.clock())
        key = key or lobby.token()
        response = await upgrade(request)
        transport = request.transport
        if transport is not None and lobby.is_down:
            transport.abort()  # the hubs went down while this request was being answered
        elif transport is not None:
            carriage = by_socket(transport)
            if present is not None:
                present.replace(carriage)
                connection = present
            else:
                asked = _asked(request, WEB_SOCKETS)
                connection = self._connect(key, reservation, user, carriage, asked)
            reading = SocketReading(connection, carriage)
            request.protocol.set_parser(reading)
            try:
                await reading.over
            finally:
                reading.feed_eof()
                if connection.carriage is carriage and not connection.is_away:
                    lobby.connections.pop(key, None)
        return response

    def _refuse(self, transport: str, present: Conversation | None) -> web.Response | None:
        if transport not in self._options.transports:
            return refusal(404, f"{transport} transport not supported by this end point type")
        if present is None:
            return None
        if present.carriage.name != transport:
            return refusal(400, CANNOT_CHANGE)
        can_be_taken_up = transport == POLLING or present.can_come_back
        return None if can_be_taken_up else refusal(409)

    async def _stream(self, request: web.BaseRequest, user: str, key: str) -> web.StreamResponse:
        lobby = self._lobby
        reservation = lobby.reservations.take(key, lobby.clock())
        response, transport, over = await open_stream(request)
        if transport is None:
            return response

        def end() -> None:
            if not over.done():
                over.set_result(None)

        lent = Lent(transport)
        carriage = by_events(lent, end)
        connection = self._connect(key, reservation, user, carriage, _asked(request, EVENTS))
        try:
            await until_over(over)
        finally:
            lobby.connections.pop(key, None)
            connection.lose("lost")
            lent.give_back()
        return response

    async def _poll(self, request: web.BaseRequest, user: str, key: str) -> web.Response:
        lobby = self._lobby
        place = lobby.places.get(key)
        if place is None:
            self._first_poll(request, user, key)
            return web.Response(body=b"", content_type="application/octet-stream")
        news = await place.poll(self._options.poll_s)
        polled = place.polled
        connection = lobby.connections.get(key)
        if connection is not None:
            await connection.until_passing()
        if polled.is_cut:
            sever(request, polled.take())
            lobby.forget(key)
            return refusal(404, NO_SUCH_CONNECTION)
        if news == DATA:
            body = polled.take()
            if polled.is_last:
                lobby.forget(key)
            return web.Response(body=body, content_type="application/octet-stream")
        if news == OVER:
            if polled.is_over:
                lobby.forget(key)
            return web.Response(status=204, content_type="text/plain")
        return refusal(200)

    def _first_poll(self, request: web.BaseRequest, user: str, key: str) -> None:
        lobby = self._lobby
        reservation = lobby.reservations.take(key, lobby.clock())

        def left() -> None:
            connection.lose("lost")
            lobby.forget(key)

        place = lobby.places[key] = PollPlace(left)
        carriage = by_polls(place.polled)
        connection = self._connect(key, reservation, user, carriage, _asked(request, POLLING))
        place.start_clock()

    def _connect(  # what a connection is made of
        self,
        key: str,
        reservation: Reservation | None,
        user: str,
        carriage: Carriage,
        asked: Asked,
    ) -> Conversation:
        lobby = self._lobby
        self._attached += 1
        connection_id = key if reservation is None else reservation.connection_id
        caller = Caller(connection_id, self._hub, self._attached, user, asked)
        session = Session(
            self._session_options,
            lobby.clock(),
            is_stateful=reservation is not None and reservation.is_stateful,
            is_text_only=carriage.is_text_only,
            pings=carriage.pings,
            takes_place=getattr(self._host, "takes_place", any_plain_call),
        )
        connection = Conversation(caller, self._host, session, carriage, lobby.clock)
        connection.on_over = lambda: self._over(key, connection)
        lobby.connections[key] = connection
        if reservation is not None and reservation.posted:
            connection.receive(reservation.posted)
        return connection

    def _over(self, key: str, connection: Conversation) -> None:
        """A connection has ended while it had no socket: nobody else would forget it."""
        if connection.is_away and self._lobby.connections.get(key) is connection:
            del self._lobby.connections[key]


def _json(answer: msgspec.Struct) -> web.Response:
    return web.Response(body=msgspec.json.encode(answer), content_type="application/json")


def _asked(request: web.BaseRequest, transport: str) -> Asked:
    return Asked(request.headers, request.query, transport)
