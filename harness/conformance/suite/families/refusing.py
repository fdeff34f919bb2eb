"""Behaviours 51 and 53 to 57: calls that cannot be carried out, and the sentences they are told in.

Rule: the sentences are compared word for word, as bots match on them; the connection lives on.
"""

from functools import partial
from typing import Any

from hubproof.harness.conformance.suite.case import Case, Sentence, cases
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import Told, call, error, result, stream
from hubproof.harness.conformance.suite.ways import EVERY, SOCKETS, WS_JSON, WS_PACKED

ARGUMENTS = (
    "Make sure that the types of the provided values match the types of the hub method being"
    " invoked."
)


async def refuses(s: Scene, said: Told, sentence: str, endpoint: str = "/hub") -> None:
    a = await s.join(endpoint)
    await a.say(said)
    await a.hears(error("1", sentence))
    await a.still_answers()


async def permitted(s: Scene) -> None:
    a = await s.join("/secure", headers={"Authorization": "Bearer admin"})
    await a.say(call("1", "Secret"))
    await a.hears(result("1", "secret"))


async def not_permitted(s: Scene, said: Told) -> None:
    a = await s.join("/secure", headers={"Authorization": "Bearer alice"})
    await a.say(said)
    await a.hears(error("1", "Failed to invoke 'Secret' because user is unauthorized"))
    await a.still_answers()


async def ill_bound(s: Scene, said: Told, method: str) -> None:
    a = await s.join("/secure", headers={"Authorization": "Bearer alice"})
    await a.say(said)
    await a.hears(error("1", failed(method)))
    await a.still_answers()


def unknown(target: str) -> str:
    return f"{failed(target)} HubException: Method does not exist."


def failed(method: str) -> str:
    return f"Failed to invoke '{method}' due to an error on the server."


def unexpected(method: str) -> str:
    return f"An unexpected error occurred invoking '{method}' on the server."


def count(sent: int) -> str:
    detail = f"Invocation provides {sent} argument(s) but target expects 2."
    return f"{failed('Add')} InvalidDataException: {detail}"


def _one(number: int, name: str, says: str, said: Told, sentence: str) -> Sentence:
    return Sentence(number, name, says, partial(refuses, said=said, sentence=sentence))


def _detailed(number: int, name: str, says: str, said: Told, sentence: str) -> Sentence:
    play = partial(refuses, said=said, sentence=sentence, endpoint="/detailed")
    return Sentence(number, f"{name}-details", says, play)


def _bad(name: str, what: str, *arguments: Any, target: str = "Add") -> Sentence:
    said = call("1", target, *arguments)
    return _one(54, name, f"{what} is refused", said, failed(target))


def _badly_bound() -> tuple[Case, ...]:
    """The sentence of an argument that does not fit, which differs by encoding."""
    start = f"{failed('Add')} InvalidDataException: Error binding argument"
    says = "With details it is told that the types do not match"
    said = call("1", "Add", 1, {"x": 1})
    return (
        *cases((WS_JSON,), _detailed(54, "second", says, said, f"{start}s. {ARGUMENTS}")),
        *cases((WS_PACKED,), _detailed(54, "second", says, said, f"{start} 2. {ARGUMENTS}")),
    )


_AS_CALL = "The client attempted to invoke the {} '{}' method with a {} invocation."

