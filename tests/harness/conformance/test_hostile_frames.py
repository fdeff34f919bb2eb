"""Hostile WebSockets: frames that are none, too long, too slow, or never finished."""

import asyncio
import struct
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubproof.contract.signalr.messagepack_protocol import MessageReader, with_length
from hubproof.harness.conformance.sockets import CLOSE, Frame, Socket, upgrade
from hubproof.simulator.transports.upgrading import FRAME_BYTES_MAX
from tests.harness.conformance.stage import HANDSHAKES, Stage, fuzzed, sent, staged

ADD = b'{"type":1,"target":"Add","arguments":[1,2],"invocationId":"1"}\x1e'
LENGTHS = st.one_of(
    st.integers(0, 125).map(lambda size: bytes((0x80 | size,))),
    st.integers(0, 2**16 - 1).map(lambda size: struct.pack("!BH", 0x80 | 126, size)),
    st.integers(0, 2**64 - 1).map(lambda size: struct.pack("!BQ", 0x80 | 127, size)),
    st.integers(0, 127).map(lambda size: bytes((size,))),
)
FRAMES = st.tuples(st.integers(0, 255), LENGTHS, st.binary(max_size=40)).map(
    lambda told: bytes((told[0],)) + told[1] + told[2]
)


def raw(socket: Socket) -> asyncio.StreamWriter:
    """What bytes are written to that no frame is made of."""
    return cast("asyncio.StreamWriter", cast("Any", socket)._writer)


async def opened(stage: Stage, path: str = "/hub") -> Socket:
    """A WebSocket on which nothing was said."""
    return await sent(stage, path)


async def until_the_end(socket: Socket) -> list[Frame]:
    async with asyncio.timeout(60):
        return [frame async for frame in socket.frames()]


@fuzzed(40)
@given(
    frames=st.lists(FRAMES, max_size=5),
    size=st.integers(1, 60),
    known=st.sampled_from([b"", HANDSHAKES["json"]]),
)
def test_bytes_that_are_hardly_frames(frames: list[bytes], size: int, known: bytes) -> None:
    async def attack(stage: Stage) -> None:
        socket = await sent(stage, "/hub", *filter(None, [known]))
        told = b"".join(frames)
        for place in range(0, len(told), size):
            raw(socket).write(told[place : place + size])
            await asyncio.sleep(0.01)

    staged(attack)


@fuzzed(40)
@given(
    lengths=st.lists(st.integers(0, 2**35 - 1), max_size=4),
    tails=st.lists(st.binary(max_size=12), min_size=4, max_size=4),
    size=st.integers(1, 9),
)
def test_lengths_of_messagepack_that_lie(lengths: list[int], tails: list[bytes], size: int) -> None:
    def prefix(length: int) -> bytes:
        told = bytearray()
        while length > 0x7F:
            told.append(length & 0x7F | 0x80)
            length >>= 7
        return bytes((*told, length))

    async def attack(stage: Stage) -> None:
        pairs = zip(lengths, tails, strict=False)
        told = b"".join(prefix(length) + tail for length, tail in pairs)
        parts = [told[place : place + size] for place in range(0, len(told), size)]
        await sent(stage, "/unlimited", HANDSHAKES["messagepack"], *parts)
        await sent(stage, "/hub", HANDSHAKES["messagepack"], told)

    staged(attack)


def test_a_frame_that_promises_more_than_any_may_have_ends_before_it_has_come() -> None:
    async def attack(stage: Stage) -> None:
        socket = await opened(stage)
        raw(socket).write(struct.pack("!BBQ", 0x81, 0xFF, FRAME_BYTES_MAX + 1) + b"mask")
        assert (await until_the_end(socket))[-1] == Frame(CLOSE, struct.pack("!H", 1009))

    staged(attack)


def test_parts_of_a_message_are_too_long_together() -> None:
    async def attack(stage: Stage) -> None:
        socket = await opened(stage)
        socket.send(1, [b"x" * (FRAME_BYTES_MAX // 2)] * 3)
        assert (await until_the_end(socket))[-1] == Frame(CLOSE, struct.pack("!H", 1009))

    staged(attack)


@pytest.mark.parametrize("encoding", HANDSHAKES)
def test_who_writes_byte_by_byte_is_served(encoding: str) -> None:
    call = ADD if encoding == "json" else with_length(b"\x96\x01\x80\xa11\xa3Add\x92\x01\x02\x90")

    async def attack(stage: Stage) -> None:
        socket = await opened(stage)
        told = bytearray()
        for message in (HANDSHAKES[encoding], call):
            told += bytes((0x82, 0x80 | len(message), 0, 0, 0, 0)) + message
        for byte in told:
            raw(socket).write(bytes((byte,)))
            await asyncio.sleep(0.001)
        async with asyncio.timeout(5):
            frames = socket.frames()
            assert (await anext(frames)).payload == b"{}\x1e"
            assert (await anext(frames)).payload[-3:] in (b"3}\x1e", b"\xa11\x03\x03"[-3:])

    staged(attack)


def test_a_message_byte_by_byte_is_looked_at_once_and_not_for_every_byte() -> None:
    looked = 0

    class Reader(MessageReader):
        def _bounds(self, data: bytes, place: int) -> tuple[int, int] | None:
            nonlocal looked
            looked += 1
            return super()._bounds(data, place)

    reader = Reader(None)
    for byte in with_length(b"\x92\x06\xc4" + b"\xff" + b"x" * 20_000)[:-1]:
        assert reader.feed(bytes((byte,))) == []
    assert looked < 10


@pytest.mark.parametrize(
    ("said", "silent_s"), [((), 15), ((HANDSHAKES["json"], b'{"type":6}\x1e'), 30)]
)
def test_a_socket_on_which_nothing_comes_any_more_is_given_up(
    said: tuple[bytes, ...], silent_s: float
) -> None:
    async def attack(stage: Stage) -> None:
        socket = await sent(stage, "/hub", *said)  # who has pinged once is expected to go on
        began = stage.loop.time()
        assert (await until_the_end(socket))[-1].opcode == CLOSE
        # The close frame is not answered either: the end follows it five seconds later.
        assert silent_s - 1 < stage.loop.time() - began < silent_s + 6

    staged(attack)


@pytest.mark.parametrize(
    "wrong",
    [
        {"Sec-WebSocket-Key": "short"},
        {"Sec-WebSocket-Key": "c2hvcnQ="},
        {"Sec-WebSocket-Key": "not base 64 at all!!"},
        {"Sec-WebSocket-Version": "12"},
        {"Connection": "keep-alive"},
    ],
)
def test_what_is_no_proper_upgrade_is_taken_for_a_poll(wrong: dict[str, str]) -> None:
    async def attack(stage: Stage) -> None:
        status, socket = await upgrade(stage.address, "/hub", wrong)
        stage.ends.append(socket.reset)
        assert status == 400

    staged(attack)
