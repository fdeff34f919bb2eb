"""Behaviours 59 to 66: streams to the client.

Rule: a stream ends in one completion without a result, whatever ends it.
"""

import asyncio
from functools import partial

from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.families.sockets import by_hand, flood, say_by_hand
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import (
    Told,
    call,
    cancel,
    done,
    encode,
    error,
    item,
    result,
    stream,
)
from hubproof.harness.conformance.suite.trial import demand, expect
from hubproof.harness.conformance.suite.ways import EVERY, SOCKETS, WS_JSON

BROKEN = "An error occurred on the server while streaming results."
NO_STREAM = (
    "The value returned by the streaming method 'NullStream' is not a ChannelReader<> or"
    " IAsyncEnumerable<>."
)
MANY = 5_000
"""Items that do not fit between a producer and a reader that stands still: 220 kB."""


async def streams(s: Scene, said: Told, *heard: Told, endpoint: str = "/hub") -> None:
    a = await s.join(endpoint)
    await a.say(said)
    await a.hears(*heard)
    await a.still_answers()


async def as_they_come(s: Scene) -> None:
    a = await s.join()
    began = s.now_s()
    await a.say(stream("s", "Count", 3, 200))
    for number in range(3):
        await a.hears(item("s", number))
        late_s = a.heard_at_s - began
        demand(late_s >= 0.19 * number, f"item {number} after {200 * number} ms", f"{late_s:.2f} s")
    await a.hears(done("s"))


async def calls_meanwhile(s: Scene) -> None:
    a = await s.join()
    await a.say(stream("s", "Count", 2, 300))
    await a.hears(item("s", 0))
    await a.say(call("1", "Add", 1, 2))
    await a.hears(result("1", 3), item("s", 1), done("s"))


async def two_at_once(s: Scene) -> None:
    a = await s.join()
    await a.say(stream("s", "Count", 2, 300))
    await a.hears(item("s", 0))
    await a.say(stream("t", "Count", 1, 0))
    await a.hears(item("t", 0), done("t"), item("s", 1), done("s"))


async def cancelled(s: Scene) -> None:
    a = await s.join()
    await a.say(stream("s", "Count", 3, 400))
    await a.hears(item("s", 0))
    await a.say(cancel("s"))
    await a.hears(done("s"))
    await s.log("connected", "count ended")
    await a.quiet(1.0)


async def cancels_nothing(s: Scene, name: str) -> None:
    a = await s.join()
    await a.say(stream("s", "Count", 1, 0))
    await a.hears(item("s", 0), done("s"))
    await a.say(cancel(name))
    await a.still_answers()


async def cancels_a_call(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "Slow", 300), cancel("1"))
    await a.hears(result("1", 300))


async def id_in_use(s: Scene) -> None:
    a = await s.join()
    await a.say(stream("s", "Count", 2, 300))
    await a.hears(item("s", 0))
    await a.say(stream("s", "Count", 2, 0))
    await a.hears(error("s", "Invocation ID 's' is already in use."), item("s", 1), done("s"))


async def id_of_a_call(s: Scene) -> None:
    """Calls have ids of their own, whether or not they have a result."""
    a = await s.join()
    await a.say(stream("x", "Count", 2, 300))
    await a.hears(item("x", 0))
    await a.say(call("x", "Add", 1, 2), call("x", "Nothing"), call("x", "Add", 1, 3))
    await a.hears(result("x", 3), result("x", None), result("x", 4), item("x", 1), done("x"))


async def id_free_again(s: Scene) -> None:
    a = await s.join()
    for _ in range(2):
        await a.say(stream("s", "Count", 1, 0))
        await a.hears(item("s", 0), done("s"))


async def ends_with_its_client(s: Scene) -> None:
    a = await s.join()
    await a.say(stream("s", "Count", 1000, 50))
    await a.hears(item("s", 0))
    if s.way.is_socket:
        a.leave()
    else:
        await a.say({"type": 7})
        while (await a.next_told("the rest, and a goodbye")).get("type") != 7:
            continue
        await a.ends()
    await s.log("connected", "disconnected", "count ended")


async def slow_reader(s: Scene) -> None:
    """Nobody reads for 3 s: the producer of 18 MB cannot have come to its end."""
    socket = await by_hand(s)
    try:
        say_by_hand(s, socket, flood(s))
        await s.wait(3)
        expect("the hub's log", ["connected"], await s.lines())
    finally:
        socket.reset()


