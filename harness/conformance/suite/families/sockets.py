"""Behaviours 20 to 27: what a WebSocket carries, and how it ends.

Rule: frames are judged as they come; where the pace of reading matters, a case reads by hand.
"""

import asyncio
from functools import partial

from hubproof.harness.conformance.carriers import SWITCHED
from hubproof.harness.conformance.ledger import Message
from hubproof.harness.conformance.sockets import (
    BINARY,
    CLOSE,
    KEY,
    PONG,
    TEXT,
    Socket,
    upgrade,
)
from hubproof.harness.conformance.sockets import PING as PING_FRAME
from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import (
    PING,
    call,
    close,
    encode,
    result,
    stream,
)
from hubproof.harness.conformance.suite.trial import CannotTryError, DepartedError, demand, expect
from hubproof.harness.conformance.suite.ways import EVERY, EVERY_TRANSPORT, SOCKETS, WS_JSON
from hubproof.harness.conformance.wire import ask

MANY = 600
"""Messages of 150 bytes and more that do not fit into one frame."""

RESERVED = 3
"""An opcode for frames with data that RFC 6455 has left free."""

FLOOD, FLOOD_PACKED = 400_000, 2_000_000
"""Items that no buffer on the way holds: 18 MB and more."""


async def kind_of_frames(s: Scene) -> None:
    a = await s.attached()
    wanted = "binary" if s.way.is_packed else "text"
    await s.shake(a)
    for what in ("the handshake's answer", "a result"):
        heard = await a.next_heard(what)
        kind = heard.kind if isinstance(heard, Message) else str(heard)
        expect(f"the kind of the frame with {what}", wanted, kind)
        if what != "a result":
            await a.say(call("1", "Add", 1, 2))


async def other_kind(s: Scene) -> None:
    """JSON in binary frames, a MessagePack handshake in a text frame."""
    a = await s.attached()
    kind = "text" if s.way.is_packed else "binary"
    await a.say_frame([s.handshake()], kind)
    await a.hears_handshake()
    if s.way.is_packed:
        await a.still_answers()
    else:
        await a.say_frame([a.bytes_of(call("1", "Add", 1, 2))], kind)
        await a.hears(result("1", 3))


async def together(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "Add", 1, 1), call("2", "Add", 1, 2))
    await a.hears(result("1", 2), result("2", 3))


async def in_parts(s: Scene) -> None:
    a = await s.join()
    data = a.bytes_of(call("1", "Add", 1, 1)) + a.bytes_of(call("2", "Add", 1, 2))
    for start, end in ((0, 9), (9, 30), (30, None)):
        await a.say_bytes(data[start:end])
        await s.wait(0.01)
    await a.hears(result("1", 2), result("2", 3))


async def byte_by_byte(s: Scene) -> None:
    a = await s.join()
    for byte in a.bytes_of(call("1", "Add", 1, 2)):
        await a.say_bytes(bytes([byte]))
    await a.hears(result("1", 3))


async def fragments(s: Scene) -> None:
    a = await s.join()
    data = a.bytes_of(call("1", "Add", 1, 2))
    await a.say_bytes(data[:5], data[5:6], data[6:])
    await a.hears(result("1", 3))


async def whole_messages(s: Scene) -> None:
    """A message in pieces would come as something else than a message."""
    a = await s.join()
    texts = [f"{number:0150}" for number in range(MANY)]
    await a.say(*(call(str(number), "Echo", text) for number, text in enumerate(texts)))
    await a.hears(*(result(str(number), text) for number, text in enumerate(texts)))


async def large_message(s: Scene) -> None:
    a = await s.join("/unlimited")
    text = "x" * 200_000
    await a.say(call("1", "Echo", text))
    await a.hears(result("1", text))


async def of_every_length(s: Scene) -> None:
    """At these sizes the header of a frame changes its form."""
    a = await s.join("/unlimited")
    for size in (124, 125, 126, 127, 65_535, 65_536, 65_537):
        text = "x" * size
        while (too_much := len(a.bytes_of(result("1", text))) - size) > 0:
            text = text[too_much:]
        await a.say(call("1", "Echo", text))
        await a.hears(result("1", text))


