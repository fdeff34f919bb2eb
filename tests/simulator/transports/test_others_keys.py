"""Keys: what belongs to one user is nobody's to another."""

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from hubproof.simulator.hubs.typed import Hub, TypedHost
from hubproof.simulator.transports.lobby import ALL_TRANSPORTS, EndpointOptions
from hubproof.simulator.transports.server import HubServer

HANDSHAKE = b'{"protocol":"json","version":1}\x1e'


class Quiet(Hub):
    """Says nothing."""


@pytest.fixture
async def url() -> AsyncIterator[str]:
    ids = itertools.count(1)
    server = HubServer(
        {"quiet": ("/quiet", TypedHost(Quiet))},
        authorize=lambda key: key if key in ("ann", "bob") else None,
        clock=lambda: time.monotonic_ns() // 1000,
        token=lambda: f"id{next(ids)}",
        endpoints={"quiet": EndpointOptions(transports=ALL_TRANSPORTS)},
    )
    port = await server.start("127.0.0.1", 0)
    yield f"http://127.0.0.1:{port}/quiet"
    await server.stop()


def of(user: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {user}"}


async def test_another_users_key_reaches_no_connection(url: str) -> None:
    async with aiohttp.ClientSession() as client:

        async def ask(method: str, user: str, **more: Any) -> tuple[int, str]:
            async with client.request(method, path, headers=of(user), **more) as answer:
                return answer.status, await answer.text()

        async with client.post(f"{url}/negotiate?negotiateVersion=1", headers=of("ann")) as answer:
            token = json.loads(await answer.text())["connectionToken"]
        path = f"{url}?id={token}"
        assert (await ask("GET", "ann"))[0] == 200
        for method in ("GET", "POST", "DELETE"):
            assert await ask(method, "bob") == (404, "No Connection with that ID")
        assert (await ask("POST", "ann", data=HANDSHAKE))[0] == 200
        async with asyncio.timeout(30):
            assert await ask("GET", "ann") == (200, "{}\x1e")
        assert (await ask("DELETE", "ann"))[0] == 202
        assert (await ask("GET", "ann"))[0] == 404
