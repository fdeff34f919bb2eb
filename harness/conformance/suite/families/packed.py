"""Behaviours 100 to 102: MessagePack, byte for byte.

Rule: the bytes here were written by hand from the specification, and not by any codec of ours.
"""

from functools import partial

from hubproof.harness.conformance.suite.case import Sentence, cases
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import close, done, error, item, stream
from hubproof.harness.conformance.suite.trial import expect
from hubproof.harness.conformance.suite.ways import PACKED, WS_PACKED

CLOSED = "Connection closed with an error."
ADD = "0d960180a137a341646492020390"  # id 7: Add(2, 3)
FIVE = "07950380a1370305"


def _bytes(digits: str) -> bytes:
    return bytes.fromhex(digits)


async def answered(s: Scene, said: str, *heard: str) -> None:
    a = await s.join()
    await a.say_bytes(_bytes(said))
    await a.hears_bytes(*map(_bytes, heard))


async def fire(s: Scene) -> None:
    a = await s.join()
    await a.say_bytes(_bytes("11960180c0a44e6f746591a5666972656490"))
    await a.still_answers()
    await s.log("connected", "note: fired")


async def cancels(s: Scene) -> None:
    a = await s.join()
    await a.say_bytes(_bytes("12960480a27339a5436f756e749202cd07d090"))
    await a.hears_bytes(_bytes("07940280a2733900"))
    await a.say_bytes(_bytes("06930580a27339"))
    await a.hears_bytes(_bytes("07940380a2733902"))


async def uploads(s: Scene) -> None:
    a = await s.join()
    await a.say_bytes(_bytes("0d960180a137a353756d9091a171"))
    await a.say_bytes(_bytes("06940280a17104"), _bytes("06940280a17101"))
    await a.say_bytes(_bytes("06940380a17102"))
    await a.hears_bytes(_bytes("07950380a1370305"))


async def pinged(s: Scene) -> None:
    a = await s.join("/brisk")
    a.hears_pings = True
    await a.say_bytes(_bytes("029106"))
    await a.hears_bytes(_bytes("029106"))


async def says_goodbye(s: Scene, said: str) -> None:
    a = await s.join()
    await a.say_bytes(_bytes(said))
    await a.hears_bytes(_bytes("049307c0c2"))
    await a.ends()


async def closed_with_error(s: Scene) -> None:
    a = await s.join()
    await a.say_bytes(b"\x02\x91\xa1")
    await a.hears_bytes(_bytes("259307d920") + CLOSED.encode() + b"\xc3")
    await a.ends()


async def asked(s: Scene) -> None:
    """A question has its id in the third place; its answer is kind 3."""
    a = await s.join()
    await a.say_bytes(_bytes("0c960180a137a341736b910790"))
    told = await a.next_told("a question")
    name = str(told.get("invocationId"))
    expect(
        "the question",
        {"type": 1, "invocationId": name, "target": "Question", "arguments": [7]},
        told,
    )
    packed = bytes([0xA0 | len(name)]) + name.encode()
    body = b"\x95\x03\x80" + packed + b"\x03\x05"
    await a.say_bytes(bytes([len(body)]) + body)
    await a.hears_bytes(_bytes(FIVE))


async def acked(s: Scene) -> None:
    a = await s.join_stateful()
    a.hears_acks = True
    await a.say_bytes(_bytes(ADD))
    await a.hears_bytes(_bytes(FIVE), _bytes("03920801"))
    a.drop()
    a.hears_acks = False
    await s.wait(0.2)
    expect("the status of who comes back", 101, await a.come_back())
    await a.say_bytes(_bytes("03920902"))
    await a.hears_bytes(_bytes("03920901"), _bytes(FIVE))
    await a.say_bytes(_bytes("03920801"))
    await a.say_bytes(_bytes("0d960180a138a341646492020390"))
    await a.hears_bytes(_bytes("07950380a1380305"))


async def in_pieces(s: Scene) -> None:
    a = await s.join()
    data = _bytes(ADD + ADD)
    for start, end in ((0, 1), (1, 5), (5, 20), (20, 28)):
        await a.say_bytes(data[start:end])
    await a.hears_bytes(_bytes(FIVE), _bytes(FIVE))


async def refused(s: Scene, said: str) -> None:
    a = await s.join()
    await a.say_bytes(_bytes(ADD))
    await a.hears_bytes(_bytes(FIVE))
    await a.say_bytes(_bytes(said))
    await a.closes(close(CLOSED, again=True))


async def too_long(s: Scene, top: str) -> None:
    """Where any length is allowed it is refused, and not waited for; with details it is told."""
    a = await s.join("/unlimited")
    await a.say_bytes(_bytes(ADD))
    await a.hears_bytes(_bytes(FIVE))
    await a.say_bytes(_bytes("ffffffff" + top))
    await a.closes(close(CLOSED, again=True))
    b = await s.join("/detailed")
    await b.say_bytes(_bytes("ffffffff" + top))
    says = "FormatException: Messages over 2GB in size are not supported."
    await b.closes(close(f"{CLOSED} {says}", again=True))


async def header_twice(s: Scene) -> None:
    a = await s.join("/detailed")
    await a.say_bytes(_bytes("15960182a161a162a161a163a131a341646492010290"))
    says = "ArgumentException: An item with the same key has already been added. Key: a"
    await a.closes(close(f"{CLOSED} {says}", again=True))


