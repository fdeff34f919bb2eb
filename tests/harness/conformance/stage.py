"""A stage for hostile clients: the test hub in virtual time, and what went wrong inside it.

After every attack a healthy client is served, the server stops, and nothing is left: no task, no
failure that the loop was told of.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

from hypothesis import settings

from hubproof.harness.conformance.served.server import TestServer
from hubproof.harness.conformance.sockets import BINARY, Socket, upgrade
from hubproof.harness.conformance.wire import Server
from hubproof.harness.virtual import VirtualLoop, virtual_loop
from hubproof.simulator.transports.connection import Connection

TIMES = int(os.environ.get("HUBPROOF_FUZZ", "1"))
"""How many times as long a fuzzer looks (`make fuzz`); with 1 it looks at the same every time."""

HANDSHAKES = {
    "json": b'{"protocol":"json","version":2}\x1e',
    "messagepack": b'{"protocol":"messagepack","version":2}\x1e',
}


def fuzzed(examples: int) -> settings:
    """So many examples, or more of them, drawn anew."""
    return settings(max_examples=examples * TIMES, deadline=None, derandomize=TIMES == 1)


class Stage:
    """A server in virtual time, and what went wrong inside it."""

    def __init__(self, loop: VirtualLoop) -> None:
        self.failures: list[dict[str, Any]] = []
        tokens = iter(range(10**6))
        self.loop = loop
        loop.set_exception_handler(lambda _, context: self.failures.append(context))
        self.server = TestServer(loop.now_us, lambda: f"token-{next(tokens)}")
        self.address = Server("127.0.0.1", 0)
        self.ends: list[Callable[[], None]] = []

    def connections(self) -> list[Connection]:
        """Who is connected."""
        return self.server._server.connections()

    async def run(self, attack: Coroutine[Any, Any, None]) -> None:
        await attack
        # A healthy client is served as if nothing had been.
        status, socket = await upgrade(self.address, "/hub", {})
        assert status == 101
        socket.send(1, [b'{"protocol":"json","version":1}\x1e'])
        socket.send(1, [b'{"type":1,"target":"Add","arguments":[1,2],"invocationId":"1"}\x1e'])
        heard = b""
        async with asyncio.timeout(5):
            async for frame in socket.frames():
                heard += frame.payload
                if b'"result":3' in heard:
                    break
        socket.reset()
        await asyncio.sleep(40)
        for end in self.ends:
            end()
        await asyncio.sleep(40)
        await self.server.stop()
        await asyncio.sleep(1)
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        assert left == []
        assert self.failures == []


def staged(attack: Any) -> None:
    """Run an attack on a fresh server."""
    with virtual_loop(rng=Random(1), horizon_s=600) as loop:

        async def main() -> None:
            stage = Stage(loop)
            port = await stage.server.start("127.0.0.1", 0)
            stage.address = Server("127.0.0.1", port)
            await stage.run(attack(stage))

        loop.run_until_complete(main())


async def sent(stage: Stage, path: str, *parts: bytes) -> Socket:
    """A WebSocket on which all of this was said, and that nobody has read."""
    status, socket = await upgrade(stage.address, path, {})
    assert status == 101
    stage.ends.append(socket.reset)
    for part in parts:
        socket.send(BINARY, [part])
        await asyncio.sleep(0.01)
    return socket
