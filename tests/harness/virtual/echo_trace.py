"""One aiohttp run as a hash: what its application saw, and at which virtual microsecond.

A script of its own, because the hash seed of an interpreter is fixed when it starts.
"""

import asyncio
import hashlib
import random
import sys
from typing import cast

import aiohttp
from aiohttp import web

from hubproof.harness.virtual import VirtualLoop, run_virtual

CLIENTS = 4
MESSAGES = 12


def trace_hash(seed: int) -> str:
    rng = random.Random(seed)
    trace: list[tuple[int, str, int]] = []
    run_virtual(_scenario(rng, trace), rng=rng, horizon_s=300)
    assert len(trace) == CLIENTS * (2 + 2 * MESSAGES)
    return hashlib.sha256(repr(trace).encode()).hexdigest()


async def _scenario(rng: random.Random, trace: list[tuple[int, str, int]]) -> None:
    loop = cast("VirtualLoop", asyncio.get_running_loop())

    def note(what: str, data: str) -> None:
        trace.append((loop.now_us(), what, len(data)))

    async def negotiate(request: web.Request) -> web.StreamResponse:
        note("negotiate", await request.text())
        return web.json_response({"connectionToken": "t"})

    async def echo(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=5)
        await socket.prepare(request)
        async for message in socket:
            note("server", message.data)
            await socket.send_str(message.data)
        note("closed", "")
        return socket

    async def client(session: aiohttp.ClientSession, url: str) -> None:
        async with session.post(f"{url}/negotiate", data="x") as response:
            await response.json()
        async with session.ws_connect(url) as socket:
            for number in range(MESSAGES):
                await socket.send_str("x" * number)
                note("client", await socket.receive_str())
                await asyncio.sleep(rng.random())

    app = web.Application()
    app.add_routes([web.post("/negotiate", negotiate), web.get("/", echo)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "localhost", 0).start()
    url = f"http://localhost:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(client(session, url) for _ in range(CLIENTS)))
    await asyncio.sleep(1)
    await runner.cleanup()


if __name__ == "__main__":
    print(trace_hash(int(sys.argv[1])))  # noqa: T201  # the answer of the script
