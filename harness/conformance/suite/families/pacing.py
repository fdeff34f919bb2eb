"""How much may wait on its way to a hub that is busy, and to a client that does not fetch it.

Rule: a server takes what its buffers hold and lets the rest wait at the sender; nothing is lost.
"""

import asyncio

from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.families.sockets import by_hand, say_by_hand
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import call, encode, result
from hubproof.harness.conformance.suite.talk import Talk
from hubproof.harness.conformance.suite.trial import CannotTryError, DepartedError, demand, expect
from hubproof.harness.conformance.suite.ways import LP_JSON, LP_PACKED, POLLS, SSE, WS_JSON

LITTLE, MUCH = 20, 200
"""Notes of 1,000 bytes: some that the 64 KiB of a server's buffer hold, and some that they do not.
The recorded server has ApplicationMaxBufferSize at its default."""

HELD_MS, HELD_LONG_MS = 2_000, 4_000
FRAMES = 300
LONG = 6_000
"""More than goes out unwatched in one piece."""


async def _held_up(s: Scene) -> Talk:
    """A connection whose reader stands still: its second call waits for its first."""
    a = await s.join()
    await a.say(call("1", "Slow", HELD_MS), call("2", "Add", 1, 2))
    return a


async def little_is_taken(s: Scene) -> None:
    a = await _held_up(s)
    began = s.now_s()
    await a.say(*(call(None, "Echo", "x" * 1_000) for _ in range(LITTLE)), call("3", "Add", 1, 3))
    took_s = s.now_s() - began
    demand(took_s < HELD_MS / 2_000, "a POST that is answered at once", f"{took_s:.2f} s")
    await a.hears(result("1", HELD_MS), result("2", 3), result("3", 4))


async def much_waits(s: Scene) -> None:
    """The first POST fills the buffer: it is answered when there is room again."""
    a = await _held_up(s)
    began = s.now_s()
    for number in ("3", "4"):
        many = [call(None, "Echo", "x" * 1_000) for _ in range(MUCH)]
        await a.say(*many, call(number, "Add", 1, 3))
        took_s = s.now_s() - began
        demand(took_s > HELD_MS / 2_000, "a POST that waits for room", f"{took_s:.2f} s")
    await a.hears(result("1", HELD_MS), result("2", 3), result("3", 4), result("4", 4))
    await a.still_answers()


async def socket_is_full(s: Scene) -> None:
    """18 MB are more than the kernels on the way hold: the rest stays with its sender."""
    socket = await by_hand(s)
    began = s.now_s()
    try:
        say_by_hand(s, socket, call("1", "Slow", HELD_LONG_MS), call("2", "Add", 1, 2))
        for _ in range(FRAMES):
            say_by_hand(s, socket, *[call(None, "Echo", "x" * LONG)] * 10)
            await s.wait(0.001)  # as one piece it would all arrive
        await s.wait(0.3)
        if s.now_s() - began > HELD_LONG_MS / 1_000:
            raise CannotTryError("to say it all took longer than the call that it waits for")
        demand(socket.unsent > 0, "a sender that waits", "all of it taken")
        say_by_hand(s, socket, call("3", "Add", 1, 3))
        last = encode(result("3", 4), is_packed=s.way.is_packed)
        async with asyncio.timeout(10):
            async for frame in socket.frames():
                if frame.payload.endswith(last):
                    return
    except TimeoutError:
        pass
    finally:
        socket.reset()
    raise DepartedError("an answer to what was said last", "none in 10 s")


async def said_early(s: Scene) -> None:
    """The handshake is posted before anybody listens."""
    a = await s.talk()
    for data in (s.handshake(), a.bytes_of(call("1", "Add", 1, 2))):
        answer = await s.ask("POST", a.path, body=data)
        expect("the status of a POST before anybody has attached", 200, answer.status)
    expect("the status", 200, await a.attach())
    await a.hears_handshake()
    await a.hears(result("1", 3))


async def unfetched(s: Scene) -> None:
    a = await s.talk()
    for body in (None, s.handshake(), None):
        await s.ask("GET" if body is None else "POST", a.path, body=body)
    text = "x" * LONG
    for number in ("1", "2"):
        await s.ask("POST", a.path, body=a.bytes_of(call(number, "Echo", text)))
    await s.wait(12)
    answer = await s.ask("GET", a.path)
    wanted = b"".join(a.bytes_of(result(number, text)) for number in ("1", "2"))
    demand(answer.body == wanted, "both results, whole", [answer.status, len(answer.body)])


CASES = (
    *cases(
        (SSE, LP_JSON, LP_PACKED),
        Sentence(29, "little", "Behind a call that waits 20 kB are taken at once", little_is_taken),
        Sentence(
            29,
            "much",
            "Behind a call that waits 200 kB wait for room, and none is lost",
            much_waits,
        ),
        Sentence(29, "early", "What is posted before anybody attaches is kept", said_early),
    ),
    *cases(
        (WS_JSON,),
        Sentence(
            48,
            "reader",
            "Behind a call that waits a socket is read no further than a buffer holds",
            socket_is_full,
            Traits(waits_s=5),
        ),
    ),
    *cases(
        POLLS,
        Sentence(
            31,
            "unfetched",
            "What nobody fetches for 12 s is still there",
            unfetched,
            Traits(waits_s=12),
        ),
    ),
)