CASES = (
    *cases(
        EVERY,
        *(
            _one(51, name, says, call("1", target), unknown(target))
            for name, says, target in (
                ("unknown", "A method that nobody knows does not exist", "NoSuchMethod"),
                ("private", "A private method does not exist", "Hidden"),
                ("lifecycle", "A method of the life cycle does not exist", "OnConnectedAsync"),
                ("own-name", "A renamed method does not exist under its own name", "Original"),
            )
        ),
        _one(
            51,
            "stream",
            "A stream that nobody knows does not exist",
            stream("1", "Nobody"),
            unknown("Nobody"),
        ),
        _one(
            53,
            "few",
            "One argument where two belong is refused",
            call("1", "Add", 1),
            failed("Add"),
        ),
        _one(
            53,
            "many",
            "Three arguments where two belong are refused",
            call("1", "Add", 1, 2, 3),
            failed("Add"),
        ),
        _one(
            53, "none", "No arguments where two belong are refused", call("1", "Add"), failed("Add")
        ),
        _one(
            53,
            "spelling",
            "The refusal names the method as the hub spells it",
            call("1", "aDD"),
            failed("Add"),
        ),
        _one(
            53,
            "stream",
            "A stream with too few arguments is refused",
            stream("1", "Count", 1),
            failed("Count"),
        ),
        _bad("text", "Text for a number", "two", 2),
        _bad("number-text", "A number in quotes", "2", 2),
        _bad("null", "Null for a number", None, 2),
        _bad("whole-float", "2.0 for an integer", 2.0, 2),
        _bad("fraction", "2.5 for an integer", 2.5, 2),
        _bad("boolean", "A boolean for a number", *[True, 2]),
        _bad("list", "A list for a number", [2], 2),
        _bad("too-big", "A number beyond 32 bits", 2147483648, 2),
        _bad("second", "A wrong second argument", 1, {"x": 1}),
        _bad("number", "A number for text", 5, target="TextLength"),
        _one(
            54,
            "stream",
            "A stream with a wrong argument is refused",
            stream("1", "Count", "x", 0),
            failed("Count"),
        ),
        _one(55, "throws", "An exception is not told", call("1", "Boom"), unexpected("Boom")),
        _one(
            55,
            "later",
            "An exception after a wait is not told",
            call("1", "BoomLater"),
            unexpected("BoomLater"),
        ),
        _one(
            55,
            "refuses",
            "A HubException is told",
            call("1", "Refuse"),
            f"{unexpected('Refuse')} HubException: refused",
        ),
        _one(
            55,
            "wrapped",
            "A HubException inside another exception is not told",
            call("1", "RefuseWrapped"),
            unexpected("RefuseWrapped"),
        ),
        _one(
            55,
            "spelling",
            "The error names the method as the hub spells it",
            call("1", "bOOm"),
            unexpected("Boom"),
        ),
        Sentence(
            56,
            "call",
            "Who may not call a method is told so, without a full stop",
            partial(not_permitted, said=call("1", "Secret")),
        ),
        Sentence(
            56,
            "before-kind",
            "Who may not call a method is told so before the kind of the call matters",
            partial(not_permitted, said=stream("1", "Secret")),
        ),
        Sentence(
            56,
            "behind-arguments",
            "That the arguments do not fit is told to who may not call a method, too",
            partial(ill_bound, said=call("1", "Secret", 1), method="Secret"),
        ),
        Sentence(56, "permitted", "Who may call a method is answered", permitted),
        _one(
            57,
            "stream-as-call",
            "A stream that is called as a method is refused",
            call("1", "Count", 1, 0),
            _AS_CALL.format("streaming", "Count", "non-streaming"),
        ),
        _one(
            57,
            "before-uploads",
            "The kind of a call matters before its uploads are counted",
            stream("1", "Add", 1, 2, streams=["q"]),
            _AS_CALL.format("non-streaming", "Add", "streaming"),
        ),
        _one(
            57,
            "call-as-stream",
            "A method that is called as a stream is refused",
            stream("1", "Add", 1, 2),
            _AS_CALL.format("non-streaming", "Add", "streaming"),
        ),
    ),
    *cases(
        SOCKETS,
        _detailed(
            53,
            "few",
            "With details it is told that one argument came for two",
            call("1", "Add", 1),
            count(1),
        ),
        _detailed(
            53,
            "many",
            "With details it is told that three arguments came for two",
            call("1", "Add", 1, 2, 3),
            count(3),
        ),
        _detailed(
            55,
            "throws",
            "With details the exception is told",
            call("1", "Boom"),
            f"{unexpected('Boom')} InvalidOperationException: boom",
        ),
    ),
    *_badly_bound(),
)
