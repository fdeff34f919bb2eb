"""Requests to the test hub's server that no recording at hand has, as its source answers them."""

import asyncio
import json
from typing import Any

import pytest

from hubproof.harness.conformance.wire import ask

from .stage import Stage, staged

SIDE = [
    ("GET", "/LOG/x", 200),
    ("GET", "/log/x/", 200),
    ("GET", "/log", 404),
    ("GET", "/log/", 404),
    ("GET", "/log//", 404),
    ("GET", "/log/a/b", 404),
    ("GET", "/nowhere", 404),
    ("GET", "/", 404),
    ("HEAD", "/log/x", 405),
    ("POST", "/log/x", 405),
    ("GET", "/ask/x/7", 405),
    ("POST", "/ask/x/seven", 404),
    ("POST", "/ask/x/7.0", 404),
    ("POST", "/ask/x/2147483648", 404),
    ("POST", "/ask/x/-7", 200),
    ("POST", "/ask/x/7?timeout=soon", 400),
    ("POST", "/ask/x/7?timeout=-2", 500),
    ("POST", "/ask/x/7?timeout=-1", 200),
    ("POST", "/tell/x", 400),
    ("POST", "/tell/x?TEXT=", 200),
    ("GET", "/tell/x?text=a", 405),
    ("GET", "/stop", 405),
]


def test_what_is_beside_the_hubs_refuses_other_paths_verbs_and_values() -> None:
    async def attack(stage: Stage) -> None:
        for method, path, status in SIDE:
            reply = await ask(stage.address, method, path)
            body = await reply.body()
            assert (method, path, reply.status) == (method, path, status)
            assert status == 200 or body == b""
            allowed = {"/log": "GET"}.get(path[:4].lower(), "POST") if status == 405 else None
            assert reply.headers.get("allow") == allowed, path

    staged(attack)


KEYS = [
    ("", {}, 401),
    ("", {"Authorization": "Bearer alice"}, 200),
    ("", {"Authorization": "bearer alice"}, 401),
    ("", {"Authorization": "Bearer  alice"}, 401),
    ("", {"Authorization": "Basic alice"}, 401),
    ("&access_token=alice", {"Authorization": "Basic eve"}, 200),
    ("&access_token=alice", {"Authorization": "Bearer"}, 200),
    ("&access_token=alice", {"Authorization": "Bearer eve"}, 401),
    ("&ACCESS_token=alice", {}, 200),
    ("&access_token=alice&access_token=alice", {}, 401),
]


def test_keys_are_looked_for_as_the_recorded_server_does() -> None:
    async def attack(stage: Stage) -> None:
        for query, headers, status in KEYS:
            path = f"/secure/negotiate?negotiateVersion=1{query}"
            reply = await ask(stage.address, "POST", path, headers=headers)
            await reply.body()
            assert (query, headers, reply.status) == (query, headers, status)
            assert "www-authenticate" not in reply.headers

    staged(attack)


VERSIONS = {
    "negotiateVersion=99999999999": "non-integer",
    "negotiateVersion=%1C1": "non-integer",
    "negotiateVersion=1%00": '"negotiateVersion":1',
    "negotiateVersion=&negotiateVersion=1": '"negotiateVersion":1',
    "negotiateVersion=-1": "version '-1'",
}


def test_a_version_is_read_as_dotnet_reads_integers() -> None:
    async def attack(stage: Stage) -> None:
        for query, says in VERSIONS.items():
            reply = await ask(stage.address, "POST", f"/hub/negotiate?{query}")
            assert says in (await reply.body()).decode(), query

    staged(attack)


async def told(stage: Stage, method: str, path: str, **more: Any) -> tuple[int, str]:
    reply = await ask(stage.address, method, path, **more)
    return reply.status, (await reply.body()).decode()


def test_what_an_endpoint_does_not_offer_is_said_before_what_a_connection_cannot() -> None:
    async def attack(stage: Stage) -> None:
        _, text = await told(stage, "POST", "/hub/negotiate?negotiateVersion=1")
        token = json.loads(text)["connectionToken"]
        assert await told(stage, "GET", f"/hub?id={token}") == (200, "")
        wanted = {"Accept": "text/event-stream"}
        says = "ServerSentEvents transport not supported by this end point type"
        assert await told(stage, "GET", f"/websockets?id={token}", headers=wanted) == (404, says)
        assert await told(stage, "GET", f"/hub?id={token}", headers=wanted) == (
            400,
            "Cannot change transports mid-connection",
        )
        says = "LongPolling transport not supported by this end point type"
        assert await told(stage, "GET", f"/websockets?id={token}") == (404, says)

    staged(attack)


def test_an_upgrade_that_accepts_events_gets_events() -> None:
    async def attack(stage: Stage) -> None:
        asked = {
            "Accept": "text/event-stream",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": "c2l4dGVlbiBieXRlcyBvaw==",
            "Sec-WebSocket-Version": "13",
        }
        assert await told(stage, "GET", "/hub", headers=asked) == (400, "Connection ID required")

    staged(attack)


def test_who_asks_whether_to_send_a_body_is_told_to() -> None:
    async def attack(stage: Stage) -> None:
        _, text = await told(stage, "POST", "/hub/negotiate?negotiateVersion=1")
        token = json.loads(text)["connectionToken"]
        reader, writer = await asyncio.open_connection(stage.address.host, stage.address.port)
        head = f"POST /hub?id={token} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
        writer.write(f"{head}Content-Length: 1\r\n\r\n".encode())
        async with asyncio.timeout(5):
            assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
            writer.write(b"x")
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
        writer.close()

    staged(attack)


@pytest.mark.parametrize(
    "asked",
    [
        b"POST /hub/negotiate HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        b"key-of-somebody\r\n\r\n",
        b"GET /hub?id=" + b"key" * 4000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /hub HTTP/1.1\r\nHost: x\r\nAuthorization: " + b"key" * 16000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_without_a_word(asked: bytes) -> None:
    async def attack(stage: Stage) -> None:
        reader, writer = await asyncio.open_connection(stage.address.host, stage.address.port)
        writer.write(asked)
        async with asyncio.timeout(5):
            head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        assert b" 400 Bad Request" in head
        assert (b"Content-Length: 0" in head, body) == (True, b"")
        writer.close()

    staged(attack)


def test_a_key_may_be_longer_than_a_line() -> None:
    async def attack(stage: Stage) -> None:
        headers = {"Authorization": "Bearer " + "key" * 9000}
        assert await told(stage, "GET", "/hub", headers=headers) == (400, "Connection ID required")

    staged(attack)
