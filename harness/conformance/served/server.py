"""The server of the test hub: its endpoints with their options, and the side endpoints.

Rule: one table says what every endpoint is; `/log`, `/ask`, `/tell` and `/stop` answer as the
recorded server's do, down to their headers.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import msgspec
from aiohttp import web

from hubproof.contract.dotnet.texts import int32_of
from hubproof.harness.conformance.served import hubs
from hubproof.harness.conformance.served.calls import Logs
from hubproof.simulator.hubs.typed import HubError, TypedHost
from hubproof.simulator.hubs.typed.hub import name_of
from hubproof.simulator.session.options import SessionOptions
from hubproof.simulator.transports.carriage import EVENTS, POLLING, WEB_SOCKETS
from hubproof.simulator.transports.lobby import ALL_TRANSPORTS, EndpointOptions
from hubproof.simulator.transports.negotiation import Redirected, Refused
from hubproof.simulator.transports.paths import segments_of
from hubproof.simulator.transports.requests import query_value
from hubproof.simulator.transports.server import HubServer

KEYS = ("alice", "bob", "admin")
"""The keys that are known; each is its user's name."""

SESSION = SessionOptions(protocols=("json", "messagepack"))
DETAILED = replace(SESSION, has_details=True)
OPEN = EndpointOptions(session=SESSION, transports=ALL_TRANSPORTS, needs_user=False)
STATEFUL = replace(OPEN, is_stateful=True)

ENDPOINTS: dict[str, tuple[type[hubs.TestHub], EndpointOptions]] = {
    "/hub": (hubs.TestHub, OPEN),
    "/detailed": (hubs.DetailedHub, replace(OPEN, session=DETAILED)),
    "/brisk": (
        hubs.BriskHub,
        replace(
            OPEN,
            session=replace(
                SESSION, keep_alive_s=1.0, client_timeout_s=3.0, handshake_timeout_s=2.0
            ),
        ),
    ),
    "/parallel": (
        hubs.ParallelHub,
        replace(OPEN, session=replace(SESSION, calls_at_once_max=3)),
    ),
    "/unlimited": (
        hubs.UnlimitedHub,
        replace(OPEN, session=replace(SESSION, message_bytes_max=None)),
    ),
    "/stateful": (hubs.StatefulHub, STATEFUL),
    "/stateful-small": (
        hubs.StatefulSmallHub,
        replace(STATEFUL, session=replace(SESSION, buffer_bytes_max=1000)),
    ),
    "/poll": (hubs.TestHub, replace(OPEN, poll_s=2.0)),
    "/websockets": (hubs.TestHub, replace(OPEN, transports=(WEB_SOCKETS,))),
    "/fallback": (hubs.TestHub, replace(OPEN, transports=(EVENTS, POLLING))),
    "/current": (hubs.TestHub, replace(OPEN, versions_from=1)),
    "/secure": (hubs.SecureHub, replace(OPEN, needs_user=True)),
    "/greeting": (hubs.GreetingHub, OPEN),
    "/refusing": (hubs.RefusingHub, OPEN),
    "/refusing-detailed": (hubs.RefusingDetailedHub, replace(OPEN, session=DETAILED)),
    "/aborting": (hubs.AbortingHub, OPEN),
    "/asking": (hubs.AskingHub, OPEN),
    "/elsewhere": (
        hubs.TestHub,
        replace(OPEN, instead=Redirected("http://127.0.0.1:9/hub", "alice")),
    ),
    "/closed": (hubs.TestHub, replace(OPEN, instead=Refused("The hub is closed."))),
}
"""Path, hub and options of every endpoint. The last two are ours: the recorded server has none that
answers a negotiation with something else."""


BESIDE = {("log", 1): "GET", ("ask", 2): "POST", ("tell", 1): "POST", ("stop", 0): "POST"}
"""What is there beside the hubs: the first segment of its path, how many follow, and its verb."""

FOR_EVER = -1
"""As a time-out in milliseconds: none."""


