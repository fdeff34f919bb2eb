"""A small hub on a free port, and clients that nobody here wrote, run as processes against it."""

import asyncio
import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hubproof.simulator.session import errors
from hubproof.simulator.session.events import Invoked
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.transports.server import HubServer

HERE = Path(__file__).parent
KEY = "the-key-of-this-test"
PACE_S = 0.001

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
    async with asyncio.timeout(30):
        output, _ = await process.communicate()
    heard: dict[str, Any] = json.loads(output)
    assert (process.returncode == 0) == ("error" not in heard), heard
    return heard


@pytest.fixture(scope="session")
def javascript() -> Drive:
    """Runs @microsoft/signalr against a URL with a key."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        if os.environ.get("CI"):
            pytest.fail("CI must judge us with @microsoft/signalr: install Node.js and npm")
        pytest.skip("there is no Node.js on this machine, so @microsoft/signalr cannot run")
    packages = HERE / "js" / "node_modules" / "@microsoft"
    if not all((packages / name).is_dir() for name in ("signalr", "signalr-protocol-msgpack")):
        command = [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=HERE / "js", check=True, timeout=120)
    return lambda *arguments: _run(node, str(HERE / "js" / "driver.mjs"), *arguments)


@pytest.fixture
def javascript_quotes(javascript: Drive) -> Drive:
    """Runs the same client, which `javascript` has installed, against the URL of a Data hub."""
    assert callable(javascript)
    node = shutil.which("node")
    assert node is not None
    return lambda *arguments: _run(node, str(HERE / "js" / "quotes.mjs"), *arguments)


@pytest.fixture
def javascript_script(javascript: Drive) -> Drive:
    """Runs any of the scripts beside it: its name first, then its arguments."""
    assert callable(javascript)
    node = shutil.which("node")
    assert node is not None
    return lambda name, *arguments: _run(node, str(HERE / "js" / name), *arguments)


@pytest.fixture
def python() -> Drive:
    """Runs pysignalr against a URL with a key."""
    return lambda *arguments: _run(sys.executable, str(HERE / "pysignalr_driver.py"), *arguments)


@pytest.fixture
def key() -> str:
    return KEY
