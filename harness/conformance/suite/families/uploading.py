"""Behaviours 67 to 73: streams from the client.

Rule: what is uploaded shows in the result of the call that reads it.
"""

from functools import partial

from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import (
    Told,
    call,
    done,
    error,
    item,
    result,
    stream,
)
from hubproof.harness.conformance.suite.trial import expect
from hubproof.harness.conformance.suite.ways import EVERY, SOCKETS

BUFFERED = 10
UNEXPECTED = "An unexpected error occurred invoking '{}' on the server."
COUNT = UNEXPECTED + " HubException: Client sent {} stream(s), Hub method expects {}."


async def uploads(s: Scene, said: tuple[Told, ...], *heard: Told, endpoint: str = "/hub") -> None:
    a = await s.join(endpoint)
    await a.say(*said)
    await a.hears(*heard)
    await a.still_answers()


async def apart(s: Scene) -> None:
    a = await s.join()
    for message in (call("1", "Sum", streams=["q"]), item("q", 4), item("q", 5)):
        await a.say(message)
        await a.quiet(0.05)
    await a.say(done("q"))
    await a.hears(result("1", 9))


async def both_ways(s: Scene) -> None:
    a = await s.join()
    await a.say(stream("1", "Shout", streams=["q"]))
    await a.say(item("q", "a"))
    await a.hears(item("1", "A"))
    await a.say(item("q", "b"))
    await a.hears(item("1", "B"))
    await a.say(done("q"))
    await a.hears(done("1"))


async def id_again(s: Scene) -> None:
    a = await s.join()
    for number in (1, 2):
        await a.say(call("1", "Sum", streams=["q"]), item("q", number), done("q"))
        await a.hears(result("1", number))


async def own_namespace(s: Scene) -> None:
    """An upload may have the id of its call, and of a running stream."""
    a = await s.join()
    await a.say(call("x", "Sum", streams=["x"]), item("x", 3), done("x"))
    await a.hears(result("x", 3))


async def fails(s: Scene, end: Told, says: str) -> None:
    a = await s.join()
    await a.say(call("1", "Concat", "a", streams=["q"]))
    await a.say_apart(item("q", "b"), end)
    await a.hears(error("1", UNEXPECTED.format("Concat") + says))
    await a.still_answers()
    await s.log("connected", f"upload failed:{says}")


async def nobody_reads(s: Scene, message: Told) -> None:
    a = await s.join()
    await a.say(message)
    await a.still_answers()


async def late_items(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "Sum", streams=["q"]), item("q", 1), done("q"), item("q", 2), done("q"))
    await a.hears(result("1", 1))
    await a.still_answers()


async def held_up(s: Scene) -> None:
    """The eleventh item that nobody reads holds up what is behind it, until somebody does."""
    a = await s.join()
    await a.say(call("1", "SumLate", 500, streams=["q"]))
    await a.say_apart(*(item("q", number) for number in range(BUFFERED + 1)))
    await a.say(call("2", "Add", 1, 2), done("q"))
    await a.quiet(0.3)
    await a.hears(result("2", 3), result("1", 55))


async def let_go(s: Scene) -> None:
    """The method ends, and has read nothing of what held up the reader."""
    a = await s.join()
    await a.say(call("1", "Unread", 300, streams=["q"]))
    await a.say_apart(*(item("q", number) for number in range(BUFFERED + 2)), done("q"))
    await a.say(call("2", "Add", 1, 2))
    await a.hears(result("1", 300), result("2", 3))


async def not_held_up(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "SumLate", 500, streams=["q"]))
    await a.say_apart(*(item("q", number) for number in range(BUFFERED)))
    await a.say(call("2", "Add", 1, 2), done("q"))
    await a.hears(result("2", 3))
    await a.quiet(0.1)
    await a.hears(result("1", 45))


async def misfit_is_the_end(s: Scene) -> None:
    """Nobody has read the item that did not fit, and what follows it holds nothing up."""
    a = await s.join()
    await a.say(call("1", "SumLate", 500, streams=["q"]))
    await a.say(*(item("q", one) for one in ("no", *range(BUFFERED + 2))), call("2", "Add", 1, 2))
    await a.hears(result("2", 3))
    await a.quiet(0.1)
    says = UNEXPECTED.format("SumLate") + " HubException: Failed to bind Stream message."
    await a.hears(error("1", says))


async def others_go_on(s: Scene) -> None:
    a, b = await s.join(), await s.join()
    await a.say(call("1", "SumLate", 500, streams=["q"]))
    await a.say(*(item("q", 1) for _ in range(BUFFERED + 2)), done("q"))
    await b.say(call("1", "Add", 1, 2))
    await b.hears(result("1", 3))
    await a.hears(result("1", BUFFERED + 2))


async def ends_with_its_call(s: Scene) -> None:
    """A method that has read enough: the rest of its upload is dropped."""
    a = await s.join()
    await a.say(call("1", "FirstOnly", streams=["q"]), item("q", 7))
    await a.hears(result("1", 7))
    await a.say(*(item("q", number) for number in range(BUFFERED + 2)), done("q"))
    await a.still_answers()


