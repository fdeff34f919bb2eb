"""Behaviours 44 to 50, 52 and 58: calls, their ids, their order.

Rule: one sentence, every transport and encoding.
"""

from functools import partial
from typing import Any

from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import (
    Told,
    call,
    cancel,
    done,
    error,
    item,
    result,
    stream,
)
from hubproof.harness.conformance.suite.trial import demand
from hubproof.harness.conformance.suite.ways import EVERY

FAILED = "Failed to invoke '{}' due to an error on the server."
NO_UPLOAD = (
    "An unexpected error occurred invoking 'Sum' on the server."
    " HubException: Client sent 0 stream(s), Hub method expects 1."
)
TEXT = '"quotes" é漢😀 \u2028 \\ / \n\t {}[]'


async def answers(s: Scene, target: str, arguments: tuple[Any, ...], value: Any) -> None:
    a = await s.join()
    await a.say(call("7", target, *arguments))
    await a.hears(result("7", value))


async def no_answer(s: Scene, said: Told, invocation_id: str | None = None) -> None:
    """Nothing comes back, and the next call is served."""
    a = await s.join()
    message = {**said, "invocationId": invocation_id} if invocation_id is not None else said
    await a.say(message)
    await a.quiet(0.3)
    await a.still_answers()


async def is_run(s: Scene) -> None:
    a = await s.join()
    await a.say(call(None, "Note", "heard"))
    await a.still_answers()
    await s.log("connected", "note: heard")


async def id_comes_back(s: Scene, name: str) -> None:
    a = await s.join()
    await a.say(call(name, "Add", 1, 2))
    await a.hears(result(name, 3))


async def id_again(s: Scene) -> None:
    a = await s.join()
    for total in (3, 4):
        await a.say(call("1", "Add", 1, total - 1))
        await a.hears(result("1", total))


async def id_at_once(s: Scene) -> None:
    a = await s.join("/parallel")
    await a.say(call("1", "Slow", 300), call("1", "Add", 1, 2))
    await a.hears(result("1", 3), result("1", 300))


async def in_order(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "Slow", 300), call("2", "Add", 1, 2), call("3", "Add", 1, 3))
    await a.hears(result("1", 300), result("2", 3), result("3", 4))


async def at_once(s: Scene) -> None:
    a = await s.join("/parallel")
    await a.say(call("1", "Slow", 600), call("2", "Slow", 300), call("3", "Add", 1, 2))
    await a.hears(result("3", 3), result("2", 300), result("1", 600))


async def no_more_at_once(s: Scene) -> None:
    a = await s.join("/parallel")
    slow = [call(str(number), "Slow", 200 + 100 * number) for number in (1, 2, 3)]
    await a.say(*slow, call("4", "Add", 1, 2))
    await a.hears(result("1", 300), result("4", 3), result("2", 400), result("3", 500))


async def nonsense_does_not_wait(s: Scene, said: Told, sentence: str) -> None:
    """It is told why not at once, and behind it everything goes on."""
    a = await s.join()
    await a.say(call("1", "Slow", 400), said, call("3", "Add", 1, 2))
    await a.hears(error("2", sentence))
    await a.quiet(0.2)
    await a.hears(result("1", 400), result("3", 3))


async def full_up(s: Scene) -> None:
    """Every place is taken; what runs beside them comes and goes all the same."""
    a = await s.join()
    await a.say(call("1", "Slow", 400))
    await a.say(call("u", "Sum", streams=["q"]), item("q", 4), done("q"))
    await a.hears(result("u", 4))
    await a.say(call("v", "Sum", streams=["q"]), item("q", 5), done("q"), call("2", "Add", 1, 2))
    await a.hears(result("v", 5), result("1", 400), result("2", 3))


async def wait_without_id(s: Scene) -> None:
    a = await s.join()
    await a.say(call(None, "Slow", 300), call("1", "Add", 1, 2))
    await a.quiet(0.2)
    await a.hears(result("1", 3))


async def reader_goes_on(s: Scene) -> None:
    """Behind a running call a cancellation is heard at once."""
    a = await s.join()
    await a.say(stream("s", "Count", 2, 2000))
    await a.hears(item("s", 0))
    await a.say(call("1", "Slow", 500), cancel("s"))
    await a.hears(done("s"), result("1", 500))


async def reader_is_held_up(s: Scene) -> None:
    """Behind a call that waits for a place everything waits."""
    a = await s.join()
    await a.say(stream("s", "Count", 2, 2000))
    await a.hears(item("s", 0))
    await a.say(call("1", "Slow", 500), call("2", "Add", 1, 2), cancel("s"))
    await a.hears(result("1", 500), result("2", 3), done("s"))


async def stream_beside(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "Slow", 400))
    await a.say(stream("s", "Count", 2, 0))
    await a.hears(item("s", 0), item("s", 1), done("s"), result("1", 400))


async def upload_beside(s: Scene) -> None:
    a = await s.join()
    await a.say(call("u", "Sum", streams=["q"]))
    await a.say(call("1", "Add", 1, 2))
    await a.hears(result("1", 3))
    await a.say_apart(item("q", 4), done("q"))
    await a.hears(result("u", 4))


