"""The same server on virtual time: idle hours cost nothing, runs repeat to the microsecond."""

import asyncio
import itertools
import json
import random
from typing import Any

import aiohttp

from hubproof.harness.virtual import VirtualLoop, run_virtual
from hubproof.simulator.session.events import Invoked
from hubproof.simulator.transports.backlog import SEND_TIMEOUT_US
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.transports.server import HubServer

HANDSHAKE = '{"protocol":"json","version":1}\x1e'


class Hub:
    """Echoes, and answers `Last` with a cut behind the answer."""

    def __init__(self, seen: list[Any], now: Any) -> None:
        self.seen = seen
        self.now = now

    def opened(self, connection: Connection) -> None:
        self.seen.append((self.now(), "opened", connection.number))

    def invoked(self, connection: Connection, invoked: Invoked) -> None:
        connection.complete(invoked.invocation_id, result=bytes(invoked.arguments[0]))
        if invoked.target == "Last":
            connection.cut(after_flush=True)

    def cancelled(self, connection: Connection, invocation_id: str) -> None:
        raise AssertionError(connection, invocation_id)

    def closed(self, connection: Connection, error: str | None, reason: str) -> None:
        assert error is None
        self.seen.append((self.now(), "closed", connection.number, reason))


async def converse(url: str, target: str, *, is_silent: bool = False) -> list[Any]:
    heard: list[Any] = []
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer key"}) as client:
        socket = await client.ws_connect(url)
        await socket.send_str(HANDSHAKE + '{"type":6}\x1e')
        call = {"type": 1, "target": target, "arguments": [5], "invocationId": "1"}
        await socket.send_str(json.dumps(call) + "\x1e")
        if not is_silent:
            for _ in range(240):
                await asyncio.sleep(15)
                if not socket.closed:
                    await socket.send_str('{"type":6}\x1e')
        async for message in socket:
            heard += [json.loads(text) for text in message.data.split("\x1e")[:-1]]
            if len(heard) == 200:
                break
        await socket.close()
    return heard


def run(seed: int) -> tuple[list[Any], list[Any]]:
    seen: list[Any] = []

    async def main() -> list[Any]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        ids = itertools.count()
        server = HubServer(
            {"control": ("/control", Hub(seen, loop.now_us))},
            authorize=lambda key: key,
            clock=loop.now_us,
            token=lambda: f"id{next(ids)}",
        )
        url = f"http://127.0.0.1:{await server.start('127.0.0.1', 0)}/control"
        heard = [
            await converse(url, "Echo"),
            await converse(url, "Echo", is_silent=True),
            await converse(url, "Last", is_silent=True),
        ]
        await server.stop()
        return heard

    return run_virtual(main(), rng=random.Random(seed)), seen


class Flood(Hub):
    """Says two megabytes to everyone who comes."""

    def opened(self, connection: Connection) -> None:
        super().opened(connection)
        connection.invoke("Told", [b'"' + b"x" * 2_000_000 + b'"'])


async def be_deaf(port: int) -> None:
    """Open a connection, shake hands, and never read again."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"GET /control HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer key\r\n"
        b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    assert b"101" in await reader.readuntil(b"\r\n\r\n")
    writer.transport.pause_reading()  # type: ignore[attr-defined]  # a stream's transport reads too
    handshake = HANDSHAKE.encode()
    writer.write(bytes((0x81, 0x80 | len(handshake), 0, 0, 0, 0)) + handshake)
    await asyncio.sleep(30)
    writer.transport.abort()


def test_a_peer_that_stops_reading_is_given_up_in_time() -> None:
    seen: list[Any] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        server = HubServer(
            {"control": ("/control", Flood(seen, loop.now_us))},
            authorize=lambda key: key,
            clock=loop.now_us,
            token=lambda: "id",
        )
        await be_deaf(await server.start("127.0.0.1", 0))
        await server.stop()

    run_virtual(main(), rng=random.Random(1))
    (opened_at, *_), (closed_at, _, _, reason) = seen
    assert reason == "stuck"
    # The last bytes that leave do so just after the first look.
    assert SEND_TIMEOUT_US <= closed_at - opened_at <= 2 * SEND_TIMEOUT_US


def test_an_hour_of_pings_a_timeout_and_a_cut_repeat_to_the_microsecond() -> None:
    heard, seen = run(7)
    patient, silent, last = heard
    assert [message["type"] for message in patient[1:3]] == [3, 6]
    assert len(patient) == 200
    assert silent[-1]["allowReconnect"]
    assert last == [{}, {"type": 3, "invocationId": "1", "result": 5}]
    opened, timed_out = (at for at, what, number, *_ in seen if number == 2)
    assert 30_000_000 <= timed_out - opened < 30_002_000
    assert [event[3] for event in seen if event[1] == "closed"] == ["client", "timeout", "cut"]
    assert run(7) == (heard, seen)