async def header_of_another_form(s: Scene, status: int, headers: dict[str, str]) -> None:
    socket = await upgrade(s.server, f"/hub?tag={s.tag}", headers)
    socket[1].reset()
    expect("the status", status, socket[0])


async def pong(s: Scene) -> None:
    socket = await by_hand(s)
    came = []
    try:
        async with asyncio.timeout(3):
            async for frame in socket.frames():
                came.append([frame.opcode, frame.payload])
                if len(came) == 1:  # the handshake's answer
                    socket.send(PING_FRAME, [b"are you there?"])
                else:
                    break
    except TimeoutError:
        pass  # what came is compared
    finally:
        socket.reset()
    expect("a pong", [[PONG, b"are you there?"]], came[1:])


async def breaks_the_rules(s: Scene) -> None:
    """A frame of a kind that there is none of."""
    socket = await by_hand(s)
    socket.send(RESERVED, [b"x"])
    try:
        async with asyncio.timeout(8):
            frames = [frame async for frame in socket.frames()]
    except TimeoutError:
        raise DepartedError("the end of the connection", "none in 8 s") from None
    finally:
        socket.reset()
    codes = [int.from_bytes(one.payload[:2]) for one in frames if one.opcode == CLOSE]
    expect("the codes of its close frames", [1002], codes)
    await s.wait(0.2)
    lines = await s.lines()
    demand("disconnected" in str(lines), "a hub that has heard of the end", lines)


async def any_order(s: Scene, message: bytes) -> None:
    a = await s.join()
    await a.say_bytes(message)
    await a.hears(result("1", 3))


async def no_deflate(s: Scene) -> None:
    a = await s.talk()
    offered = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": KEY,
        "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
    }
    reply = await ask(s.server, "GET", a.path, headers=offered)
    reply.writer.transport.abort()
    expect("the status", SWITCHED, reply.status)
    expect("the extensions", None, reply.headers.get("sec-websocket-extensions"))


async def closed_by_hub(s: Scene) -> None:
    a = await s.join()
    await a.say(call(None, "Abort"))
    await a.closes(close())


async def closed_by_client(s: Scene, code: int) -> None:
    a = await s.join()
    a.close_socket(code)
    await a.ends()
    await s.log("connected", "disconnected")


async def by_hand(s: Scene) -> Socket:
    """A socket that is read only when the case says so, after its handshake."""
    a = await s.talk()
    status, socket = await upgrade(s.server, a.path, {})
    if status != SWITCHED:
        socket.reset()
        raise CannotTryError(f"the upgrade is answered with {status}")
    socket.send(BINARY if s.way.is_packed else TEXT, [s.handshake()])
    return socket


def say_by_hand(s: Scene, socket: Socket, *messages: dict[str, object]) -> None:
    data = b"".join(encode(one, is_packed=s.way.is_packed) for one in messages)
    socket.send(BINARY if s.way.is_packed else TEXT, [data])


def flood(s: Scene) -> dict[str, object]:
    """The call of a stream that nobody can hold."""
    return stream("s", "Count", FLOOD_PACKED if s.way.is_packed else FLOOD, 0)


async def unanswered_close(s: Scene) -> None:
    """The client does not answer the close frame: the connection is cut all the same."""
    socket = await by_hand(s)
    say_by_hand(s, socket, call(None, "Abort"))
    closed_s = None
    try:
        async with asyncio.timeout(8):
            async for frame in socket.frames():
                closed_s = s.now_s() if frame.opcode == CLOSE else closed_s
    except TimeoutError:
        raise DepartedError("the end of TCP within 5 s of the close frame", "none") from None
    finally:
        socket.reset()
    took_s = -1 if closed_s is None else s.now_s() - closed_s
    demand(took_s > 4, "the end no sooner than 4 s behind a close frame", f"{took_s:.1f} s")


async def no_frames(s: Scene) -> None:
    a = await s.join()
    await a.say(PING)
    await a.quiet(25.0)
    await a.say(PING)
    await a.quiet(15.0)


