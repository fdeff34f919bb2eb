"""A hub server on a free port, with a hub that does as its caller says and notes what it saw."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from hubproof.simulator.session.events import Invoked
from hubproof.simulator.session.options import SessionOptions
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.transports.server import HubServer

KEY = "the-key-of-this-test"
HEADERS = {"Authorization": f"Bearer {KEY}"}
HANDSHAKE = '{"protocol":"json","version":1}\x1e'


class Hub:
    """A hub whose methods are named after what they do to the connection."""

    def __init__(self) -> None:
        self.seen: list[tuple[Any, ...]] = []
        self.news = asyncio.Event()
        self.open: dict[tuple[str, int], Connection] = {}
        self.is_broken = False

    def note(self, *what: Any) -> None:
        self.seen.append(what)
        self.news.set()

    def opened(self, connection: Connection) -> None:
        self.open[connection.hub, connection.number] = connection
        self.note("opened", connection.hub, connection.number, connection.user)

    def invoked(self, connection: Connection, invoked: Invoked) -> None:
        if self.is_broken:
            raise RuntimeError("the hub is broken")
        self.note("invoked", invoked.target)
        methods: dict[str, Callable[[], None]] = {
            "Cut": connection.cut,
            "AnswerAndCut": lambda: self.answer_and_cut(connection, invoked),
            "AnswerAndReset": lambda: self.answer_and_reset(connection, invoked),
            "Leave": lambda: connection.close("enough", allow_reconnect=True),
            "Wait": lambda: None,
        }
        methods.get(invoked.target, lambda: self.echo(connection, invoked))()

    def echo(self, connection: Connection, invoked: Invoked) -> None:
        result = bytes(invoked.arguments[0]) if invoked.arguments else None
        connection.complete(invoked.invocation_id, result=result)

    def answer_and_cut(self, connection: Connection, invoked: Invoked) -> None:
        for number in range(100):
            connection.invoke("Told", [b"%d" % number, b'"' + b"x" * 20_000 + b'"'])
        connection.complete(invoked.invocation_id, result=b"1")
        connection.cut(after_flush=True)
        connection.invoke("TooLate", [])

    def answer_and_reset(self, connection: Connection, invoked: Invoked) -> None:
        connection.cut()
        connection.complete(invoked.invocation_id, result=b"1")

    def cancelled(self, connection: Connection, invocation_id: str) -> None:
        self.note("cancelled", connection.number, invocation_id)

    def closed(self, connection: Connection, error: str | None, reason: str) -> None:
        del self.open[connection.hub, connection.number]
        self.note("closed", connection.number, error, reason)


class Place:
    """A running server and a client session to reach it with."""

    def __init__(
        self, server: HubServer, hub: Hub, port: int, client: aiohttp.ClientSession
    ) -> None:
        self.server = server
        self.hub = hub
        self.port = port
        self.client = client
        self.url = f"http://127.0.0.1:{port}"
        # A socket that nobody holds is collected, and its connection with it.
        self.sockets: list[aiohttp.ClientWebSocketResponse[bool]] = []

    async def socket(
        self, query: str = "", *, shake: bool = True, path: str = "/control", **more: Any
    ) -> aiohttp.ClientWebSocketResponse[bool]:
        """A connected WebSocket, with hands shaken unless told otherwise."""
        more.setdefault("headers", HEADERS)
        socket: aiohttp.ClientWebSocketResponse[bool]
        socket = await self.client.ws_connect(f"{self.url}{path}{query}", **more)
        self.sockets.append(socket)
        if shake:
            await socket.send_str(HANDSHAKE)
            assert (await socket.receive_str()) == "{}\x1e"
        return socket

    async def seen(self, what: tuple[Any, ...]) -> None:
        """Wait until the hub has seen `what`."""
        async with asyncio.timeout(30):
            while what not in self.hub.seen:
                self.hub.news.clear()
                await self.hub.news.wait()


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Awaitable[Place]]]:
    """Starts servers; keyword arguments are the session's options."""
    places: list[Place] = []

    async def start(**options: Any) -> Place:
        hub = Hub()
        ids = itertools.count(1)
        server = HubServer(
            {"control": ("/control", hub), "event": ("/events", hub)},
            authorize=lambda key: "ann" if key == KEY else None,
            clock=lambda: time.monotonic_ns() // 1000,
            token=lambda: f"id{next(ids)}",
            options=SessionOptions(**options),
        )
        port = await server.start("127.0.0.1", 0)
        places.append(Place(server, hub, port, aiohttp.ClientSession()))
        return places[-1]

    yield start
    for place in places:
        for socket in place.sockets:
            socket._response.close()  # at once: some of them will never say goodbye
        await place.client.close()
        await place.server.stop()
    assert asyncio.all_tasks() == {asyncio.current_task()}
