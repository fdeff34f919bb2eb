"""Behaviours 93 to 99 at their edges: when it is acknowledged, and how much is kept until then.

Rule: times are those of the recorded server, give or take half a second; sizes are exact.
"""

from functools import partial

from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.families.stateful import BETTER, back
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import (
    PING,
    ack,
    call,
    close,
    result,
    sequence,
    told,
)
from hubproof.harness.conformance.suite.talk import Talk
from hubproof.harness.conformance.suite.trial import demand
from hubproof.harness.conformance.suite.ways import SOCKETS

CLOSED = "Connection closed with an error."
LATE_S = 1.5
"""A second, and what it takes to hear of it."""

FULL = 1_000
"""What the endpoint keeps for a client, in bytes."""

MANY, MANY_PACKED = 4_000, 7_000
"""Messages that come to more than 100,000 bytes, and to less than twice as much."""


async def soon(s: Scene) -> None:
    a = await s.join_stateful()
    a.hears_acks = True
    for number in (1, 2, 3):
        await a.say(call(str(number), "Add", 1, number))
        said_s = s.now_s()
        await a.hears(result(str(number), 1 + number), ack(number))
        took_s = a.heard_at_s - said_s
        demand(took_s < LATE_S, "the acknowledgement within a second", f"{took_s:.2f} s")


async def counted_once(s: Scene) -> None:
    """A call that waits behind another is one message, when it comes and when it is served."""
    a = await s.join_stateful()
    a.hears_acks = True
    await a.say(call("1", "Slow", 300), call("2", "Add", 1, 2))
    await a.hears(result("1", 300), result("2", 3), ack(2))
    await back(s, a)
    await a.say(sequence(3), call("3", "Add", 1, 3))
    await a.hears(sequence(1), result("1", 300), result("2", 3), result("3", 4), ack(3))


async def not_again(s: Scene) -> None:
    a = await s.join_stateful()
    a.hears_acks = True
    await a.say(call("1", "Add", 1, 2))
    await a.hears(result("1", 3), ack(1))
    await back(s, a)
    await a.say(sequence(2))
    await a.hears(sequence(1), result("1", 3))
    await a.quiet(2.5)


async def owed(s: Scene) -> None:
    """The socket breaks between a call and its acknowledgement, and is away when that is due."""
    a = await s.join_stateful()
    await a.say(call("1", "Add", 1, 2))
    await a.hears(result("1", 3))
    a.hears_acks = True
    await back(s, a, 1.2)
    await a.say(sequence(2))
    await a.hears(sequence(1), result("1", 3), ack(1))


async def silent_again(s: Scene) -> None:
    """Who promised to ping and says nothing on the next socket is closed there."""
    a = await s.join_stateful()
    await a.say(PING)
    await back(s, a)
    await a.hears(sequence(1))
    await s.wait(29)
    await a.quiet(0)
    await s.wait(3)
    await a.closes(close(CLOSED, again=True))


async def half_behind_a_call(s: Scene) -> None:
    """Half a message that came while the reader stood still is as dead as its socket."""
    a = await s.join_stateful()
    calls = [call("1", "Slow", 600), *(call(str(one), "Add", 1, one) for one in (2, 3))]
    half = a.bytes_of(call("4", "Add", 1, 4))[:-9]
    await a.say(*calls[:2])
    await s.wait(0.1)
    await a.say_bytes(a.bytes_of(calls[2]) + half)
    await back(s, a, 0.1)
    await a.say(sequence(1), *calls, call("4", "Add", 1, 4))
    await a.hears(sequence(1), result("1", 600), *(result(str(one), 1 + one) for one in (2, 3, 4)))


def _told(a: Talk, size: int, letter: str) -> str:
    """A text that is told in a message of `size` bytes."""
    text = letter * size
    while (too_much := len(a.bytes_of(told(text))) - size) > 0:
        text = text[too_much:]
    return text


async def _tells(a: Talk, *texts: str) -> None:
    """Calls that keep no place while what they tell waits."""
    await a.say(*(call(None, "ToCaller", text) for text in texts))


