"""How connections to the test hub end, and what its hub hears of that, as the source has it."""

import asyncio
import json
from typing import Any

import pytest

from hubproof.harness.conformance.sockets import BINARY, CLOSE, PING, TEXT, Socket, upgrade
from hubproof.harness.conformance.wire import ask

from .stage import Stage, staged

HANDSHAKE = b'{"protocol":"json","version":1}\x1e'
ADD = b'{"type":1,"target":"Add","arguments":[1,2],"invocationId":"1"}\x1e'
HALF = b'{"type":1,"target":"Ad'
GONE = "disconnected"
FAULTED = (
    "disconnected: WebSocketException: An exception caused the WebSocket to enter the Aborted"
    " state. Please see the InnerException, if present, for more details."
)
CUT_SHORT = "disconnected: InvalidDataException: Connection terminated while reading a message."
BEYOND_ASCII = '{"type":6,"x":"\u6f22"}\x1e'.encode()
SPLIT = BEYOND_ASCII.index(b'"\x7d') - 1


async def log(stage: Stage) -> list[str]:
    reply = await ask(stage.address, "GET", "/log/tag")
    told: list[str] = json.loads(await reply.body())
    return told


async def opened(stage: Stage, path: str = "/hub") -> Socket:
    status, socket = await upgrade(stage.address, f"{path}?tag=tag", {})
    assert status == 101
    stage.ends.append(socket.reset)
    socket.send(TEXT, [HANDSHAKE])
    await asyncio.sleep(0.05)
    return socket


@pytest.mark.parametrize(
    ("opcode", "parts", "code", "line"),
    [
        (CLOSE, [b""], 1000, GONE),
        *((CLOSE, [code.to_bytes(2)], 1000, GONE) for code in (1000, 1003, 1007, 1014, 3000, 4999)),
        *((CLOSE, [code.to_bytes(2)], 1002, FAULTED) for code in (0, 999, 1004, 1005, 1006, 1015)),
        *((CLOSE, [code.to_bytes(2)], 1002, FAULTED) for code in (1016, 2999, 5000, 65535)),
        (CLOSE, [b"\x03"], 1002, FAULTED),
        (CLOSE, [b"\x03\xe8bye"], 1000, GONE),
        (CLOSE, [b"\x03\xe8\xff"], 1002, FAULTED),
        (TEXT, [b"\xff"], 1007, FAULTED),
        (TEXT, [BEYOND_ASCII[:SPLIT]], 1007, FAULTED),
        (TEXT, [ADD + b"\xff"], 1007, FAULTED),
        (PING, [b"x" * 126], 1002, FAULTED),
        (3, [b""], 1002, FAULTED),
        (0, [ADD], 1002, FAULTED),
    ],
)
def test_an_end_of_frames_has_its_code_and_its_line(
    opcode: int, parts: list[bytes], code: int, line: str
) -> None:
    async def attack(stage: Stage) -> None:
        socket = await opened(stage)
        socket.send(opcode, parts)
        async with asyncio.timeout(5):
            frames = [frame async for frame in socket.frames()]
        assert frames[-1].opcode == CLOSE
        assert frames[-1].payload == code.to_bytes(2)
        assert all(b'"type":7' not in frame.payload for frame in frames)
        assert await log(stage) == ["connected", line]

    staged(attack)


@pytest.mark.parametrize("parts", [[BEYOND_ASCII], [BEYOND_ASCII[:SPLIT], BEYOND_ASCII[SPLIT:]]])
def test_text_beyond_ascii_is_text_however_it_is_cut_into_frames(parts: list[bytes]) -> None:
    async def attack(stage: Stage) -> None:
        socket = await opened(stage)
        socket.send(TEXT, parts)
        socket.send(BINARY, [b'{"type":6,"x":"\xff"}\x1e'])
        socket.send(TEXT, [ADD])
        async with asyncio.timeout(5):
            async for frame in socket.frames():
                if b'"result":3' in frame.payload:
                    break
        socket.reset()

    staged(attack)


@pytest.mark.parametrize("how", ["close", "end", "reset"])
@pytest.mark.parametrize("path", ["/hub", "/stateful"])
def test_a_socket_that_ends_within_a_message_is_an_error_to_the_hub(how: str, path: str) -> None:
    async def attack(stage: Stage) -> None:
        socket = await opened(stage, path)
        socket.send(TEXT, [HALF])
        await asyncio.sleep(0.05)
        {"close": lambda: socket.close(1000), "end": socket.leave, "reset": socket.reset}[how]()
        await asyncio.sleep(0.05)
        assert await log(stage) == ["connected", CUT_SHORT]

    staged(attack)