async def stuck_send(s: Scene) -> None:
    socket = await by_hand(s)
    say_by_hand(s, socket, flood(s))
    try:
        await s.wait(9)
        expect("the hub's log after 9 s", ["connected"], await s.lines())
        await s.wait(5)
        lines = await s.lines()
        demand("disconnected" in str(lines), "a hub that has heard of the end after 14 s", lines)
    finally:
        socket.reset()


RFC = Traits(source="RFC 6455, sections 5.5.2 and 5.5.3")
NO_UPGRADE = Traits(source="WebSocketMiddleware.cs; HttpConnectionDispatcher.cs")
TYPE_LAST = b'{"target":"Add","invocationId":"1","arguments":[1,2],"type":1}\x1e'
ARGUMENTS_FIRST = b'{"arguments":[1,2],"type":1,"invocationId":"1","target":"Add"}\x1e'

CASES = (
    *cases(
        SOCKETS,
        Sentence(20, "kind", "Frames have the kind of their encoding", kind_of_frames),
        Sentence(20, "other-kind", "What comes in a frame of the other kind is read", other_kind),
        Sentence(21, "byte-by-byte", "A message that comes byte by byte is read", byte_by_byte),
        Sentence(21, "fragments", "A message in three fragments is read", fragments),
        Sentence(22, "many", "100 kB of answers at once, none of them split", whole_messages),
        Sentence(22, "large", "A message of 200,000 bytes comes in one piece", large_message),
        Sentence(22, "lengths", "Frames of every length are whole", of_every_length),
        Sentence(26, "pong", "A WebSocket ping is answered with what was in it", pong, RFC),
        Sentence(
            25,
            "rules",
            "What breaks the WebSocket protocol is answered with 1002",
            breaks_the_rules,
            Traits(level="SHOULD", source="RFC 6455, section 7.1.7"),
        ),
        Sentence(
            25, "hub", "The hub's end is a goodbye, then a close frame of 1000", closed_by_hub
        ),
        *(
            Sentence(
                25,
                f"client-{code}",
                f"A client's close frame of {code} is answered with 1000",
                partial(closed_by_client, code=code),
            )
            for code in (1000, 1001, 3000)
        ),
        Sentence(
            25,
            "unanswered",
            "Who does not answer a close frame is cut off",
            unanswered_close,
            Traits(waits_s=6),
        ),
        Sentence(
            26,
            "no-frames",
            "No WebSocket ping or pong comes in 40 s",
            no_frames,
            Traits(waits_s=40),
        ),
    ),
    *cases(
        EVERY,
        Sentence(21, "together", "Two calls in one frame are both served", together),
        Sentence(21, "parts", "Two calls in three pieces are both served", in_parts),
    ),
    *cases(
        EVERY_TRANSPORT,
        Sentence(23, "type-last", "The type may come last", partial(any_order, message=TYPE_LAST)),
        Sentence(
            23,
            "arguments-first",
            "Arguments may come before their target",
            partial(any_order, message=ARGUMENTS_FIRST),
        ),
    ),
    *cases(
        (WS_JSON,),
        Sentence(24, "refused", "An offer of deflate is not taken", no_deflate),
        *(
            Sentence(
                12,
                name,
                says,
                partial(header_of_another_form, status=status, headers=headers),
                NO_UPGRADE,
            )
            for name, says, status, headers in (
                (
                    "list",
                    "Connection may name more than the upgrade",
                    SWITCHED,
                    {"Connection": "keep-alive, Upgrade"},
                ),
                ("case", "Upgrade ignores case", SWITCHED, {"Upgrade": "WebSocket"}),
                (
                    "version",
                    "Another version of WebSocket is none, and without an id a 400",
                    400,
                    {"Sec-WebSocket-Version": "12"},
                ),
                (
                    "key",
                    "A key that is none makes no WebSocket, and without an id a 400",
                    400,
                    {"Sec-WebSocket-Key": "too short"},
                ),
            )
        ),
        Sentence(
            27,
            "stuck",
            "A client that does not read for 10 s is cut off",
            stuck_send,
            Traits(waits_s=15),
        ),
    ),
)