async def slow_listener(s: Scene) -> None:
    """What a method tells a client that does not read holds the method up."""
    socket = await by_hand(s)
    try:
        for _ in range(90):  # 18 MB in all, which nobody on the way can hold
            say_by_hand(s, socket, *[call(None, "ToCaller", "x" * 20_000)] * 10)
        say_by_hand(s, socket, call(None, "Note", "told"))
        await s.wait(3)
        expect("the hub's log", ["connected"], await s.lines())
    finally:
        socket.reset()


async def goes_on(s: Scene) -> None:
    """A reader that was slow for a while misses nothing."""
    told = [*(item("s", number) for number in range(MANY)), done("s")]
    wanted = b"{}\x1e" + b"".join(encode(one, is_packed=False) for one in told)
    socket = await by_hand(s)
    came = b""
    try:
        say_by_hand(s, socket, stream("s", "Count", MANY, 0))
        await s.wait(1)
        async with asyncio.timeout(10):
            async for frame in socket.frames():
                came += frame.payload
                if len(came) >= len(wanted):
                    break
    except TimeoutError:
        pass  # what came is compared
    finally:
        socket.reset()
    demand(came == wanted, f"{MANY} items in order, and their end", came[-60:])


def _stream(
    number: int, name: str, says: str, said: Told, *heard: Told, endpoint: str = "/hub"
) -> Sentence:
    async def play(s: Scene) -> None:
        await streams(s, said, *heard, endpoint=endpoint)

    return Sentence(number, name, says, play)


CASES = (
    *cases(
        EVERY,
        _stream(
            59,
            "items",
            "A stream is its items in order, then a completion without a result",
            stream("s9", "Count", 3, 0),
            *(item("s9", number) for number in range(3)),
            done("s9"),
        ),
        _stream(59, "empty", "A stream may have no items", stream("s", "Count", 0, 0), done("s")),
        _stream(
            59,
            "null",
            "An item may be null",
            stream("s", "Mixed"),
            item("s", "a"),
            item("s", None),
            item("s", "c"),
            done("s"),
        ),
        Sentence(59, "as-they-come", "Items come as they are made", as_they_come),
        _stream(
            60,
            "at-once",
            "A stream that fails before its first item has that error",
            stream("s", "FailBefore"),
            error("s", "An unexpected error occurred invoking 'FailBefore' on the server."),
        ),
        _stream(
            60,
            "later",
            "A stream that fails after two items has both before its error",
            stream("s", "FailAfter", 2),
            item("s", 0),
            item("s", 1),
            error("s", BROKEN),
        ),
        _stream(
            60,
            "null",
            "A stream that is null is refused in words of its own",
            stream("s", "NullStream"),
            error("s", NO_STREAM),
        ),
        _stream(
            60,
            "refuses",
            "A HubException in a stream is told",
            stream("s", "RefuseAfter", 1),
            item("s", 0),
            error("s", f"{BROKEN} HubException: refused after"),
        ),
        Sentence(61, "calls", "A call is answered between two items", calls_meanwhile),
        Sentence(61, "streams", "Another stream starts and ends between two items", two_at_once),
        Sentence(
            62,
            "cancelled",
            "A cancelled stream completes without an error, and its producer ends",
            cancelled,
        ),
        Sentence(
            63,
            "unknown",
            "Cancelling a stream that never was is ignored",
            partial(cancels_nothing, name="nobody"),
        ),
        Sentence(
            63,
            "over",
            "Cancelling a stream that is over is ignored",
            partial(cancels_nothing, name="s"),
        ),
        Sentence(63, "call", "Cancelling a plain call is ignored", cancels_a_call),
        Sentence(64, "in-use", "A second stream of an id is refused, the first goes on", id_in_use),
        Sentence(64, "call", "A call may have the id of a running stream", id_of_a_call),
        Sentence(64, "free", "Once a stream is over its id is free", id_free_again),
        Sentence(65, "ends", "A producer ends when its client has gone", ends_with_its_client),
    ),
    *cases(
        SOCKETS,
        _stream(
            60,
            "details",
            "With details any exception in a stream is told",
            stream("s", "FailAfter", 1),
            item("s", 0),
            error("s", f"{BROKEN} InvalidOperationException: after"),
            endpoint="/detailed",
        ),
        Sentence(
            66,
            "slow",
            "Where nobody reads nothing more is produced",
            slow_reader,
            Traits(waits_s=3),
        ),
    ),
    *cases(
        (WS_JSON,),
        Sentence(
            66,
            "told",
            "Where nobody reads a method that tells waits",
            slow_listener,
            Traits(waits_s=3),
        ),
        Sentence(66, "goes-on", "Who reads slowly for a while misses nothing", goes_on),
    ),
)