async def stream_of_four(s: Scene) -> None:
    a = await s.join()
    await a.say_bytes(_bytes("0b940480a131a5436f756e74"))
    await a.hears(error("1", "Failed to invoke 'Count' due to an error on the server."))
    await a.say(stream("1", "Count", 1, 0))  # its id is free
    await a.hears(item("1", 0), done("1"))


async def server_lives_on(s: Scene) -> None:
    """It is a goodbye, and no crash."""
    b = await s.join()
    a = await s.join()
    await a.say_bytes(_bytes("05930380a178"))
    await a.closes(close(CLOSED, again=True))
    await b.still_answers()


LENGTH_300 = "c102960180a137aa546578744c656e67746891da012c" + "78" * 300 + "90"
ERROR = "An unexpected error occurred invoking 'Refuse' on the server. HubException: refused"
REFUSED = b"\x95\x03\x80\xa1\x37\x01\xd9" + bytes([len(ERROR)]) + ERROR.encode()

_ANSWERED = (
    (100, "result", "A call and its result are these bytes", ADD, (FIVE,)),
    (
        100,
        "void",
        "No result is kind 3 and nil",
        "0f960180a137a74e6f7468696e679090",
        ("07950380a13703c0",),
    ),
    (
        100,
        "error",
        "An error is kind 1",
        "0e960180a137a65265667573659090",
        ((bytes([len(REFUSED)]) + REFUSED).hex(),),
    ),
    (
        100,
        "stream",
        "A stream is its items, and an end of kind 2",
        "10960480a27339a5436f756e7492020090",
        ("07940280a2733900", "07940280a2733901", "07940380a2733902"),
    ),
    (
        100,
        "told",
        "An invocation from the server has six elements and no id",
        "13960180a137a8546f43616c6c657291a26f6b90",
        ("0e960180c0a4546f6c6491a26f6b90", "07950380a13703c0"),
    ),
    (101, "five", "A call of five elements is read", "0c950180a137a3416464920203", (FIVE,)),
    (
        101,
        "seven",
        "A call of seven elements is read",
        "12970180a137a341646492020390a46d6f7265",
        (FIVE,),
    ),
    (
        101,
        "headers",
        "A call with headers is read",
        "11960181a161a162a137a341646492020390",
        (FIVE,),
    ),
    (
        101,
        "wide",
        "Integers of any width are read",
        "2196d20000000180a137a341646492d30000000000000002cf000000000000000390",
        (FIVE,),
    ),
    (101, "length-300", "A length of two bytes is read", LENGTH_300, ("09950380a13703cd012c",)),
    (101, "padded", "A length with needless bytes is read", "8d8000" + ADD[2:], (FIVE,)),
    (101, "together", "Two messages in one frame are read", ADD + ADD, (FIVE, FIVE)),
)


def _answered(row: tuple[int, str, str, str, tuple[str, ...]]) -> Sentence:
    number, name, says, said, heard = row

    async def play(s: Scene) -> None:
        await answered(s, said, *heard)

    return Sentence(number, name, says, play)


CASES = (
    *cases(
        PACKED,
        *map(_answered, _ANSWERED),
        Sentence(100, "fire", "A call without an id has nil in its place", fire),
        Sentence(100, "cancel", "A cancelled stream has an end of kind 2", cancels),
        Sentence(100, "upload", "An upload has stream ids, items and an end of kind 2", uploads),
        Sentence(
            100,
            "close",
            "A goodbye and its answer are these bytes",
            partial(says_goodbye, said="049307c0c2"),
        ),
        Sentence(
            100,
            "close-two",
            "A goodbye of two elements is read",
            partial(says_goodbye, said="039207c0"),
        ),
        Sentence(
            100,
            "close-error",
            "An error close that allows a return is these bytes",
            closed_with_error,
        ),
        Sentence(100, "question", "A question and its answer are these bytes", asked),
        Sentence(101, "pieces", "Messages in pieces are read", in_pieces),
        Sentence(
            101,
            "long-prefix",
            "A length of more than five bytes is none",
            partial(refused, said="ffffffffff01"),
        ),
        *(
            Sentence(
                101,
                f"top-{top}",
                f"A length whose fifth byte is {top} is none: it would be 2 GiB and more",
                partial(too_long, top=top),
            )
            for top in ("08", "0f", "10")
        ),
        Sentence(101, "header-twice", "A call that names a header twice is none", header_twice),
        Sentence(
            101,
            "stream-four",
            "A stream of four elements has no arguments, and is merely refused",
            stream_of_four,
        ),
        Sentence(
            102,
            "upload-end",
            "A completion of three elements ends the connection",
            partial(refused, said="05930380a178"),
        ),
        Sentence(
            102,
            "kind",
            "A completion of a kind that nobody knows ends the connection",
            partial(refused, said="06940380a17809"),
        ),
        Sentence(
            102,
            "no-crash",
            "A completion of three elements ends nobody else's connection",
            server_lives_on,
        ),
    ),
    *cases(
        (WS_PACKED,),
        Sentence(100, "ping", "A ping is one element", pinged),
        Sentence(100, "ack", "Acknowledgement and Sequence are these bytes", acked),
    ),
)
