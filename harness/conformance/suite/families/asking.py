"""Behaviours 74 to 78: questions that the server asks its client.

Rule: what becomes of an answer shows where the question was asked: in a side request, or in the
result of the hub method that asked.
"""

import asyncio
from functools import partial

from hubproof.harness.conformance.suite.case import Sentence, cases
from hubproof.harness.conformance.suite.scene import Scene, Whole
from hubproof.harness.conformance.suite.speech import (
    call,
    close,
    done,
    error,
    result,
)
from hubproof.harness.conformance.suite.talk import Talk
from hubproof.harness.conformance.suite.trial import demand, expect
from hubproof.harness.conformance.suite.ways import EVERY, SOCKETS

CLOSED = "Connection closed with an error."
NO_WORDS = "HubException: Exception of type 'Microsoft.AspNetCore.SignalR.HubException' was thrown."
GIVEN_UP = "HubException: Invocation canceled by the server."
MISFIT = "HubException: Error trying to deserialize result to Int32."

Asking = asyncio.Task[Whole]


async def _question(a: Talk, number: int = 7) -> str:
    """The question's id."""
    told = await a.next_told(f'a question: Question({number}) with an id "s…"')
    name = told.pop("invocationId", None)
    demand(isinstance(name, str) and bool(name), "a question with an id", told)
    expect("the question", {"type": 1, "target": "Question", "arguments": [number]}, told)
    return str(name)


def _ask(s: Scene, a: Talk, query: str = "", number: int = 7) -> Asking:
    """Ask from outside of any hub method."""
    return s.begin(s.ask("POST", f"/ask/{a.id}/{number}{query}", patience_s=6))


async def _is_told(asking: Asking, says: str) -> None:
    answer = await asking
    expect("what the asker is told", says, answer.body.decode(errors="replace"))


async def answered(s: Scene) -> None:
    a = await s.join()
    asking = _ask(s, a)
    await a.say(result(await _question(a), 8))
    await _is_told(asking, "answer: 8")


async def refused(s: Scene, says: str) -> None:
    a = await s.join()
    asking = _ask(s, a)
    await a.say(error(await _question(a), says))
    await _is_told(asking, f"HubException: {says}")
    await a.still_answers()


async def not_answered(s: Scene) -> None:
    """A client of an old version logs the question and says nothing."""
    a = await s.join()
    asking = _ask(s, a, "?timeout=300")
    name = await _question(a)
    await _is_told(asking, GIVEN_UP)
    await a.say(result(name, 8))
    await a.still_answers()


async def twice(s: Scene) -> None:
    a = await s.join()
    asking = _ask(s, a)
    name = await _question(a)
    await a.say(result(name, 8), result(name, 9))
    await _is_told(asking, "answer: 8")
    await a.still_answers()


async def new_ids(s: Scene) -> None:
    a = await s.join()
    names = []
    for number in (1, 2, 3):
        asking = _ask(s, a, number=number)
        names.append(await _question(a, number))
        await a.say(result(names[-1], number))
        await _is_told(asking, f"answer: {number}")
    demand(len({*names}) == len(names), "an id for each question", names)


async def gone(s: Scene) -> None:
    answer = await s.ask("POST", "/ask/nobody/7?timeout=300")
    says = "IOException: Connection 'nobody' does not exist."
    expect("what the asker is told", says, answer.body.decode(errors="replace"))


async def leaves(s: Scene) -> None:
    a = await s.join()
    asking = _ask(s, a)
    await _question(a)
    if s.way.is_socket:
        a.leave()
    else:
        await a.say({"type": 7})
        await a.closes(close())
    await _is_told(asking, f"IOException: Connection '{a.id}' disconnected.")


async def somebody_else(s: Scene) -> None:
    a, b = await s.join(), await s.join()
    asking = _ask(s, a)
    name = await _question(a)
    await b.say(result(name, 666))
    await b.closes(close(CLOSED, again=True))
    demand(not asking.done(), "a question that is still open", "an answer")
    await a.say(result(name, 8))
    await _is_told(asking, "answer: 8")


async def misfit(s: Scene, value: object) -> None:
    a = await s.join()
    asking = _ask(s, a)
    await a.say(result(await _question(a), value))
    says = (await asking).body.decode(errors="replace")
    demand(says.startswith(MISFIT), f"{MISFIT} …", says)
    await a.still_answers()


async def no_result(s: Scene) -> None:
    a = await s.join()
    asking = _ask(s, a)
    await a.say(done(await _question(a)))
    await _is_told(asking, NO_WORDS)
    await a.still_answers()


async def inside(s: Scene, endpoint: str) -> None:
    a = await s.join(endpoint)
    await a.say(call("1", "Ask", 7))
    await a.say(result(await _question(a), 8))
    await a.hears(result("1", 8))


async def inside_refused(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "Ask", 7))
    await a.say(error(await _question(a), "no"))
    says = "An unexpected error occurred invoking 'Ask' on the server. HubException: no"
    await a.hears(error("1", says))


async def of_another(s: Scene) -> None:
    a, b = await s.join(), await s.join()
    await a.say(call("1", "AskOther", b.id, 7))
    await b.say(result(await _question(b), 8))
    await a.hears(result("1", "8"))


async def frees_its_place(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "Ask", 7), call("2", "Add", 1, 2))
    name = await _question(a)
    await a.hears(result("2", 3))
    await a.say(result(name, 8))
    await a.hears(result("1", 8))


async def not_while_connecting(s: Scene) -> None:
    a = await s.attached("/asking")
    await s.shake(a)
    await a.hears_handshake()
    await a.closes(close(CLOSED))
    await s.log("connected")


CASES = (
    *cases(
        EVERY,
        Sentence(74, "answered", "The asker gets the client's result", answered),
        Sentence(
            74,
            "refused",
            "The asker gets the client's error, as a HubException",
            partial(refused, says="not now"),
        ),
        Sentence(
            75,
            "given-up",
            "The late answer to a question that was given up is ignored",
            not_answered,
        ),
        Sentence(75, "twice", "Of two answers the first counts", twice),
        Sentence(75, "new-ids", "Every question has an id of its own", new_ids),
        Sentence(75, "leaves", "When the client goes the asker hears of it", leaves),
        Sentence(75, "somebody-else", "Who answers another's question is closed", somebody_else),
        Sentence(
            76, "text", "Text for a number fails the question alone", partial(misfit, value="eight")
        ),
        Sentence(
            76, "null", "Null for a number fails the question alone", partial(misfit, value=None)
        ),
        Sentence(76, "no-result", "An answer without a result fails the question alone", no_result),
        Sentence(77, "hub", "A hub method asks its caller", partial(inside, endpoint="/hub")),
        Sentence(
            77,
            "parallel",
            "A hub method asks its caller where calls run in parallel",
            partial(inside, endpoint="/parallel"),
        ),
        Sentence(
            77,
            "refused",
            "A hub method that is refused an answer fails with that error",
            inside_refused,
        ),
        Sentence(77, "another", "A hub method asks another client", of_another),
        Sentence(
            77,
            "frees",
            "While a hub method asks, its caller's other calls are run",
            frees_its_place,
        ),
        Sentence(
            77, "connecting", "A question in OnConnected ends the connection", not_while_connecting
        ),
        Sentence(
            78,
            "no-handler",
            "The error of a client without a handler reaches the asker",
            partial(refused, says="Client didn't provide a result."),
        ),
        Sentence(
            78, "silence", "The silence of an older client ends with the time-out", not_answered
        ),
    ),
    *cases(SOCKETS, Sentence(75, "gone", "A question to nobody fails at once", gone)),
)
