"""Hostile clients of the test hub: no crash, no hang, no task that outlives its server."""

import asyncio
import contextlib
import json
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubproof.contract.signalr.messagepack_protocol import with_length
from hubproof.harness.conformance.served.server import TestServer
from hubproof.harness.conformance.sockets import BINARY, Socket, upgrade
from hubproof.harness.conformance.wire import Server, ask
from hubproof.harness.virtual import VirtualLoop, virtual_loop

HANDSHAKES = {
    "json": b'{"protocol":"json","version":2}\x1e',
    "messagepack": b'{"protocol":"messagepack","version":2}\x1e',
}
METHODS = (
    *("Add", "Echo", "Boom", "Slow", "Count", "FailAfter", "Sum", "Concat", "Two", "Shout"),
    *("Unread", "SumLate", "Ask", "Join", "ToAll", "ToCaller", "TellMany", "Nowhere", "Abort"),
)
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.floats(), st.text(max_size=3), st.just([])
)
IDS = st.sampled_from(["1", "2", "q", "s1", "", None])
MESSAGES = st.fixed_dictionaries(
    {"type": st.integers(0, 10)},
    optional={
        "invocationId": IDS,
        "target": st.sampled_from(METHODS),
        "arguments": st.lists(VALUES, max_size=3),
        "streamIds": st.lists(st.sampled_from(["q", "r"]), max_size=2),
        "item": VALUES,
        "result": VALUES,
        "error": st.sampled_from(["no", None]),
        "sequenceId": st.integers(-1, 5),
    },
)
FUZZED = settings(max_examples=60, deadline=None)


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


@pytest.mark.parametrize("encoding", HANDSHAKES)
@FUZZED
@given(noise=st.lists(st.binary(max_size=40), max_size=6))
def test_noise_behind_the_handshake(encoding: str, noise: list[bytes]) -> None:
    async def attack(stage: Stage) -> None:
        if encoding == "messagepack":
            noise[:] = [with_length(one) for one in noise]
        (await sent(stage, "/hub", HANDSHAKES[encoding], *noise)).reset()

    staged(attack)


@FUZZED
@given(noise=st.binary(max_size=80))
def test_noise_in_the_place_of_the_handshake(noise: bytes) -> None:
    async def attack(stage: Stage) -> None:
        await sent(stage, "/detailed", noise, b"\x1e")

    staged(attack)


@pytest.mark.parametrize("path", ["/hub", "/parallel", "/stateful", "/brisk"])
@FUZZED
@given(messages=st.lists(MESSAGES, max_size=12), size=st.integers(1, 200))
def test_messages_in_any_order_and_any_cut(
    path: str, messages: list[dict[str, Any]], size: int
) -> None:
    async def attack(stage: Stage) -> None:
        told = "".join(json.dumps(one) + "\x1e" for one in messages).encode()
        parts = [told[place : place + size] for place in range(0, len(told), size)]
        socket = await sent(stage, path, HANDSHAKES["json"], *parts)
        await asyncio.sleep(1)
        socket.reset()

    staged(attack)


@pytest.mark.parametrize("transport", ["polls", "events"])
@settings(max_examples=25, deadline=None)
@given(messages=st.lists(MESSAGES, max_size=8))
def test_messages_by_posts(transport: str, messages: list[dict[str, Any]]) -> None:
    async def attack(stage: Stage) -> None:
        reply = await ask(stage.address, "POST", "/hub/negotiate?negotiateVersion=1")
        token = json.loads(await reply.body())["connectionToken"]
        path = f"/hub?id={token}"
        accept = {"Accept": "text/event-stream"} if transport == "events" else {}
        first = await ask(stage.address, "GET", path, headers=accept)
        stage.ends.append(first.writer.close)
        told = "".join(json.dumps(one) + "\x1e" for one in messages).encode()
        for body in (HANDSHAKES["json"], told):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(2):
                    await (await ask(stage.address, "POST", path, body=body)).body()

    staged(attack)


def test_a_flood_of_negotiates_leaves_nothing_behind() -> None:
    async def attack(stage: Stage) -> None:
        for _ in range(500):
            await (await ask(stage.address, "POST", "/hub/negotiate?negotiateVersion=1")).body()
        await asyncio.sleep(16)
        await (await ask(stage.address, "POST", "/hub/negotiate?negotiateVersion=1")).body()
        assert stage.server.waiting == 1

    staged(attack)


def test_ten_thousand_groups_are_left_with_their_member() -> None:
    async def attack(stage: Stage) -> None:
        joins = b"".join(
            b'{"type":1,"target":"Join","arguments":["g%d"]}\x1e' % number
            for number in range(10_000)
        )
        socket = await sent(stage, "/hub", HANDSHAKES["json"], joins)
        await asyncio.sleep(5)
        socket.reset()

    staged(attack)