async def full_to_the_byte(s: Scene) -> None:
    """Exactly as much as is kept holds nothing up; one message more does."""
    a = await s.join_stateful("/stateful-small")
    texts = [_told(a, FULL // 2, "a"), _told(a, FULL // 2, "b"), _told(a, 150, "c"), "d"]
    await _tells(a, *texts)
    await a.hears(*map(told, texts[:3]))
    await a.quiet(0.4)
    await a.say(ack(2))
    await a.hears(told("d"))


async def room_to_the_byte(s: Scene) -> None:
    """A full buffer lets nothing out before less is kept than there is room for."""
    a = await s.join_stateful("/stateful-small")
    texts = [_told(a, size, "a") for size in (150, FULL // 2, FULL // 2)]
    await _tells(a, *texts, "d")
    await a.hears(*map(told, texts))
    await a.quiet(0.4)
    await a.say(ack(1))
    await a.quiet(0.4)
    await a.say(ack(2))
    await a.hears(told("d"))


async def goes_on_at_once(s: Scene) -> None:
    """The acknowledgement makes room, and the method that waited for it ends."""
    a = await s.join_stateful("/stateful-small")
    text = _told(a, FULL + 50, "a")
    await a.say(call(None, "ToCaller", text), call("2", "ToCaller", "d"))
    await a.hears(told(text))
    await a.quiet(0.1)
    await a.say(ack(1))
    said_s = s.now_s()
    await a.hears(told("d"), result("2", None))
    took_s = a.heard_at_s - said_s
    demand(took_s < 0.7, "an end at once", f"{took_s:.2f} s")


async def full_by_default(s: Scene) -> None:
    """100,000 bytes are kept, and the message with which they are more."""
    a = await s.join_stateful()
    many = MANY_PACKED if s.way.is_packed else MANY
    await a.say(call("1", "TellMany", many))
    size = number = 0
    while not await a.is_quiet(0.4):
        await a.hears(told(number))
        size, number = size + len(a.bytes_of(told(number))), number + 1
    demand(100_000 < size < 100_060, "100,000 bytes, and one message more", f"{size} bytes")
    await a.say(ack(number))
    await a.hears(*map(told, range(number, many)), result("1", None))


async def acks_pass(s: Scene, said: int) -> None:
    """A call that waits for room keeps its place and no more: acknowledgements are heard."""
    a = await s.join_stateful("/stateful-small")
    text = _told(a, FULL + 50, "a")
    await _tells(a, *[text] * said)
    await a.hears(told(text))
    for number in range(1, said):
        await a.quiet(0.2)
        await a.say(ack(number))
        await a.hears(told(text))


EDGE = Traits(source="MessageBuffer.cs")

CASES = cases(
    SOCKETS,
    Sentence(94, "soon", "What came is acknowledged within a second", soon),
    Sentence(93, "waiting", "A call that waits for its place is counted once", counted_once),
    Sentence(94, "not-again", "A return is no reason to acknowledge again", not_again),
    Sentence(
        94, "owed", "What is owed when the socket breaks comes after the return", owed, BETTER
    ),
    Sentence(
        83,
        "return",
        "Silence after a return ends the connection, too",
        silent_again,
        Traits(waits_s=32),
    ),
    Sentence(
        99,
        "half-behind",
        "Half a message behind a call that waits is forgotten, too",
        half_behind_a_call,
        BETTER,
    ),
    Sentence(
        95, "to-the-byte", "A buffer is full beyond its size, not at it", full_to_the_byte, EDGE
    ),
    Sentence(
        95, "room", "A full buffer has room again below its size, not at it", room_to_the_byte, EDGE
    ),
    Sentence(
        95, "at-once", "Who waited for room goes on with the acknowledgement", goes_on_at_once, EDGE
    ),
    Sentence(95, "default", "By default 100,000 bytes are kept", full_by_default, EDGE),
    Sentence(
        95,
        "acks-pass",
        "A call that waits for room does not keep its acknowledgement out",
        partial(acks_pass, said=2),
        EDGE,
    ),
)
