"""Typed hubs at the wire: what recordings do not show."""

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from random import Random
from typing import Any

import aiohttp
import pytest

from hubproof.harness.conformance.sockets import TEXT, Socket, upgrade
from hubproof.harness.conformance.wire import Server, ask
from hubproof.harness.virtual import VirtualLoop, virtual_loop
from hubproof.simulator.hubs.typed import Hub, TypedHost
from hubproof.simulator.transports.lobby import ALL_TRANSPORTS, EndpointOptions
from hubproof.simulator.transports.negotiation import Redirected, Refused
from hubproof.simulator.transports.server import HubServer

HANDSHAKE = '{"protocol":"json","version":1}\x1e'
OPEN = EndpointOptions(transports=ALL_TRANSPORTS, needs_user=False)


class Tap(Hub):
    """Streams without end, and counts what it made."""

    made = 0

    async def flow(self) -> AsyncIterator[str]:
        while True:
            type(self).made += 1
            yield "x" * 1000

    async def nothing(self) -> None:
        """Nothing."""


Serve = Callable[..., Awaitable[str]]


def tap_server(options: EndpointOptions, clock: Callable[[], int]) -> HubServer:
    ids = itertools.count(1)
    return HubServer(
        {"tap": ("/tap", TypedHost(Tap))},
        authorize=lambda _: None,
        clock=clock,
        token=lambda: f"id{next(ids)}",
        endpoints={"tap": options},
    )


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    started: list[HubServer] = []

    async def start(options: EndpointOptions) -> str:
        server = tap_server(options, lambda: time.monotonic_ns() // 1000)
        started.append(server)
        return f"http://127.0.0.1:{await server.start('127.0.0.1', 0)}/tap"

    yield start
    for server in started:
        await server.stop()


def call(kind: int, target: str) -> str:
    message = {"type": kind, "invocationId": "1", "target": target, "arguments": []}
    return f"{json.dumps(message)}\x1e"


def test_a_reader_who_does_not_read_slows_the_stream() -> None:
    async def watch(loop: VirtualLoop) -> None:
        Tap.made = 0
        server = tap_server(OPEN, loop.now_us)
        address = Server("127.0.0.1", await server.start("127.0.0.1", 0))
        _, socket = await upgrade(address, "/tap", {})
        socket.send(TEXT, [(HANDSHAKE + call(4, "Flow")).encode()])
        await asyncio.sleep(5)
        stopped_at = Tap.made
        await asyncio.sleep(2)
        assert 100 < stopped_at == Tap.made < 50_000
        heard = 0
        async for frame in socket.frames():
            heard += len(frame.payload)
            if heard > 2_000_000:
                break
        await asyncio.sleep(2)
        assert Tap.made > stopped_at
        socket.reset()
        await server.stop()

    with virtual_loop(rng=Random(1), horizon_s=60) as loop:
        loop.run_until_complete(watch(loop))


@pytest.mark.parametrize(
    ("instead", "told"),
    [
        (
            Redirected("http://127.0.0.1:9/x", "tk"),
            {"url": "http://127.0.0.1:9/x", "accessToken": "tk"},
        ),
        (Redirected("http://127.0.0.1:9/x"), {"url": "http://127.0.0.1:9/x"}),
        (Refused("not today"), {"error": "not today"}),
    ],
)
async def test_a_negotiation_may_lead_elsewhere_or_nowhere(
    serve: Serve, instead: Any, told: dict[str, str]
) -> None:
    url = await serve(EndpointOptions(needs_user=False, instead=instead))
    async with aiohttp.ClientSession() as client, client.post(f"{url}/negotiate") as answer:
        assert answer.status == 200
        assert await answer.json() == told


class Loader(Hub):
    """Takes uploads, and says who has gone."""

    gone = 0

    async def first_then_wait(self, numbers: AsyncIterator[int]) -> int:
        async for number in numbers:
            await asyncio.sleep(1)
            return number
        return -1

    async def total(self, numbers: AsyncIterator[int]) -> int:
        return sum([number async for number in numbers])

    async def on_disconnected(self, error: Exception | None) -> None:
        await asyncio.sleep(0.5)
        type(self).gone += error is None


LEFT_OPEN: list[Socket] = []
"""Sockets that a test leaves to the end of its server."""


def upload(invocation_id: str, target: str) -> bytes:
    message = {"type": 1, "invocationId": invocation_id, "target": target, "arguments": []}
    return f"{json.dumps({**message, 'streamIds': ['q']})}\x1e".encode()


def in_virtual_time(host: TypedHost, watch: Callable[[Server, HubServer], Awaitable[None]]) -> None:
    async def main(loop: VirtualLoop) -> None:
        ids = itertools.count(1)
        server = HubServer(
            {"hub": ("/hub", host)},
            authorize=lambda _: None,
            clock=loop.now_us,
            token=lambda: f"id{next(ids)}",
            endpoints={"hub": OPEN},
        )
        address = Server("127.0.0.1", await server.start("127.0.0.1", 0))
        await watch(address, server)
        await server.stop()
        await host.stop()
        for socket in LEFT_OPEN:
            socket.reset()
        LEFT_OPEN.clear()

    with virtual_loop(rng=Random(1), horizon_s=60) as loop:
        loop.run_until_complete(main(loop))


def test_the_end_of_a_call_leaves_a_later_upload_of_the_same_id_alone() -> None:
    async def watch(address: Server, _server: HubServer) -> None:
        _, socket = await upgrade(address, "/hub", {})
        item = b'{"type":2,"invocationId":"q","item":%d}\x1e'
        end = b'{"type":3,"invocationId":"q"}\x1e'
        socket.send(TEXT, [HANDSHAKE.encode() + upload("1", "FirstThenWait") + item % 4 + end])
        await asyncio.sleep(0.5)
        socket.send(TEXT, [upload("2", "Total") + item % 5])
        await asyncio.sleep(1)
        socket.send(TEXT, [item % 6 + end])
        heard = b""
        async with asyncio.timeout(5):
            async for frame in socket.frames():
                heard += frame.payload
                if b'"2"' in heard:
                    break
        assert b'{"type":3,"invocationId":"1","result":4}\x1e' in heard
        assert b'{"type":3,"invocationId":"2","result":11}\x1e' in heard
        socket.reset()

    in_virtual_time(TypedHost(Loader), watch)


def test_a_stopping_server_lets_its_hub_hear_who_has_gone() -> None:
    async def watch(address: Server, _server: HubServer) -> None:
        Loader.gone = 0
        _, socket = await upgrade(address, "/hub", {})
        socket.send(TEXT, [HANDSHAKE.encode()])
        await asyncio.sleep(0.1)
        LEFT_OPEN.append(socket)

    in_virtual_time(TypedHost(Loader), watch)
    assert Loader.gone == 1


def test_a_long_body_is_read_to_its_end() -> None:
    async def watch(address: Server, _server: HubServer) -> None:
        reply = await ask(address, "POST", "/hub/negotiate?negotiateVersion=1")
        token = json.loads(await reply.body())["connectionToken"]
        path = f"/hub?id={token}"
        await (await ask(address, "GET", path)).body()
        body = HANDSHAKE + "".join(call(1, "Nowhere") for _ in range(20_000))
        posted = await ask(address, "POST", path, body=body.encode())
        assert (posted.status, await posted.body()) == (200, b"")
        heard = 0
        async with asyncio.timeout(20):
            while heard < 20_000:
                heard += (await (await ask(address, "GET", path)).body()).count(b'"type":3')
        assert heard == 20_000
        await (await ask(address, "DELETE", path)).body()

    in_virtual_time(TypedHost(Loader), watch)


def test_what_is_posted_before_anybody_has_attached_is_bounded() -> None:
    async def watch(address: Server, _server: HubServer) -> None:
        reply = await ask(address, "POST", "/hub/negotiate?negotiateVersion=1")
        path = f"/hub?id={json.loads(await reply.body())['connectionToken']}"
        for size, status in ((1000, 200), (70_000, 404), (5_000_000, 413)):
            posted = await ask(address, "POST", path, body=b"x" * size)
            await posted.body()
            assert posted.status == status

    in_virtual_time(TypedHost(Loader), watch)
