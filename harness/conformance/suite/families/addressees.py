"""Behaviours 79 and 80: who is addressed, who is not, and in which order.

Rule: a form of address is judged by everybody present, also by those who should hear nothing.
"""

import asyncio
from collections.abc import Callable

from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.families.sockets import by_hand, flood, say_by_hand
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import call, result, told
from hubproof.harness.conformance.suite.talk import Talk
from hubproof.harness.conformance.suite.trial import demand
from hubproof.harness.conformance.suite.ways import EVERY, SOCKETS, WS_JSON

X = told("x")
Three = tuple[Talk, Talk, Talk]
Said = Callable[[Three], tuple[object, ...]]


async def _three(s: Scene) -> Three:
    """Three clients; the first two are in the group."""
    a, b, c = await s.join(), await s.join(), await s.join()
    for talk in (a, b):
        await talk.say(call("j", "Join", f"g{s.tag}"))
        await talk.hears(result("j", None))
    return a, b, c


def _addressed(name: str, says: str, target: str, said: Said, hears: str) -> Sentence:
    """A form of address: the first of three says it, `hears` are those who hear it."""

    async def play(s: Scene) -> None:
        three = await _three(s)
        arguments = [
            f"{one}{s.tag}" if one == "g" else one for one in said(three)
        ]  # the group is this run's own
        await three[0].say(call("1", target, *arguments, "x"))
        for letter, talk in zip("abc", three, strict=True):
            times = hears.count(letter)
            if letter == "a":
                await talk.hears(*[X] * times, result("1", None))
            else:
                await talk.hears(*[X] * times)
        for talk in three:
            await talk.quiet(0.1)

    reaches_all = target in ("ToAll", "ToAllExcept", "ToOthers")
    return Sentence(79, name, says, play, Traits(alone=reaches_all))


async def several_groups(s: Scene) -> None:
    """Once for each group that a client is in."""
    a, b, c = await _three(s)
    await b.say(call("j", "Join", f"h{s.tag}"))
    await b.hears(result("j", None))
    await a.say(call("1", "ToGroups", [f"g{s.tag}", f"h{s.tag}"], "x"))
    await a.hears(X, result("1", None))
    await b.hears(X, X)
    await c.quiet(0.1)


async def left_group(s: Scene) -> None:
    a, b, _ = await _three(s)
    await b.say(call("l", "Leave", f"g{s.tag}"))
    await b.hears(result("l", None))
    await a.say(call("1", "ToGroup", f"g{s.tag}", "x"))
    await a.hears(X, result("1", None))
    await b.quiet(0.1)


async def joined_twice(s: Scene) -> None:
    a, b, _ = await _three(s)
    await b.say(call("j", "Join", f"g{s.tag}"))
    await b.hears(result("j", None))
    await a.say(call("1", "ToGroup", f"g{s.tag}", "x"))
    await a.hears(X, result("1", None))
    await b.hears(X)
    await b.quiet(0.1)


async def gone_from_group(s: Scene) -> None:
    """Who has gone is out of its groups, and addressing it does nothing."""
    a, b, _ = await _three(s)
    await b.say({"type": 7})
    await b.closes({"type": 7})
    await s.wait(0.2)
    await a.say(call("1", "ToOthersInGroup", f"g{s.tag}", "x"), call("2", "ToClient", b.id, "x"))
    await a.hears(result("1", None), result("2", None))


async def users(s: Scene) -> None:
    alice = [await s.join("/secure", headers={"Authorization": "Bearer alice"}) for _ in range(2)]
    bob = await s.join("/secure", headers={"Authorization": "Bearer bob"})
    await bob.say(call("1", "ToUser", "alice", "x"))
    await bob.hears(result("1", None))
    for talk in alice:
        await talk.hears(X)
    await bob.say(call("2", "ToUsers", ["bob", "alice"], "x"))
    await bob.hears(X, result("2", None))
    for talk in alice:
        await talk.hears(X)
    await bob.say(call("3", "ToUser", "Alice", "x"), call("4", "ToUser", "carol", "x"))
    await bob.hears(result("3", None), result("4", None))
    for talk in alice:
        await talk.quiet(0.1)


