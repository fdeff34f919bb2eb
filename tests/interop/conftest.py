"""A small hub on a free port, and clients that nobody here wrote, run as processes against it."""

import asyncio
import functools
import itertools
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hubproof.contract.mesolive import models
from hubproof.harness.conformance.served.server import TestServer
from hubproof.harness.setting import USER, world_of
from hubproof.simulator.app import Simulator
from hubproof.simulator.outside import Outside
from hubproof.simulator.session import errors
from hubproof.simulator.session.events import Invoked
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.transports.server import HubServer
from hubproof.simulator.world.commands import Announce

HERE = Path(__file__).parent
KEY = "the-key-of-this-test"
PACE_S = 0.001

PATIENCE_S = 60.0  # nothing here takes a second by itself; a loaded machine may take many

Drive = Callable[..., Awaitable[dict[str, Any]]]


class Counting:
    """A stream of numbers at a steady pace, until its end or its cancellation."""

    def __init__(self, connection: Connection, invocation_id: str, until: int) -> None:
        self.connection = connection
        self.invocation_id = invocation_id
        self.until = until
        self.number = 0
        self.step()

    def step(self) -> None:
        if self.number == self.until:
            self.connection.complete(self.invocation_id)
            return
        self.connection.item(self.invocation_id, b"%d" % self.number)
        self.number += 1
        self.timer = asyncio.get_running_loop().call_later(PACE_S, self.step)


class Hub:
    """Echo, Add, Fail, TellMany and the stream Count; it notes who came, went and cancelled."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.streams: dict[tuple[int, str], Counting] = {}

    def opened(self, connection: Connection) -> None:
        self.seen.append(f"opened by {connection.user}")

    def invoked(self, connection: Connection, invoked: Invoked) -> None:
        arguments = [msgspec.json.decode(argument) for argument in invoked.arguments]
        invocation_id = invoked.invocation_id
        target = invoked.target.lower()
        if target == "echo":
            connection.complete(invocation_id, result=bytes(invoked.arguments[0]))
        elif target == "add":
            connection.complete(invocation_id, result=b"%d" % sum(arguments))
        elif target == "fail":
            connection.complete(invocation_id, error=errors.refused("Fail", "as asked"))
        elif target == "tellmany":
            for number in range(arguments[0]):
                connection.invoke("Told", [b"%d" % number, b'"hello"'])
            connection.complete(invocation_id)
        elif target == "count" and invocation_id is not None:
            counting = Counting(connection, invocation_id, arguments[0])
            self.streams[connection.number, invocation_id] = counting
        else:
            connection.complete(invocation_id, error=errors.method_does_not_exist(invoked.target))

    def cancelled(self, connection: Connection, invocation_id: str) -> None:
        self.streams[connection.number, invocation_id].timer.cancel()
        self.seen.append("cancelled")

    def closed(self, connection: Connection, error: str | None, reason: str) -> None:
        self.seen.append(f"closed by {connection.user}: {error or reason}")


class House:
    """The hub, its server, and where it is."""

    def __init__(self, hub: Hub, server: HubServer, port: int) -> None:
        self.hub = hub
        self.server = server
        self.url = f"http://127.0.0.1:{port}/hub"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    ids = itertools.count()
    hub = Hub()
    server = HubServer(
        {"test": ("/hub", hub)},
        authorize=lambda key: "ann" if key == KEY else None,
        clock=lambda: time.monotonic_ns() // 1000,
        token=lambda: f"id{next(ids)}",
    )
    yield House(hub, server, await server.start("127.0.0.1", 0))
    await server.stop()


async def _run(*command: str) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    async with asyncio.timeout(PATIENCE_S):
        output, _ = await process.communicate()
    heard: dict[str, Any] = json.loads(output)
    assert (process.returncode == 0) == ("error" not in heard), heard
    return heard


@pytest.fixture(scope="session")
def npm_ci() -> Callable[[Path], None]:
    """Sees to it that the packages of a folder are installed; skips where they cannot be."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        if os.environ.get("CI"):
            pytest.fail("CI must judge us with JavaScript clients: install Node.js and npm")
        pytest.skip("there is no Node.js with npm on this machine, so no JavaScript can judge us")

    def install(folder: Path) -> None:
        wanted = json.loads((folder / "package.json").read_text())["dependencies"]
        if not all((folder / "node_modules" / name).is_dir() for name in wanted):
            command = [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=folder, check=True, timeout=240)

    return install


@pytest.fixture(scope="session")
def run() -> Drive:
    """Runs a command that prints one JSON object, which is what it returns."""
    return _run


@pytest.fixture(scope="session")
def script(node: str) -> Drive:
    """Runs a script of this folder: its path first, then its arguments."""
    return lambda path, *arguments: _run(node, str(HERE / path), *arguments)


@pytest.fixture(scope="session")
def javascript_script(npm_ci: Callable[[Path], None], script: Drive) -> Drive:
    """Runs any of the scripts over @microsoft/signalr 10: its name first, then its arguments."""
    npm_ci(HERE / "js")
    return lambda name, *arguments: script(f"js/{name}", *arguments)


@pytest.fixture(scope="session")
def javascript(javascript_script: Drive) -> Drive:
    """Runs @microsoft/signalr against a URL with a key."""
    return functools.partial(javascript_script, "driver.mjs")


@pytest.fixture(scope="session")
def javascript_quotes(javascript_script: Drive) -> Drive:
    """Runs the same client against the URL of a Data hub, with a key."""
    return functools.partial(javascript_script, "quotes.mjs")


@pytest.fixture
def python() -> Drive:
    """Runs pysignalr against a URL with a key."""
    return lambda *arguments: _run(sys.executable, str(HERE / "pysignalr_driver.py"), *arguments)


@pytest.fixture
async def served() -> AsyncIterator[tuple[TestServer, int]]:
    """The test hub of the recordings, and its port."""
    server = TestServer(lambda: time.monotonic_ns() // 1000, lambda: secrets.token_urlsafe(16))
    yield server, await server.start("127.0.0.1", 0)
    await server.stop()


class Hubs:
    """A serving simulator, and where it is."""

    def __init__(self, simulator: Simulator, port: int) -> None:
        self.simulator = simulator
        self.port = port
        self.origin = f"http://127.0.0.1:{port}"


@pytest.fixture
async def hubs() -> AsyncIterator[Hubs]:
    """The three hubs; whoever asks how far the events are has the next one announced."""
    ids, began = itertools.count(), time.monotonic_ns()

    def clock() -> int:
        return (time.monotonic_ns() - began) // 1000

    def on_call(hub: str, method: str) -> None:
        if (hub, method) == ("event", "GetLatestEventSeqId"):
            signal = Announce(101, "ML1001", models.SignalState.On, same_state_ok=True)
            simulator.announce(signal, at=clock())

    simulator = Simulator(
        world_of(1, datetime.now(UTC)),
        key=KEY,
        user=USER,
        outside=Outside(clock=clock, token=lambda: f"id{next(ids)}", on_call=on_call),
    )
    yield Hubs(simulator, await simulator.start("127.0.0.1", 0))
    await simulator.stop()


@pytest.fixture
def key() -> str:
    return KEY
