"""Behaviours 81 to 84: pings, and who is timed out.

Rule: the recorded server looks at its clocks once a second, so a time may be so much off.
"""

from functools import partial

from hubproof.harness.conformance.ledger import Message
from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import PING, call, close, decode, result
from hubproof.harness.conformance.suite.talk import Talk
from hubproof.harness.conformance.suite.trial import demand, expect
from hubproof.harness.conformance.suite.ways import (
    EVERY,
    PINGED,
    SOCKETS,
    WS_JSON,
)

CLOSED = "Connection closed with an error."
SILENT = "Client hasn't sent a message/ping within the configured ClientTimeoutInterval."
TICK_S = 1.5
"""How much later than it is due something may happen: the tick, and the way."""

EARLY_S = 0.5
"""How much of its first interval a server may have had behind it."""


async def not_answered(s: Scene) -> None:
    a = await s.join()
    a.hears_pings = True
    await a.say(PING)
    await a.quiet(1.0)
    await a.still_answers()


async def pings(s: Scene, endpoint: str, every_s: float, times: int) -> None:
    """The interval is kept, whatever else is said."""
    a = await s.join(endpoint)
    a.hears_pings = True
    began_s = last_s = s.now_s()
    for _ in range(times):
        await a.say(call(None, "Nothing"))
        heard = await a.next_heard("a ping", every_s + TICK_S + 1)
        came = decode(heard.data, is_packed=heard.is_packed) if isinstance(heard, Message) else None
        expect("a ping", PING, came)
        gap_s, last_s = a.heard_at_s - last_s, a.heard_at_s
        demand(gap_s < every_s + TICK_S, f"a ping every {every_s:g} s", f"{gap_s:.2f} s")
    least_s, took_s = (times - 1) * every_s - EARLY_S, last_s - began_s
    demand(took_s > least_s, f"{times} pings in no less than {least_s:g} s", f"{took_s:.2f} s")


async def _timed_out(a: Talk, said_s: float) -> None:
    heard = await a.next_heard("a goodbye after 3 s", 6)
    goodbye = close(CLOSED, again=True)
    came = decode(heard.data, is_packed=heard.is_packed) if isinstance(heard, Message) else {}
    expect("the goodbye", goodbye, came)
    took_s = a.heard_at_s - said_s
    demand(2.9 < took_s < 3 + TICK_S, "it 3 s after the last message", f"{took_s:.2f} s")
    await a.ends()


async def silent(s: Scene) -> None:
    a = await s.join("/brisk")
    await a.say(PING)
    said_s = s.now_s()
    await _timed_out(a, said_s)
    await s.log("connected", f"disconnected: OperationCanceledException: {SILENT}")


async def half_does_not_count(s: Scene) -> None:
    a = await s.join("/brisk")
    await a.say(PING)
    said_s = s.now_s()
    for part in (b'{"type":1,', b'"target":"Ad', b'd","argum', b'ents":[1,'):
        await s.wait(0.7)
        await a.say_bytes(part)
    await _timed_out(a, said_s)


async def call_does_not_count(s: Scene) -> None:
    a = await s.join("/brisk")
    await a.say(PING, call("1", "Slow", 6000))
    await _timed_out(a, s.now_s())


async def messages_count(s: Scene) -> None:
    a = await s.join("/brisk")
    await a.say(PING)
    for number in range(6):
        await s.wait(1.5)
        await a.say(call(str(number), "Add", 1, number))
        await a.hears(result(str(number), 1 + number))


async def held_up_does_count(s: Scene) -> None:
    """Behind a call that waits the reader hears nothing, and does not count."""
    a = await s.join("/brisk")
    await a.say(PING, call("1", "Slow", 5000), call("2", "Add", 1, 2))
    await a.quiet(4.8)
    await a.hears(result("1", 5000), result("2", 3))


async def silent_behind_a_call(s: Scene) -> None:
    """Once the reader goes on it counts from there."""
    a = await s.join("/brisk")
    await a.say(PING, call("1", "Slow", 5000), call("2", "Add", 1, 2))
    await a.quiet(4.8)
    await a.hears(result("1", 5000), result("2", 3))
    await _timed_out(a, s.now_s())


async def never_pinged(s: Scene) -> None:
    a = await s.join("/brisk")
    await a.quiet(7.0)
    await a.still_answers()


LONG = Traits(waits_s=6)

CASES = (
    *cases(
        EVERY,
        Sentence(81, "no-answer", "A ping is not answered", not_answered),
        Sentence(83, "silent", "Silence after a ping ends the connection", silent, LONG),
    ),
    *cases(
        PINGED,
        Sentence(
            82,
            "interval",
            "A ping comes at every interval, whatever else is said",
            partial(pings, endpoint="/brisk", every_s=1.0, times=4),
        ),
        Sentence(84, "never", "Who never pinged may be silent", never_pinged, LONG),
    ),
    *cases(
        SOCKETS,
        Sentence(
            82,
            "default",
            "By default a ping comes every 15 s",
            partial(pings, endpoint="/hub", every_s=15.0, times=2),
            Traits(waits_s=31),
        ),
        Sentence(
            83,
            "call",
            "A running call does not stop the clock of silence",
            call_does_not_count,
            LONG,
        ),
        Sentence(
            83, "messages", "Any message starts the clock of silence anew", messages_count, LONG
        ),
        Sentence(
            83,
            "going-on",
            "When the reader goes on the clock of silence does, too",
            silent_behind_a_call,
            Traits(waits_s=9),
        ),
        Sentence(
            83,
            "held-up",
            "A reader that is held up stops the clock of silence",
            held_up_does_count,
            LONG,
        ),
    ),
    *cases(
        (WS_JSON,),
        Sentence(
            83,
            "half",
            "Half a message does not start the clock of silence anew",
            half_does_not_count,
            LONG,
        ),
    ),
)