async def by_token(s: Scene) -> None:
    """The secret token addresses nobody."""
    a, b, _ = await _three(s)
    await a.say(call("1", "ToClient", b.token, "x"))
    await a.hears(result("1", None))
    await b.quiet(0.1)


async def in_order(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "TellMany", 100), call("2", "ToCaller", "x"))
    numbers = [told(number) for number in range(100)]
    await a.hears(*numbers, result("1", None), X, result("2", None))


async def before_the_answer(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "TellThenAnswer", "x"))
    await a.hears(X, result("1", "answered"))


async def begins_in_turn(s: Scene) -> None:
    """Where calls run side by side each begins before the next one is looked at."""
    a = await s.join("/parallel")
    await a.say(call("1", "TellThenAnswer", "x"), call("2", "Add", 1, 2))
    await a.hears(X)
    await a.hears_in_any_order(result("1", "answered"), result("2", 3))


async def no_arguments(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "TellNothing"))
    await a.hears(told(), result("1", None))


async def nobody_waits(s: Scene) -> None:
    """One client does not read; what it is told delays nobody else."""
    socket = await by_hand(s)
    try:
        say_by_hand(s, socket, flood(s))
        await s.wait(1)
        b = await s.join()
        began = s.now_s()
        await b.say(call(None, "ToAll", "x"))  # a method may wait for all whom it has told
        await b.hears(X)
        took_s = s.now_s() - began
        demand(took_s < 1, "a message at once", f"{took_s:.1f} s")
    finally:
        socket.reset()
        await asyncio.sleep(0)


def _nobody(_: Three) -> tuple[object, ...]:
    return ()


CASES = (
    *cases(
        EVERY,
        _addressed("all", "All are everybody", "ToAll", _nobody, "abc"),
        _addressed(
            "all-except",
            "All but some leave these out",
            "ToAllExcept",
            lambda t: ([t[1].id],),
            "ac",
        ),
        _addressed("caller", "The caller is addressed alone", "ToCaller", _nobody, "a"),
        _addressed("others", "The others are everybody but the caller", "ToOthers", _nobody, "bc"),
        _addressed(
            "client", "One client is addressed alone", "ToClient", lambda t: (t[1].id,), "b"
        ),
        _addressed(
            "clients",
            "Some clients are told once each",
            "ToClients",
            lambda t: ([t[1].id, t[2].id, t[2].id, "nobody"],),
            "bc",
        ),
        _addressed("group", "A group is its members", "ToGroup", lambda _: ("g",), "ab"),
        _addressed(
            "nobody",
            "A client that is not there may be addressed",
            "ToClient",
            lambda _: ("no",),
            "",
        ),
        _addressed(
            "empty-group", "A group of nobody may be addressed", "ToGroup", lambda _: ("none",), ""
        ),
        _addressed(
            "group-except",
            "A group but some leaves these out",
            "ToGroupExcept",
            lambda t: ("g", [t[0].id]),
            "b",
        ),
        _addressed(
            "others-in-group",
            "The others of a group leave out the caller",
            "ToOthersInGroup",
            lambda _: ("g",),
            "b",
        ),
        Sentence(79, "groups", "Groups are told once for each that one is in", several_groups),
        Sentence(79, "left", "Who has left a group hears nothing of it", left_group),
        Sentence(79, "twice", "Joining a group twice counts once", joined_twice),
        Sentence(79, "gone", "Who has gone is in no group", gone_from_group),
        Sentence(
            79, "users", "A user is all connections that show the key", users, Traits(alone=True)
        ),
        Sentence(80, "order", "A hundred messages come in their order", in_order),
        Sentence(80, "before", "What a method tells comes before its answer", before_the_answer),
        Sentence(80, "turn", "What a call tells comes before the next answer", begins_in_turn),
        Sentence(80, "no-arguments", "A message may have no arguments", no_arguments),
    ),
    *cases(
        SOCKETS,
        Sentence(79, "token", "The secret token addresses nobody", by_token),
    ),
    *cases(
        (WS_JSON,),
        Sentence(
            80, "nobody-waits", "Who does not read delays nobody", nobody_waits, Traits(alone=True)
        ),
    ),
)
