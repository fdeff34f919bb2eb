"""Hostile clients of the test hub: no crash, no hang, no task that outlives its server."""

import asyncio
import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubproof.contract.signalr.messagepack_protocol import with_length
from hubproof.harness.conformance.wire import ask
from tests.harness.conformance.stage import HANDSHAKES, Stage, fuzzed, sent, staged

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
FUZZED = fuzzed(30)


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
@fuzzed(15)
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
