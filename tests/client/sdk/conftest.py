"""A tiny SignalR peer on aiohttp: it does what a test tells it, one connection after the other."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
import pytest
from aiohttp import WSMsgType, web

from hubproof.client.sdk import (
    ConnectionOptions,
    MesoLiveControlHubClient,
    MesoLiveDataHubClient,
    MesoLiveEventHubClient,
)

KEY = "dev-key"
QUICK = ConnectionOptions(
    connect_timeout_s=1.0, call_timeout_s=0.2, backoff_base_s=0.001, backoff_cap_s=0.01
)


class Peer:
    """Serves every hub path; `answers` maps a target to what its handler does with a socket."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[web.WebSocketResponse, dict[str, Any]], Any]] = {}
        self.sockets: list[web.WebSocketResponse] = []
        self.received: list[dict[str, Any]] = []
        self.negotiate_status = 200
        self.handshake = b"{}\x1e"
        self.opened = asyncio.Event()
        self.origin = ""
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/hubs/{hub}/v1/negotiate", self._negotiate)
        app.router.add_get("/hubs/{hub}/v1", self._connect)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        assert self._runner is not None
        for socket in self.sockets:
            self.cut(socket)
        await self._runner.cleanup()

    @staticmethod
    def cut(socket: web.WebSocketResponse) -> None:
        transport = socket.get_extra_info("peername") and socket._req.transport  # type: ignore[union-attr]
        if transport is not None:
            transport.abort()

    @staticmethod
    async def send(socket: web.WebSocketResponse, *messages: dict[str, Any]) -> None:
        await socket.send_bytes(b"".join(msgspec.json.encode(m) + b"\x1e" for m in messages))

    async def succeed(
        self, socket: web.WebSocketResponse, call: dict[str, Any], data: dict[str, Any]
    ) -> None:
        result = {"Status": "Success", "Data": data}
        await self.send(socket, {"type": 3, "invocationId": call["invocationId"], "result": result})

    async def _negotiate(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return web.Response(status=401)
        if self.negotiate_status != 200:
            return web.Response(status=self.negotiate_status)
        return web.json_response({"negotiateVersion": 1, "connectionToken": "secret"})

    async def _connect(self, request: web.Request) -> web.WebSocketResponse:
        assert request.query["id"] == "secret"
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        frame = await socket.receive()
        assert msgspec.json.decode(frame.data[:-1]) == {"protocol": "json", "version": 1}
        await socket.send_bytes(self.handshake)
        self.sockets.append(socket)
        self.opened.set()
        async for frame in socket:
            assert frame.type is WSMsgType.TEXT
            for text in frame.data.encode().split(b"\x1e")[:-1]:
                message = msgspec.json.decode(text)
                self.received.append(message)
                answer = self.answers.get(message.get("target", ""))
                if answer is not None:
                    await answer(socket, message)
                if message == {"type": 7}:
                    await self.send(socket, {"type": 7})
                    await socket.close()
        return socket


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    peer = Peer()
    await peer.start()
    yield peer
    await peer.stop()


@pytest.fixture
async def control(peer: Peer) -> AsyncIterator[MesoLiveControlHubClient]:
    client = MesoLiveControlHubClient(peer.origin, KEY, options=QUICK, rng=random.Random(1))
    yield client
    await client.close()


@pytest.fixture
async def event(peer: Peer) -> AsyncIterator[MesoLiveEventHubClient]:
    client = MesoLiveEventHubClient(peer.origin, KEY, options=QUICK, rng=random.Random(1))
    yield client
    await client.close()


@pytest.fixture
async def data(peer: Peer) -> AsyncIterator[MesoLiveDataHubClient]:
    client = MesoLiveDataHubClient(peer.origin, KEY, options=QUICK, rng=random.Random(1))
    yield client
    await client.close()