async def ends_with_its_stream(s: Scene, last: Told) -> None:
    """Whatever ends a stream ends its upload: what comes of it then holds nothing up."""
    a = await s.join()
    await a.say(stream("1", "Shout", streams=["q"]), item("q", "a"))
    await a.hears(item("1", "A"))
    await a.say(last)
    told = await a.next_told("the end of the stream")
    expect("what ends", [3, "1"], [told.get("type"), told.get("invocationId")])
    await a.say(*(item("q", "b") for _ in range(BUFFERED + 2)), done("q"))
    await a.still_answers()
    await a.say(stream("1", "Shout", streams=["q"]), item("q", "c"), done("q"))
    await a.hears(item("1", "C"), done("1"))


async def ends_with_its_client(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "Concat", "a", streams=["q"]), item("q", "b"))
    await s.wait(0.1)
    if s.way.is_socket:
        a.leave()
    else:
        await a.say({"type": 7})
        await a.closes({"type": 7})
    says = "OperationCanceledException: The underlying connection was closed."
    await s.log("connected", "disconnected", f"upload failed: {says}")


def _upload(number: int, name: str, says: str, said: tuple[Told, ...], *heard: Told) -> Sentence:
    async def play(s: Scene) -> None:
        await uploads(s, said, *heard)

    return Sentence(number, name, says, play)


def _miscounted(name: str, says: str, said: Told, sent: int, expected: int) -> Sentence:
    sentence = COUNT.format(said["target"], sent, expected)
    return _upload(70, name, says, (said,), error("1", sentence))


CASES = (
    *cases(
        EVERY,
        _upload(
            67,
            "sum",
            "A method reads the items of its upload",
            (call("1", "Sum", streams=["q"]), item("q", 4), item("q", 5), done("q")),
            result("1", 9),
        ),
        Sentence(67, "apart", "A call is answered when its upload is at an end", apart),
        _upload(
            67,
            "empty",
            "An upload may have no items",
            (call("1", "Sum", streams=["q"]), done("q")),
            result("1", 0),
        ),
        _upload(
            67,
            "argument",
            "A method may have an upload beside an argument",
            (call("1", "Concat", "a", streams=["q"]), item("q", "b"), done("q")),
            result("1", "ab"),
        ),
        _upload(
            68,
            "two",
            "Two uploads of a call are matched in their order",
            (
                call("1", "Two", "-", streams=["q", "r"]),
                item("r", "right"),
                done("r"),
                item("q", "left"),
                done("q"),
            ),
            result("1", "left-right"),
        ),
        Sentence(68, "both-ways", "A call may have an upload and a stream", both_ways),
        Sentence(68, "again", "The id of an upload may be used again", id_again),
        Sentence(68, "namespace", "The id of an upload may be that of its call", own_namespace),
        Sentence(
            69,
            "error",
            "A client's error is thrown at the reader of its upload",
            partial(fails, end=error("q", "went wrong"), says=" HubException: went wrong"),
        ),
        _upload(
            69,
            "result",
            "A completion with a result ends an upload, too",
            (call("1", "Sum", streams=["q"]), item("q", 4), result("q", 9)),
            result("1", 4),
        ),
        _miscounted(
            "missing",
            "A call without an upload where one belongs is refused",
            call("1", "Sum"),
            0,
            1,
        ),
        _miscounted(
            "needless",
            "A call with an upload where none belongs is refused",
            call("1", "Add", 1, 2, streams=["q"]),
            1,
            0,
        ),
        _miscounted(
            "one-of-two",
            "A call with one upload where two belong is refused",
            call("1", "Two", "-", streams=["q"]),
            1,
            2,
        ),
        Sentence(
            71,
            "misfit",
            "An item of the wrong type fails its upload alone",
            partial(
                fails,
                end=item("q", {"no": "text"}),
                says=" HubException: Failed to bind Stream message.",
            ),
        ),
        Sentence(
            71,
            "nobody",
            "An item of no upload is ignored",
            partial(nobody_reads, message=item("x", 1)),
        ),
        Sentence(
            71,
            "nothing",
            "The end of no upload is ignored",
            partial(nobody_reads, message=done("x")),
        ),
        Sentence(71, "late", "Items behind the end of their upload are ignored", late_items),
        Sentence(
            73, "call", "When a call ends the rest of its upload is dropped", ends_with_its_call
        ),
        Sentence(
            73,
            "stream",
            "When a stream fails the rest of its upload is dropped",
            partial(ends_with_its_stream, last=item("q", {"no": "text"})),
        ),
        Sentence(
            73,
            "client",
            "When a client goes the reader of its upload hears of it",
            ends_with_its_client,
        ),
    ),
    *cases(
        SOCKETS,
        Sentence(72, "held-up", "The eleventh unread item holds up the next call", held_up),
        Sentence(72, "ten", "Ten unread items hold nothing up", not_held_up),
        Sentence(
            72,
            "let-go",
            "When a call ends without reading, what its unread items held up goes on",
            let_go,
            Traits(level="SHOULD", source="the recorded server ends the connection instead"),
        ),
        Sentence(
            71, "behind", "Behind an item of the wrong type all are dropped", misfit_is_the_end
        ),
        Sentence(72, "others", "Unread items hold up no other client", others_go_on),
    ),
)
