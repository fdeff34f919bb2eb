"""Behaviours 85 to 88 and 92: goodbyes, and what the hub hears of them.

Rule: an end is judged on the wire and in the hub's log.
"""

from functools import partial

from hubproof.harness.conformance.ledger import Ended, Message, SocketClosed
from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import (
    Told,
    call,
    close,
    decode,
    item,
    result,
    stream,
    told,
)
from hubproof.harness.conformance.suite.trial import demand, expect
from hubproof.harness.conformance.suite.ways import EVERY, PINGED, SOCKETS


async def goodbye(s: Scene, said: Told, heard: str = "disconnected") -> None:
    a = await s.join()
    await a.say(said)
    await a.closes(close())
    await s.log("connected", heard)


async def nothing_after(s: Scene) -> None:
    a = await s.join()
    await a.say({"type": 7}, call("1", "Note", "too late"))
    await a.closes(close())
    await s.log("connected", "disconnected")


async def aborted(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "Abort"))
    await a.closes(close())
    await s.log("connected", "disconnected")


async def rest_still_runs(s: Scene) -> None:
    a = await s.join()
    await a.say(call(None, "Abort"), call(None, "Note", "still read"))
    await a.closes(close())
    await s.log("connected", "note: still read", "disconnected")


async def aborted_at_once(s: Scene) -> None:
    a = await s.attached("/aborting")
    await s.shake(a)
    await a.hears_handshake()
    await a.closes(close())
    await s.log("disconnected")


async def stopped(s: Scene) -> None:
    """A server may say goodbye first, and must not keep anybody."""
    a = await s.join()
    await a.say(call("1", "Slow", 60_000))
    await s.wait(0.2)
    answer = await s.ask("POST", "/stop")
    expect("the status of /stop", 200, answer.status)
    heard = await a.next_heard("the end, or a goodbye that allows a return")
    if isinstance(heard, Message):
        came = decode(heard.data, is_packed=heard.is_packed)
        expect("the goodbye", close(again=True), came)
        heard = await a.next_heard("the end")
    a.is_gone = True
    demand(isinstance(heard, Ended | SocketClosed), "the end", str(heard))


async def once(s: Scene) -> None:
    """Three ways to go, and one OnDisconnected for each OnConnected, after it."""
    a, b = await s.join(), await s.join()
    await a.say(stream("s", "Count", 1000, 50))
    await a.hears(item("s", 0))
    a.drop() if s.way.is_socket else await a.say({"type": 7})
    a.is_gone = True
    await b.say(call("1", "Abort"))
    await b.closes(close())
    await s.wait(0.3)
    lines = await s.lines()
    wanted = sorted(["connected"] * 2 + ["disconnected"] * 2 + ["count ended"])
    demand(sorted(lines) == wanted, "each end once", lines)
    expect("the beginning", ["connected", "connected"], lines[:2])


async def left_while_greeted(s: Scene) -> None:
    """The greeting takes 200 ms, and its client does not wait for it."""
    a = await s.attached("/greeting")
    await s.shake(a)
    await a.hears_handshake()
    a.leave()
    await s.wait(0.3)
    await s.log("connected", "disconnected")


async def dropped(s: Scene) -> None:
    """Nobody says goodbye: what carried the connection has ended."""
    a, b = await s.join(), await s.join()
    await a.say(stream("s", "Count", 1000, 50))
    await a.hears(item("s", 0))
    a.leave()
    await s.log("connected", "connected", "disconnected", "count ended")
    expect("the status of a POST to it", 404, (await s.ask("POST", a.path, body=b"")).status)
    await b.still_answers()


async def no_cross_talk(s: Scene) -> None:
    alice = {"Authorization": "Bearer alice"}
    a = await s.join("/secure", headers=alice)
    await a.say({"type": 7})
    await a.closes(close())
    await s.wait(0.2)
    b = await s.join("/secure", headers=alice)
    await b.say(call("1", "ToUser", "alice", "x"))
    await b.hears(told("x"), result("1", None))
    expect("the hub's log", ["connected", "disconnected", "connected"], await s.lines())
    await b.still_answers()


async def beside_another(s: Scene) -> None:
    """Of two connections of a user one says goodbye: the other lives on."""
    alice = {"Authorization": "Bearer alice"}
    a, b = [await s.join("/secure", headers=alice) for _ in range(2)]
    await a.say({"type": 7})
    await a.closes(close())
    await b.say(call("1", "ToUser", "alice", "x"))
    await b.hears(told("x"), result("1", None))


ERROR = "disconnected: HubException: bye"

CASES = (
    *cases(
        EVERY,
        Sentence(
            85, "goodbye", "A goodbye is answered with one", partial(goodbye, said={"type": 7})
        ),
        Sentence(
            85,
            "error",
            "The hub hears of the error in a goodbye",
            partial(goodbye, said=close("bye"), heard=ERROR),
        ),
        Sentence(
            85,
            "again",
            "A client's allowReconnect means nothing",
            partial(goodbye, said=close(again=True)),
        ),
        Sentence(85, "nothing-after", "Nothing behind a goodbye is served", nothing_after),
        Sentence(86, "abort", "The hub's abort is a goodbye that allows no return", aborted),
        Sentence(
            86, "rest", "What was read together with the aborting call still runs", rest_still_runs
        ),
        Sentence(86, "connecting", "The hub may abort in OnConnected", aborted_at_once),
        Sentence(87, "stop", "A server that stops keeps nobody", stopped, Traits(stops=True)),
        Sentence(88, "once", "OnDisconnected runs once, whichever way one goes", once),
        Sentence(
            92,
            "after",
            "A goodbye does not touch who comes after it",
            no_cross_talk,
            Traits(alone=True),
        ),
        Sentence(
            92,
            "beside",
            "A goodbye does not touch who is beside it",
            beside_another,
            Traits(alone=True),
        ),
    ),
    *cases(PINGED, Sentence(88, "dropped", "Who drops its connection has gone", dropped)),
    *cases(
        SOCKETS,
        Sentence(
            88, "greeting", "OnDisconnected runs for who leaves in OnConnected", left_while_greeted
        ),
    ),
)
