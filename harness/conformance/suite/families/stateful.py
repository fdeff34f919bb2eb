"""Behaviours 93 to 99: a connection that comes back on another socket.

Rule: what the client has missed is told again, in order and once; what it says again is not done
again.
"""

from functools import partial

from hubproof.harness.conformance.carriers import SWITCHED
from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import (
    PING,
    Told,
    ack,
    call,
    cancel,
    close,
    done,
    item,
    result,
    sequence,
    stream,
    told,
)
from hubproof.harness.conformance.suite.talk import Talk
from hubproof.harness.conformance.suite.trial import CannotTryError, demand, expect
from hubproof.harness.conformance.suite.ways import SOCKETS

CLOSED = "Connection closed with an error."
THREE = result("1", 3)
MANY = 200
SMALL = 1_000
"""What the endpoint keeps for a client, in bytes."""


async def _called(s: Scene, endpoint: str = "/stateful") -> Talk:
    """A connection with one answered call behind it."""
    a = await s.join_stateful(endpoint)
    await a.say(call("1", "Add", 1, 2))
    await a.hears(THREE)
    return a


async def back(s: Scene, a: Talk, away_s: float = 0.3) -> None:
    """Lose the socket, and come back on another."""
    a.drop()
    await s.wait(away_s)
    await _again(a)


async def _again(a: Talk) -> None:
    status = await a.come_back()
    if status != SWITCHED:
        raise CannotTryError(f"coming back is answered with {status}")


async def pings_do_not_count(s: Scene) -> None:
    a = await s.join_stateful()
    a.hears_acks = True
    await a.say(PING, call("1", "Add", 1, 2), PING)
    await a.hears(THREE)
    await a.hears(ack(1))
    await a.quiet(2.5)


async def every_kind_counts(s: Scene) -> None:
    """Calls, streams, cancellations, items and completions."""
    a = await s.join_stateful()
    a.hears_acks = True
    await a.say(
        call("1", "Sum", streams=["q"]),
        item("q", 3),
        done("q"),
        stream("s", "Count", 0, 0),
        cancel("nobody"),
    )
    await a.hears_in_any_order(THREE, done("s"))
    await a.hears(ack(5))


async def never_reset(s: Scene) -> None:
    a = await _called(s)
    await a.say(ack(1))
    await back(s, a)
    await a.say(sequence(2))
    await a.hears(sequence(2))
    a.hears_acks = True
    await a.say(call("2", "Add", 1, 1))
    await a.hears_in_any_order(result("2", 2), ack(2))


async def acks(s: Scene) -> None:
    a = await s.join_stateful()
    a.hears_acks = True
    await a.say(call("1", "Add", 1, 2))
    await a.hears(THREE, ack(1))
    first_s = a.heard_at_s
    await a.say(call("2", "Add", 1, 1), call("3", "Add", 1, 1))
    await a.hears(result("2", 2), result("3", 2), ack(3))
    gap_s = a.heard_at_s - first_s
    demand(0.8 < gap_s < 2.2, "the next one a second later", f"{gap_s:.2f} s")


async def nothing_to_ack(s: Scene) -> None:
    a = await s.join_stateful()
    a.hears_acks = True
    await a.quiet(2.5)


async def what_is_acked_is_freed(s: Scene) -> None:
    a = await _called(s)
    await a.say(ack(1))
    await s.wait(0.2)
    a.drop()
    await s.wait(0.3)
    await s.ask("POST", f"/tell/{a.id}?text=missed")
    await _again(a)
    await a.say(sequence(2))
    await a.hears(sequence(2), told("missed"))


async def missed_is_told(s: Scene) -> None:
    a = await _called(s)
    a.drop()
    await s.wait(0.3)
    await s.ask("POST", f"/tell/{a.id}?text=missed")
    await _again(a)
    await a.say(sequence(2))
    await a.hears(sequence(1), THREE, told("missed"))
    await a.say(call("2", "Me"))
    await a.hears(result("2", a.id))
    await s.log("connected")


async def stream_goes_on(s: Scene) -> None:
    a = await s.join_stateful()
    await a.say(stream("s", "Count", 5, 200))
    await a.hears(item("s", 0))
    await back(s, a, 0.5)
    await a.say(sequence(2))
    await a.hears(sequence(1), *(item("s", number) for number in range(5)), done("s"))


async def method_goes_on(s: Scene) -> None:
    a = await s.join_stateful()
    await a.say(call("1", "Slow", 400))
    await s.wait(0.1)
    await back(s, a, 0.1)
    await a.say(sequence(2))
    await a.hears(sequence(1), result("1", 400))


async def gone(s: Scene) -> None:
    a = await s.join_stateful()
    a.drop()
    await s.wait(14)
    expect("the hub's log after 14 s", ["connected"], await s.lines())
    await s.wait(4)
    expect("the hub's log after 18 s", ["connected", "disconnected"], await s.lines())
    expect("the status then", 404, await a.come_back())


async def full(s: Scene) -> None:
    """1,000 bytes are kept for the client; what is more waits for its acknowledgements."""
    a = await s.join_stateful("/stateful-small")
    await a.say(call("1", "TellMany", MANY))
    size, pauses, number = 0, 0, 0
    while number < MANY:
        if await a.is_quiet(0.4):
            await a.say(ack(number))
            size, pauses = 0, pauses + 1
        await a.hears(told(number))
        size += len(a.bytes_of(told(number)))
        demand(size < SMALL + 100, f"no more than {SMALL} bytes at a time", f"{size} bytes")
        number += 1
    await a.say(ack(number))
    await a.hears(result("1", None))
    demand(pauses > 0, "a sender that waits", "all of it at once")


