"""How many hub invocations a second the hubs answer, beside a bare aiohttp echo.

Each is a process of its own on one core, and they are asked in turns within one run by the same
generator over the same number of WebSockets, each with one invocation under way. The echo sends
back what it gets: it is what aiohttp costs. The test hub of the recordings adds the hub protocol
and typed methods, the simulator the world and the journal. The generator writes frames that were
made beforehand and counts record separators, because a generator that works as hard as the server
would measure itself; its own share of a core is printed, and a run in which it exceeds the bound is
an error, not a figure.
"""

import argparse
import asyncio
import base64
import json
import os
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
from aiohttp import web

from hubproof.contract.mesolive.methods import HUB_PATHS
from hubproof.harness.conformance.served.server import TestServer
from hubproof.harness.setting import USER, world_of
from hubproof.simulator.app import Simulator
from hubproof.simulator.outside import Outside

HOST = "127.0.0.1"
KEY = "bench"
CONNECTIONS = 16
ROUNDS = 5
ROUND_S = 2.0
GENERATOR_SHARE_MAX = 0.9
"""Of its core; above it the generator may be what was measured."""

SEPARATOR = b"\x1e"
HANDSHAKE = b'{"protocol":"json","version":1}' + SEPARATOR
INVOCATION = (
    json.dumps(
        {
            "type": 1,
            "invocationId": "1",
            "target": "GetLatestEventSeqId",
            "arguments": [{}],
        }
    ).encode()
    + SEPARATOR
)


ECHO = (
    json.dumps(
        {"type": 1, "invocationId": "1", "target": "Echo", "arguments": ["x" * 124]}
    ).encode()
    + SEPARATOR
)
"""194 bytes: what the recorded server was measured with."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one server did in one turn, and what the generator took of its core for it."""

    per_s: float
    generator_share: float


def main() -> int:
    """Measure both and print; the status is 1 only where the generator was the bottleneck."""
    options = _options()
    if options.serve is not None:
        asyncio.run(_SERVERS[options.serve]())
        return 0
    rounds: dict[str, list[Round]] = {name: [] for name in _SERVERS}
    servers = {name: _start(name) for name in _SERVERS}
    try:
        ports = {name: _port(one) for name, one in servers.items()}
        for _ in range(options.rounds):
            for name, port in ports.items():
                rounds[name].append(asyncio.run(_load(name, port)))
    finally:
        for one in servers.values():
            one.kill()
            one.wait()
    return _tell(rounds)


def _tell(rounds: dict[str, list[Round]]) -> int:
    print(f"one invocation under way on each of {CONNECTIONS} WebSockets, one core for the server")
    rates = {}
    for name, done in rounds.items():
        per_s = [one.per_s for one in done]
        share = max(one.generator_share for one in done)
        rates[name] = statistics.median(per_s)
        print(
            f"  {name:<10} {rates[name]:8,.0f} a second (min {min(per_s):,.0f}, max"
            f" {max(per_s):,.0f}); the generator took {share:.0%} of its core at most"
        )
        if share > GENERATOR_SHARE_MAX:
            sys.stderr.write(f"the generator was the bottleneck of {name}: no figure\n")
            return 1
    for name in ("hub", "simulator"):
        print(f"the {name} beside the bare echo: {rates[name] / rates['echo']:.2f}")
    return 0


# The generator.


class Caller(asyncio.Protocol):
    """One WebSocket: the next invocation goes out whenever an answer has come in."""

    def __init__(
        self,
        path: str,
        call: bytes,
        answered: Callable[[int], None],
        ready: Callable[[], None],
    ) -> None:
        self._path = path
        self._call = call
        self._answered = answered
        self._ready = ready
        self._transport: asyncio.Transport | None = None
        self._is_upgraded = False
        self._is_going = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the WebSocket."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        nonce = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: {HOST}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {nonce}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def go(self) -> None:
        """Begin to call."""
        assert self._transport is not None
        self._is_going = True
        self._transport.write(self._call)

    def stop(self) -> None:
        """Leave."""
        assert self._transport is not None
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Shake hands, then count answers and call again."""
        assert self._transport is not None
        if not self._is_upgraded:
            if not data.startswith(b"HTTP/1.1 101"):
                sys.exit(f"no WebSocket at {self._path}: {data[:80]!r}")
            self._is_upgraded = True
            self._transport.write(_SHAKE)
            data = data.partition(b"\r\n\r\n")[2]
        answers = data.count(SEPARATOR)
        if not answers:
            return
        if self._is_going:
            self._answered(answers)
            self._transport.write(self._call)
        else:
            self._ready()


def _frame(payload: bytes) -> bytes:
    """A text frame of a client; the mask is nought, so that the payload stays as it is."""
    return struct.pack("!BBHI", 0x81, 0x80 | 126, len(payload), 0) + payload


_SHAKE = _frame(HANDSHAKE)
_ASKED = {
    "echo": ("/", _frame(INVOCATION)),
    "hub": ("/hub", _frame(ECHO)),
    "simulator": (f"{HUB_PATHS['event']}?access_token={KEY}", _frame(INVOCATION)),
}
"""Where each server is called, and with what."""


async def _load(name: str, port: int) -> Round:
    loop = asyncio.get_running_loop()
    path, call = _ASKED[name]
    count = waiting = 0
    all_ready = asyncio.Event()

    def answered(answers: int) -> None:
        nonlocal count
        count += answers

    def ready() -> None:
        nonlocal waiting
        waiting += 1
        if waiting == CONNECTIONS:
            all_ready.set()

    callers = []
    for _ in range(CONNECTIONS):
        _, caller = await loop.create_connection(
            lambda: Caller(path, call, answered, ready), HOST, port
        )
        callers.append(caller)
    async with asyncio.timeout(10):
        await all_ready.wait()
    for caller in callers:
        caller.go()
    count = 0
    began, cpu_began = time.perf_counter(), time.process_time()
    await asyncio.sleep(ROUND_S)
    took_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu_began
    for caller in callers:
        caller.stop()
    return Round(count / took_s, cpu_s / took_s)


# The servers.


async def _serve_simulator() -> None:
    began = time.monotonic_ns()
    numbers = iter(range(10**9))
    simulator = Simulator(
        world_of(1, datetime.now(UTC)),
        key=KEY,
        user=USER,
        outside=Outside(
            clock=lambda: (time.monotonic_ns() - began) // 1_000,
            token=lambda: f"connection-{next(numbers)}",
        ),
    )
    print(await simulator.start(HOST, 0), flush=True)
    await asyncio.Event().wait()


async def _serve_echo() -> None:
    async def echo(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                await socket.send_str(message.data)
        return socket

    app = web.Application()
    app.router.add_get("/", echo)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


async def _serve_hub() -> None:
    numbers = iter(range(10**9))
    server = TestServer(lambda: time.monotonic_ns() // 1_000, lambda: f"id-{next(numbers)}")
    print(await server.start(HOST, 0), flush=True)
    await asyncio.Event().wait()


_SERVERS = {"echo": _serve_echo, "hub": _serve_hub, "simulator": _serve_simulator}


def _start(name: str) -> "subprocess.Popen[str]":
    command = [sys.executable, __file__, "--serve", name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  # ourselves


def _port(server: "subprocess.Popen[str]") -> int:
    assert server.stdout is not None
    return int(server.stdout.readline())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--serve", choices=sorted(_SERVERS), help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
