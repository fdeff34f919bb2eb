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

from hubproof.harness.conformance.sockets import TEXT, upgrade
from hubproof.harness.conformance.wire import Server
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