async def runs_once(s: Scene) -> None:
    a = await s.join_stateful()
    notes = [call("1", "Note", "first"), call("2", "Note", "second")]
    await a.say(*notes)
    answers = [result("1", None), result("2", None)]
    await a.hears(*answers)
    await back(s, a)
    await a.say(sequence(1), *notes, call("3", "Note", "third"))
    await a.hears(sequence(1), *answers, result("3", None))
    await s.log("connected", "note: first", "note: second", "note: third")


async def before_sequence(s: Scene) -> None:
    a = await s.join_stateful()
    await back(s, a)
    await a.say(call("1", "Note", "early"), sequence(1), call("2", "Note", "counted"))
    await a.hears(sequence(1), result("1", None))
    await s.log("connected", "note: early")


async def three_times(s: Scene) -> None:
    a = await _called(s)
    for time in range(3):
        await back(s, a)
        await a.say(sequence(time + 2))
        await a.hears(sequence(1), *(result(str(n + 1), 3) for n in range(time + 1)))
        await a.say(call(str(time + 2), "Add", 1, 2))
        await a.hears(result(str(time + 2), 3))


async def from_the_future(s: Scene) -> None:
    a = await _called(s)
    await back(s, a)
    await a.say(sequence(3))
    await a.hears(sequence(1), THREE)
    await a.closes(close(CLOSED, again=True))
    says = "Sequence ID greater than amount of messages we've received."
    await s.log("connected", f"disconnected: InvalidOperationException: {says}")


async def no_way_back(s: Scene, last: Told) -> None:
    a = await s.join_stateful()
    await a.say(last)
    await a.closes(close())
    await s.log("connected", "disconnected")
    expect("the status of who comes back", 404, await a.come_back())


async def closed_by_frame(s: Scene) -> None:
    a = await s.join_stateful()
    a.close_socket(1000)
    await a.ends()
    await s.log("connected", "disconnected")
    expect("the status of who comes back", 404, await a.come_back())


async def question_waits(s: Scene) -> None:
    a = await s.join_stateful()
    await a.say(call("1", "Ask", 7))
    question = await a.next_told("a question")
    await back(s, a)
    await a.say(sequence(2))
    await a.hears(sequence(1), question)
    await a.say(result(str(question.get("invocationId")), 8))
    await a.hears(result("1", 8))


async def not_agreed(s: Scene, version: int, query: dict[str, str]) -> None:
    """Version 2 alone, or the flag alone, grants nothing."""
    a = await s.join("/stateful", handshake_version=version, query=query)
    await a.say(call("1", "Add", 1, 2))
    await a.hears(THREE)
    a.drop()
    await s.log("connected", "disconnected")
    expect("the status of who comes back", 404, await a.come_back())


async def same_id(s: Scene) -> None:
    a = await s.join_stateful()
    await back(s, a)
    await a.say(sequence(1), call("1", "Me"))
    await a.hears(sequence(1), result("1", a.id))
    await s.log("connected")


async def half_is_forgotten(s: Scene) -> None:
    a = await s.join_stateful()
    data = a.bytes_of(call("1", "Add", 1, 2))
    await a.say_bytes(data[: len(data) // 2])
    await s.wait(0.1)
    await back(s, a)
    await a.say(sequence(1), call("1", "Add", 1, 2))
    await a.hears(sequence(1), THREE)


BETTER = Traits(level="SHOULD", source="HubProtocol.md; the recorded server keeps it and dies")
ASKED = {"useStatefulReconnect": "true"}

CASES = cases(
    SOCKETS,
    Sentence(93, "pings", "Pings have no number", pings_do_not_count),
    Sentence(
        93, "kinds", "Calls, items, completions and cancellations have numbers", every_kind_counts
    ),
    Sentence(93, "never-reset", "A break does not begin the count anew", never_reset),
    Sentence(94, "acks", "What came is acknowledged, once a second at most", acks),
    Sentence(94, "nothing", "Where nothing came nothing is acknowledged", nothing_to_ack),
    Sentence(94, "freed", "What is acknowledged is not told again", what_is_acked_is_freed),
    Sentence(95, "missed", "What was told while the socket was gone is told again", missed_is_told),
    Sentence(95, "stream", "A stream goes on without a gap on the next socket", stream_goes_on),
    Sentence(95, "method", "A method goes on and answers on the next socket", method_goes_on),
    Sentence(95, "question", "A question waits for its answer on the next socket", question_waits),
    Sentence(95, "gone", "After 15 s nobody can come back", gone, Traits(waits_s=20)),
    Sentence(95, "full", "A full buffer holds the sender up until an Ack", full),
    Sentence(96, "once", "A call that is said again is not run again", runs_once),
    Sentence(96, "early", "A call before Sequence is counted and run", before_sequence),
    Sentence(96, "three", "Three breaks lose nothing", three_times),
    Sentence(
        97,
        "future",
        "A Sequence from the future ends the connection, behind the repetition",
        from_the_future,
    ),
    Sentence(
        98,
        "goodbye",
        "There is no way back after a goodbye",
        partial(no_way_back, last={"type": 7}),
    ),
    Sentence(
        98,
        "abort",
        "There is no way back after an abort",
        partial(no_way_back, last=call(None, "Abort")),
    ),
    Sentence(98, "frame", "There is no way back after a close frame", closed_by_frame),
    Sentence(
        98,
        "not-negotiated",
        "There is no way back where it was not negotiated",
        partial(not_agreed, version=2, query={}),
    ),
    Sentence(
        98,
        "version-1",
        "There is no way back with handshake version 1",
        partial(not_agreed, version=1, query=ASKED),
    ),
    Sentence(99, "same-id", "The connection keeps its id, the hub hears nothing", same_id),
    Sentence(
        99, "half", "Half a message of the dead socket is forgotten", half_is_forgotten, BETTER
    ),
)
