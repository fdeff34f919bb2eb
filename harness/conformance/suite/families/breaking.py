"""Behaviours 89 to 91: what is too long, what makes no sense, and what is merely unknown.

Rule: what came before the nonsense is served, then the connection ends with an error that allows a
return.
"""

from functools import partial

from hubproof.harness.conformance.suite.case import Sentence, cases
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import Told, call, close, encode, error, result
from hubproof.harness.conformance.suite.trial import demand
from hubproof.harness.conformance.suite.ways import EVERY, EVERY_TRANSPORT, PACKED, SOCKETS

CLOSED = "Connection closed with an error."
LIMIT = 32_768


def _sized(size: int, *, is_packed: bool) -> bytes:
    """A call of `size` bytes, its separator or its length included."""
    data = b""
    text = size
    while len(data) != size:
        text += size - len(data) if data else -size // 4
        data = encode(call("1", "TextLength", "x" * text), is_packed=is_packed)
    return data


async def at_the_limit(s: Scene) -> None:
    a = await s.join()
    data = _sized(32_768, is_packed=s.way.is_packed)
    await a.say_bytes(data)
    told = await a.next_told("the length of a text in a message of 32,768 bytes")
    demand("result" in told, "a result", told)


async def beyond_the_limit(s: Scene, size: int) -> None:
    a = await s.join()
    await a.say_bytes(_sized(size, is_packed=s.way.is_packed))
    await a.closes(close(CLOSED, again=True))


async def detail_of_the_limit(s: Scene) -> None:
    a = await s.join("/detailed")
    await a.say_bytes(_sized(40_000, is_packed=s.way.is_packed))
    says = (
        "InvalidDataException: The maximum message size of 32768B was exceeded."
        " The message size can be configured in AddHubOptions."
    )
    await a.closes(close(f"{CLOSED} {says}", again=True))


async def many_small(s: Scene) -> None:
    a = await s.join()
    count = 900
    await a.say(*(call(None, "Add", 1, 2) for _ in range(count)), call("1", "Add", 1, 2))
    await a.hears(result("1", 3))


async def no_limit(s: Scene) -> None:
    a = await s.join("/unlimited")
    await a.say(call("1", "TextLength", "x" * 200_000))
    await a.hears(result("1", 200_000))


async def nonsense(s: Scene, data: bytes) -> None:
    a = await s.join()
    await a.say_bytes(a.bytes_of(call("1", "Add", 1, 2)) + data)
    await a.hears(result("1", 3))
    await a.closes(close(CLOSED, again=True))


async def not_nonsense(s: Scene, data: bytes, heard: Told) -> None:
    a = await s.join()
    await a.say_bytes(data)
    await a.hears(heard)
    await a.still_answers()


async def unwritable(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "Ratio", 3))
    await a.closes(close(CLOSED, again=True))


async def unknown_type(s: Scene) -> None:
    a = await s.join()
    data = b"\x02\x91\x63" if s.way.is_packed else b'{"type":99,"what":"ever"}\x1e'
    await a.say_bytes(data + a.bytes_of(call("1", "Add", 1, 2)))
    await a.hears(result("1", 3))
    await a.still_answers()


NONSENSE = {
    "not-json": b"nonsense\x1e",
    "array": b"[]\x1e",
    "empty": b"\x1e",
    "cut-short": b'{"type":1,"target":"Add"\x1e',
    "no-type": b'{"target":"Add","arguments":[1,2]}\x1e',
    "text-type": b'{"type":"1","target":"Add","arguments":[1,2]}\x1e',
    "no-target": b'{"type":1,"arguments":[1,2]}\x1e',
    "no-arguments": b'{"type":1,"target":"Add"}\x1e',
    "null-id": b'{"type":4,"invocationId":null,"target":"Count","arguments":[1,0]}\x1e',
    "no-id": b'{"type":4,"target":"Count","arguments":[1,0]}\x1e',
    "number-id": b'{"type":1,"invocationId":1,"target":"Add","arguments":[1,2]}\x1e',
    "both": b'{"type":3,"invocationId":"x","result":1,"error":"e"}\x1e',
    "no-cancel-id": b'{"type":5}\x1e',
}
PACKED_NONSENSE = {
    "map": b"\x02\x81\x01",
    "text-type": b"\x03\x92\xa1\x31",
    "empty-array": b"\x01\x90",
    "nil-target": b"\x08\x96\x01\x80\xa1\x31\xc0\x90\x90",
    "stream-no-id": b"\x0e\x96\x04\x80\xc0\xa5Count\x92\x01\x00\x90",
}
REST_OF_TEXT = b'{"type":1,"invocationId":"1","target":"Add","arguments":[1,2]} more\x1e'
FOUR_ELEMENTS = b"\x09\x94\x01\x80\xa1\x31\xa3Add"
FAILED = "Failed to invoke 'Add' due to an error on the server."
UNKNOWN_MEMBERS = (
    b'{"type":1,"x":{},"invocationId":"1","target":"Add","arguments":[1,2],"y":[]}\x1e'
)


def _nonsense(name: str, data: bytes) -> Sentence:
    says = f"Nonsense ({name}) ends the connection, what came before is served"
    return Sentence(90, name, says, partial(nonsense, data=data))


CASES = (
    *cases(
        EVERY,
        Sentence(89, "limit", "A message of 32,768 bytes is served", at_the_limit),
        Sentence(
            89,
            "beyond",
            "A message of 32,769 bytes ends the connection",
            partial(beyond_the_limit, size=LIMIT + 1),
        ),
        Sentence(
            89,
            "far-beyond",
            "A message of 50,000 bytes ends the connection",
            partial(beyond_the_limit, size=50_000),
        ),
        Sentence(89, "many", "900 small messages in one frame are served", many_small),
        Sentence(
            89, "no-limit", "A message of 200,000 bytes is served where there is no limit", no_limit
        ),
        Sentence(91, "unknown", "A message of a type that nobody knows is skipped", unknown_type),
    ),
    *cases(
        SOCKETS,
        Sentence(89, "detail", "With details the limit of a message is told", detail_of_the_limit),
    ),
    *cases(
        EVERY_TRANSPORT,
        *(_nonsense(name, data) for name, data in NONSENSE.items()),
        Sentence(
            90, "unwritable", "A result that JSON cannot carry ends the connection", unwritable
        ),
        Sentence(
            90,
            "rest",
            "A second text behind an object is ignored",
            partial(not_nonsense, data=REST_OF_TEXT, heard=result("1", 3)),
        ),
        Sentence(
            90,
            "members",
            "Members that nobody knows are ignored",
            partial(not_nonsense, data=UNKNOWN_MEMBERS, heard=result("1", 3)),
        ),
    ),
    *cases(
        PACKED,
        *(_nonsense(name, data) for name, data in PACKED_NONSENSE.items()),
        Sentence(
            90,
            "no-arguments",
            "A call of four elements has none, and is merely refused",
            partial(not_nonsense, data=FOUR_ELEMENTS, heard=error("1", FAILED)),
        ),
    ),
)
