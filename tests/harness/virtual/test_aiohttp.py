"""The real aiohttp server and client run unmodified, and one seed gives one trace."""

import asyncio
import os
import random
import runpy
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import aiohttp
import pytest
import time_machine
from aiohttp import web

from hubproof.harness.virtual import VirtualLoop, run_virtual

SCRIPT = Path(__file__).with_name("echo_trace.py")

HASH_OF_SEED_7 = "faabb44102b8e2886fc4e1a755302e46ff1f45c90be84359d3b9ad0c34d32f86"
"""The same on Python 3.11, 3.12 and 3.13. Jitter, latency or the moment of a delivery have changed
when this changes, and every stored plan then replays a different run."""


@pytest.fixture(scope="module")
def trace_hash() -> Callable[[int], str]:
    return cast("Callable[[int], str]", runpy.run_path(str(SCRIPT))["trace_hash"])


def test_a_post_and_a_web_socket_echo_take_virtual_time_only() -> None:
    async def echo(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            await asyncio.sleep(3_600)
            await socket.send_str(message.data)
        return socket

    async def main() -> float:
        loop = cast("VirtualLoop", asyncio.get_running_loop())
        app = web.Application()
        app.router.add_post("/", _upper)
        app.router.add_get("/", echo)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        async with aiohttp.ClientSession() as session:
            async with session.post(url, data=b"x" * 1_000_000) as response:
                assert await response.read() == b"X" * 1_000_000
            async with session.ws_connect(url) as socket:
                await socket.send_str("hello")
                assert await socket.receive_str() == "hello"
        await runner.cleanup()
        return loop.time()

    began = time.perf_counter()
    assert 3_600 < run_virtual(main(), rng=random.Random(1)) < 3_601
    assert time.perf_counter() - began < 10


async def _upper(request: web.Request) -> web.Response:
    return web.Response(body=(await request.read()).upper())


def test_one_seed_gives_one_trace_and_another_seed_another(
    trace_hash: Callable[[int], str],
) -> None:
    assert trace_hash(7) == trace_hash(7) == HASH_OF_SEED_7
    assert trace_hash(8) != HASH_OF_SEED_7


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_the_trace_does_not_depend_on_the_hash_seed(hash_seed: str) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "7"],
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == HASH_OF_SEED_7


def _faces() -> dict[str, dict[str, Any]]:
    modules: list[ModuleType] = [
        module
        for name, module in sorted(sys.modules.items())
        if name.partition(".")[0] in {"asyncio", "aiohttp", "aiohappyeyeballs", "sqlite3", "socket"}
    ]
    classes: list[type] = [
        asyncio.BaseEventLoop,
        asyncio.AbstractEventLoop,
        asyncio.Handle,
        asyncio.TimerHandle,
        asyncio.Transport,
        asyncio.Task,
        asyncio.Future,
        aiohttp.ClientSession,
        aiohttp.TCPConnector,
        web.AppRunner,
        web.WebSocketResponse,
        sqlite3.Connection,
    ]
    owners: list[Any] = [*modules, *classes]
    return {owner.__name__: dict(vars(owner)) for owner in owners}


def test_a_run_patches_nothing(trace_hash: Callable[[int], str]) -> None:
    with time_machine.travel(0, tick=False):  # aiohttp keeps the text of the current second
        trace_hash(1)  # and fills caches of its own on first use
        before = _faces()
        trace_hash(2)
        after = _faces()
    assert before.keys() == after.keys()
    for owner, face in before.items():
        assert face.keys() == after[owner].keys(), owner
        changed = [name for name, value in face.items() if after[owner][name] is not value]
        assert changed == [], owner
