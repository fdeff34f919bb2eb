"""The servers that are measured, each in a process of its own on a core of its own.

`echo` sends back what it gets, and at `/all` to all, but for the handshake: what a bare aiohttp
WebSocket costs, and writing as such. `hub` adds the hub protocol and typed methods: it is the test
hub of the recordings. `simulator` adds the world and the journal.
"""

import argparse
import asyncio
import contextlib
import itertools
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import uvloop
from aiohttp import web

from hubproof.harness.conformance.served.server import TestServer
from hubproof.harness.setting import USER, world_of
from hubproof.simulator.app import Simulator
from hubproof.simulator.outside import Outside
from hubproof.simulator.transports.frames import text_frame

HOST = "127.0.0.1"
KEY = "bench"
LOOPS = ("uvloop", "asyncio")

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, CLIENT_CORE = CORES[0], CORES[-1]
"""The same where there is only one; the figures say so, as the client's core is busy then."""


def now_us() -> int:
    """The server's clock."""
    return time.monotonic_ns() // 1_000


async def _serve_simulator() -> int:
    began = now_us()
    numbers = itertools.count()
    simulator = Simulator(
        world_of(1, datetime.now(UTC)),
        key=KEY,
        user=USER,
        outside=Outside(
            clock=lambda: now_us() - began, token=lambda: f"connection-{next(numbers)}"
        ),
    )
    return await simulator.start(HOST, 0)


async def _serve_echo() -> int:
    transports: list[asyncio.Transport] = []

    async def echo(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                await socket.send_str(message.data)
        return socket

    async def echo_to_all(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        assert request.transport is not None
        transports.append(request.transport)
        await socket.send_str(await socket.receive_str())  # hands are shaken alone
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                frame = text_frame(message.data.encode())
                for transport in transports:
                    transport.write(frame)
        return socket

    app = web.Application()
    app.router.add_get("/", echo)
    app.router.add_get("/all", echo_to_all)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    return int(runner.addresses[0][1])


async def _serve_hub() -> int:
    server = TestServer(now_us, lambda: secrets.token_urlsafe(16))

    def forget() -> None:
        """What the test hub notes of everyone who comes is its own, and grows."""
        server.logs.clear()
        asyncio.get_running_loop().call_later(1.0, forget)

    forget()
    return await server.start(HOST, 0)


SERVERS: dict[str, Callable[[], Awaitable[int]]] = {
    "echo": _serve_echo,
    "hub": _serve_hub,
    "simulator": _serve_simulator,
}


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs: where it listens, and what it has cost so far."""

    pid: int
    port: int

    def cpu_s(self) -> float:
        """How long it has been on its core."""
        with open(f"/proc/{self.pid}/schedstat") as told:  # noqa: PTH123  # no file of ours
            return int(told.read().split()[0]) / 1e9

    def resident_kib(self) -> int:
        """How much memory it holds."""
        with open(f"/proc/{self.pid}/status") as told:  # noqa: PTH123  # the same
            lines = dict(line.split(":", 1) for line in told)
        return int(lines["VmRSS"].split()[0])


@contextlib.contextmanager
def serving(name: str, loop: str) -> Iterator[Served]:
    """Run a server on its core for as long as the block lasts."""
    command = [sys.executable, __file__, name, loop]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            yield Served(process.pid, int(process.stdout.readline()))
        finally:
            process.kill()


async def _serve(name: str) -> None:
    print(await SERVERS[name](), flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=SERVERS)
    parser.add_argument("loop", choices=LOOPS)
    options = parser.parse_args()
    os.sched_setaffinity(0, {SERVER_CORE})
    if options.loop == "uvloop":
        uvloop.run(_serve(options.name))
    else:
        asyncio.run(_serve(options.name))


if __name__ == "__main__":
    main()