async def apart(s: Scene) -> None:
    a, b = await s.join(), await s.join()
    began = s.now_s()
    await a.say(call("1", "Slow", 500))
    await b.say(call("1", "Add", 1, 2))
    await b.hears(result("1", 3))
    took_s = s.now_s() - began
    demand(took_s < 0.4, "an answer before the other's call is done", f"{took_s:.2f} s")
    await a.hears(result("1", 500))


async def abandoned(s: Scene) -> None:
    a, b = await s.join(), await s.join()
    await a.say(call("1", "SlowAborted", 3000))
    await s.wait(0.1)
    if s.way.is_socket:
        a.leave()
    else:
        await a.say({"type": 7})
        await a.closes({"type": 7})
    await s.log("connected", "connected", "disconnected", "aborted")
    await b.still_answers()


def _quiet(name: str, says: str, said: Told) -> Sentence:
    return Sentence(45, name, says, partial(no_answer, said=said))


def _answer(number: int, name: str, says: str, target: str, *told: Any) -> Sentence:
    *arguments, value = told
    play = partial(answers, target=target, arguments=tuple(arguments), value=value)
    return Sentence(number, name, says, play)


CASES = cases(
    EVERY,
    _answer(44, "result", "A call gets one completion with its result", "Add", 2, 3, 5),
    _answer(
        44, "later", "A method that waits gets one completion with its result", "AddLater", 2, 3, 5
    ),
    _answer(44, "text", "Text comes back as it was", "Echo", TEXT, TEXT),
    _answer(44, "null", "Null is a text, too", "Echo", None, None),
    _answer(44, "long", "20,000 characters come back", "Echo", "x" * 20_000, "x" * 20_000),
    _answer(44, "wraps", "A sum beyond 32 bits wraps", "Add", 2147483647, 1, -2147483648),
    _answer(44, "negative", "Negative numbers are numbers", "Add", -200, -70_000, -70_200),
    Sentence(45, "is-run", "A call without an id is run", is_run),
    _quiet("result", "A call without an id is not answered", call(None, "Add", 1, 2)),
    _quiet("error", "A call without an id is not answered where it fails", call(None, "Boom")),
    _quiet(
        "unknown",
        "A call without an id is not answered where nobody knows its method",
        call(None, "NoSuchMethod"),
    ),
    _quiet(
        "arguments",
        "A call without an id is not answered where its arguments are wrong",
        call(None, "Add", "x"),
    ),
    _quiet("empty", "A call with an empty id is not answered", call("", "Add", 1, 2)),
    *(
        Sentence(46, name, f"{what} is an id", partial(id_comes_back, name=text))
        for name, what, text in (
            ("text", "Any text", 'a "b" é'),
            ("long", "A text of 500 characters", "i" * 500),
            ("space", "A blank", " "),
        )
    ),
    Sentence(46, "again", "An id may be used again when its call is done", id_again),
    Sentence(46, "at-once", "An id may be used again while its first call runs", id_at_once),
    _answer(47, "void", "A method without a result answers null", "Nothing", None),
    _answer(47, "later", "A method without a result that waits answers null", "NothingLater", None),
    _answer(47, "null", "A null result is null", "Null", None),
    Sentence(48, "in-order", "Calls run one at a time, in the order of arrival", in_order),
    Sentence(48, "at-once", "Three calls run at once where three are allowed", at_once),
    Sentence(48, "no-more", "A fourth call waits where three are allowed", no_more_at_once),
    *(
        Sentence(
            48,
            f"refused-{name}",
            f"{what} is refused at once, and waits for no place",
            partial(nonsense_does_not_wait, said=said, sentence=sentence),
            Traits(source="JsonHubProtocol.cs; DefaultHubDispatcher.cs"),
        )
        for name, what, said, sentence in (
            (
                "unknown",
                "An unknown method",
                call("2", "NoSuchMethod"),
                f"{FAILED.format('NoSuchMethod')} HubException: Method does not exist.",
            ),
            ("few", "A lack of arguments", call("2", "Add", 1), FAILED.format("Add")),
            (
                "text",
                "A wrong argument",
                call("2", "Add", "x", 1),
                FAILED.format("Add"),
            ),
            (
                "no-upload",
                "A lack of uploads",
                call("2", "Sum"),
                NO_UPLOAD,
            ),
        )
    ),
    Sentence(48, "without-id", "Calls without an id take their turn", wait_without_id),
    Sentence(
        48, "goes-on", "A cancellation behind a running call is heard at once", reader_goes_on
    ),
    Sentence(
        48,
        "held-up",
        "A call that waits for a place holds up everything behind it",
        reader_is_held_up,
    ),
    Sentence(49, "stream", "A stream starts while a call runs", stream_beside),
    Sentence(49, "upload", "A call with an upload takes no place", upload_beside),
    Sentence(49, "full", "A call with an upload starts where every place is taken", full_up),
    Sentence(50, "apart", "A slow call of one delays no other client", apart),
    _answer(52, "lower", "Lower case finds a method", "add", 1, 2, 3),
    _answer(52, "upper", "Upper case finds a method", "ADDLATER", 1, 2, 3),
    Sentence(58, "abandoned", "A method hears that its caller has gone", abandoned),
)
