"""The hubs' HTTP server: negotiation, authentication, and the way to each endpoint.

Rule: which request gets which answer is ASP.NET Core's, down to the sentences, because clients are
written against those. The bearer key is compared and forgotten: it is in no log, error or
attribute.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from hubproof.simulator.session.options import SessionOptions
from hubproof.simulator.transports.carriage import WEB_SOCKETS
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.transports.endpoint import Endpoint
from hubproof.simulator.transports.hosting import HubHost
from hubproof.simulator.transports.listening import Listening
from hubproof.simulator.transports.lobby import EndpointOptions, Lobby
from hubproof.simulator.transports.paths import route_of
from hubproof.simulator.transports.requests import bearer_key, refusal
from hubproof.simulator.transports.reservations import Reservations

STOP_S = 2.0
"""How long aiohttp waits for its handlers when the server stops. Ours end in the same turn as their
connections, so this only bounds a request that is half read."""

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
"""Answers what is no hub's."""


class HubServer:
    """Serves hubs, each by name with its path and host.

    `authorize` turns a bearer key into a user, or None; `clock` reads microseconds; `token` makes
    ids that nobody can guess. `endpoints` says how hubs differ from the server's `options`; what is
    no hub's is answered by `beside`. `shown` reads the key that a request shows, where that is not
    the usual bearer key.
    """

    def __init__(  # noqa: PLR0913  # what a server is made of, each by its name
        self,
        hubs: Mapping[str, tuple[str, HubHost]],
        *,
        authorize: Callable[[str], str | None],
        clock: Callable[[], int],
        token: Callable[[], str],
        options: SessionOptions | None = None,
        endpoints: Mapping[str, EndpointOptions] | None = None,
        beside: Handler | None = None,
        shown: Callable[[web.BaseRequest], str | None] | None = None,
    ) -> None:
        self._authorize = authorize
        self._shown = shown
        self._beside = beside
        lobby = Lobby(clock, token, options or SessionOptions())
        self._lobby = lobby
        told = {name: (endpoints or {}).get(name, EndpointOptions()) for name in hubs}
        self._endpoints = {
            route_of(path): Endpoint(name, host, lobby, told[name])
            for name, (path, host) in hubs.items()
        }
        # Who polls or listens is missed when its request is cancelled; a socket says so itself.
        self._hears_leaving = any(one.transports != (WEB_SOCKETS,) for one in told.values())
        self._runner: web.ServerRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; the port, which is a free one where `port` is 0.

        Raises:
            OSError: the port is taken or not allowed.
        """
        server = Listening(self._answer, handler_cancellation=self._hears_leaving)
        runner = web.ServerRunner(server, handle_signals=False, shutdown_timeout=STOP_S)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        return int(runner.addresses[0][1])

    async def stop(self) -> None:
        """Cut every connection, as ASP.NET Core does, and stop listening."""
        if self._runner is None:
            return
        runner, self._runner = self._runner, None
        for connection in self.connections():
            connection.stop()
        for place in self._lobby.places.values():
            place.finish()
        await runner.cleanup()

    def go_down(self) -> None:
        """Refuse every request with 503; who is connected is for the caller to deal with."""
        self._lobby.is_down = True
        self._lobby.reservations = Reservations()

    def come_up(self) -> None:
        """Serve again. What was negotiated before is unknown, and so is who polled."""
        self._lobby.is_down = False
        self._lobby.forget_ended()

    @property
    def waiting(self) -> int:
        """How many connections were negotiated that nobody has attached to."""
        return len(self._lobby.reservations)

    def connections(self) -> list[Connection]:
        """Everyone whose socket is attached, oldest first."""
        return list(self._lobby.connections.values())

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            return await self._route(request)
        except Exception as error:  # noqa: BLE001  # aiohttp would answer, and log, the traceback
            asyncio.get_running_loop().call_exception_handler(
                {"message": "a request failed", "exception": error}
            )
            return web.Response(status=500)

    async def _route(self, request: web.BaseRequest) -> web.StreamResponse:
        if self._lobby.is_down:
            return refusal(503)
        path = route_of(request.raw_path)
        is_negotiation = path.endswith("/negotiate")
        endpoint = self._endpoints.get(path.removesuffix("/negotiate"))
        if endpoint is None:
            return web.Response(status=404) if self._beside is None else await self._beside(request)
        key = (self._shown or bearer_key)(request)
        user = None if key is None else self._authorize(key)
        if user is None:
            if endpoint.needs_user:
                return web.Response(status=401)
            user = ""
        if is_negotiation:
            return endpoint.negotiate(request) if request.method == "POST" else refusal(405)
        return await endpoint.answer(request, user)