def shown_key(request: web.BaseRequest) -> str | None:
    """The key that a request shows, as the recorded server looks for it: to the letter."""
    header = ",".join(request.headers.getall("Authorization", ()))
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ")
    return query_value(request, "access_token")


class TestServer:
    """Serves the test hub. `on_stop` is called when a client asks for the end."""

    __test__ = False  # for pytest: this is no test

    def __init__(
        self,
        clock: Callable[[], int],
        token: Callable[[], str],
        on_stop: Callable[[], None] | None = None,
    ) -> None:
        self.logs: Logs = {}
        self._on_stop = on_stop
        self._hosts: dict[type[hubs.TestHub], TypedHost] = {}
        for hub, options in ENDPOINTS.values():
            if hub not in self._hosts:
                self._hosts[hub] = self._host(hub, options)
        self._server = HubServer(
            {path: (path, self._hosts[hub]) for path, (hub, _) in ENDPOINTS.items()},
            authorize=lambda key: key if key in KEYS else None,
            clock=clock,
            token=token,
            endpoints={path: options for path, (_, options) in ENDPOINTS.items()},
            beside=self._answer,
            shown=shown_key,
        )

    async def start(self, host: str, port: int) -> int:
        """Serve; the bound port. Raises OSError where the port is taken."""
        return await self._server.start(host, port)

    async def stop(self) -> None:
        """Cut every connection and serve no more."""
        await self._server.stop()
        for host in self._hosts.values():
            await host.stop()

    @property
    def waiting(self) -> int:
        """How many connections were negotiated that nobody has attached to."""
        return self._server.waiting

    def _host(self, hub: type[hubs.TestHub], options: EndpointOptions) -> TypedHost:
        logging = type(hub.__name__, (hub,), {"logs": self.logs})
        has_details = options.session is not None and options.session.has_details
        return TypedHost(logging, has_details=has_details, may=lambda user, policy: user == policy)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        name, *values = segments_of(request.raw_path) or [""]
        verb = BESIDE.get((name.lower(), len(values)))
        number = int32_of(values[1]) if name.lower() == "ask" and verb is not None else 0
        if verb is None or "" in values or number is None:
            return web.Response(status=404)
        if request.method != verb:
            return web.Response(status=405, headers={"Allow": verb})
        match name.lower(), values:
            case "log", [tag]:
                return _json(self.logs.get(tag, []))
            case "ask", [connection_id, _]:
                return await self._ask(request, connection_id, number)
            case "tell", [connection_id]:
                return await self._tell(request, connection_id)
        asyncio.get_running_loop().call_soon(self._stop)
        return _empty()

    async def _tell(self, request: web.BaseRequest, connection_id: str) -> web.Response:
        text = query_value(request, "text")
        if text is None:
            return web.Response(status=400)
        clients = self._hosts[hubs.StatefulHub].clients
        await clients.client(connection_id).send("Told", text)
        return _empty()

    async def _ask(self, request: web.BaseRequest, connection_id: str, number: int) -> web.Response:
        told = query_value(request, "timeout")
        waits_ms = None if told is None else int32_of(told)
        if told is not None and waits_ms is None:
            return web.Response(status=400)
        if waits_ms is not None and waits_ms < FOR_EVER:
            return web.Response(status=500)
        timeout_s = None if waits_ms is None or waits_ms == FOR_EVER else waits_ms / 1000
        client = self._hosts[hubs.TestHub].clients.client(connection_id)
        try:
            answer = await client.invoke(int, "Question", number, timeout_s=timeout_s)
        except (HubError, ConnectionError) as error:
            return web.Response(text=f"{name_of(error)}: {error}")
        return web.Response(text=f"answer: {answer}")

    def _stop(self) -> None:
        if self._on_stop is not None:
            self._on_stop()


def _json(value: object) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(value), content_type="application/json", charset="utf-8"
    )


def _empty() -> web.Response:
    return web.Response(body=b"")