async def polled(stage: Stage, path: str, *bodies: bytes, query: str = "") -> Any:
    reply = await ask(stage.address, "POST", f"{path}/negotiate?negotiateVersion=1{query}")
    token = json.loads(await reply.body())["connectionToken"]
    place = f"{path}?id={token}&tag=tag"
    for body in (None, *bodies):
        reply = await ask(stage.address, "GET" if body is None else "POST", place, body=body)
        await reply.body()
        assert reply.status == 200
    return place


@pytest.mark.parametrize(
    ("path", "detail"),
    [("/hub", ""), ("/detailed", CUT_SHORT.removeprefix("disconnected:"))],
)
def test_a_delete_within_a_message_is_answered_with_an_error(path: str, detail: str) -> None:
    async def attack(stage: Stage) -> None:
        place = await polled(stage, path, HANDSHAKE, HALF)
        await (await ask(stage.address, "GET", place)).body()
        poll = asyncio.create_task(ask(stage.address, "GET", place))
        await asyncio.sleep(0.05)
        gone = await ask(stage.address, "DELETE", place)
        assert (gone.status, await gone.body()) == (202, b"")
        told = json.loads((await (await poll).body()).removesuffix(b"\x1e"))
        error = f"Connection closed with an error.{detail}"
        assert told == {"type": 7, "error": error, "allowReconnect": True}
        assert await log(stage) == ["connected", CUT_SHORT]

    staged(attack)


def test_who_polls_is_acknowledged_and_cannot_come_back() -> None:
    async def attack(stage: Stage) -> None:
        hands = b'{"protocol":"json","version":2}\x1e'
        place = await polled(stage, "/stateful", hands, ADD, query="&useStatefulReconnect=true")
        heard = b""
        async with asyncio.timeout(1.5):
            while b'"sequenceId":1' not in heard:
                heard += await (await ask(stage.address, "GET", place)).body()
        assert heard.count(b'"result":3') == 1
        await asyncio.sleep(17)
        assert await log(stage) == ["connected", "disconnected"]
        gone = await ask(stage.address, "GET", place)
        assert (gone.status, await gone.body()) == (404, b"No Connection with that ID")

    staged(attack)


def test_a_poller_that_leaves_within_a_message_is_an_error_to_the_hub() -> None:
    async def attack(stage: Stage) -> None:
        await polled(stage, "/hub", HANDSHAKE, HALF)
        await asyncio.sleep(14)
        assert await log(stage) == ["connected"]
        await asyncio.sleep(3)
        assert await log(stage) == ["connected", CUT_SHORT]

    staged(attack)


@pytest.mark.parametrize("goodbye", [b'{"type":7}\x1e', b""])
def test_who_leaves_while_greeted_is_missed_once(goodbye: bytes) -> None:
    async def attack(stage: Stage) -> None:
        socket = await opened(stage, "/greeting")
        if goodbye:
            socket.send(TEXT, [goodbye])
        else:
            socket.close(1000)
        await asyncio.sleep(0.05)
        assert await log(stage) == ["connected"]
        await asyncio.sleep(0.3)
        assert await log(stage) == ["connected", "disconnected"]

    staged(attack)


NOTE = b'{"type":1,"target":"Note","arguments":["served"]}\x1e'
SLOW = b'{"type":1,"target":"Slow","arguments":[200],"invocationId":"1"}\x1e'


@pytest.mark.parametrize("how", ["close", "reset"])
def test_what_waited_behind_a_call_is_served_although_its_client_has_gone(how: str) -> None:
    async def attack(stage: Stage) -> None:
        socket = await opened(stage)
        socket.send(TEXT, [SLOW + NOTE + NOTE])
        await asyncio.sleep(0.05)
        {"close": lambda: socket.close(1000), "reset": socket.reset}[how]()
        await asyncio.sleep(0.5)
        noted = "note: served"
        assert await log(stage) == ["connected", noted, noted, "disconnected"]
        if how == "close":
            frames = [frame async for frame in socket.frames()]
            assert [frame.opcode for frame in frames] == [TEXT, CLOSE]

    staged(attack)


def test_an_abort_is_an_end_however_many_items_nobody_reads() -> None:
    async def attack(stage: Stage) -> None:
        socket = await opened(stage)
        unread = {"type": 1, "target": "Unread", "arguments": [300], "invocationId": "1"}
        abort = {"type": 1, "target": "Abort", "arguments": [], "invocationId": "2"}
        items = [{"type": 2, "invocationId": "q", "item": number} for number in range(14)]
        said = [unread | {"streamIds": ["q"]}, abort, *items]
        socket.send(TEXT, [b"".join(json.dumps(one).encode() + b"\x1e" for one in said) + NOTE])
        async with asyncio.timeout(10):
            frames = [frame.payload async for frame in socket.frames()]
        assert frames[-2:] == [b'{"type":7}\x1e', (1000).to_bytes(2)]
        assert await log(stage) == ["connected", "note: served", "disconnected"]

    staged(attack)
