"""A client at the wire forgives nothing: whatever it did not expect ends its trial."""

from collections.abc import Awaitable, Callable

import pytest

from hubproof.harness.conformance.suite.case import Sentence
from hubproof.harness.conformance.suite.runner import in_virtual_time
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import call, close, error, result, told
from hubproof.harness.conformance.suite.talk import Talk
from hubproof.harness.conformance.suite.ways import EVERY, Way
from hubproof.harness.verdict import Verdict

ADD = call("1", "Add", 1, 2)
TELL = call("1", "ToCaller", "x")
Expecting = Callable[[Talk], Awaitable[object]]


async def another_result(a: Talk) -> None:
    await a.say(ADD)
    await a.hears(result("1", 4))


async def a_float(a: Talk) -> None:
    await a.say(ADD)
    await a.hears(result("1", 3.0))


async def an_error(a: Talk) -> None:
    await a.say(ADD)
    await a.hears(error("1", "no"))


async def another_order(a: Talk) -> None:
    await a.say(TELL)
    await a.hears(result("1", None), told("x"))


async def one_of_two(a: Talk) -> None:
    await a.say(TELL)
    await a.hears_in_any_order(result("1", None), told("y"))


async def nothing_more(a: Talk) -> None:
    await a.say(TELL)
    await a.hears(told("x"))


async def silence(a: Talk) -> None:
    await a.say(ADD)
    await a.quiet(0.5)


async def other_bytes(a: Talk) -> None:
    await a.say(ADD)
    await a.hears_bytes(b'{"type":3,"invocationId":"1","result":3 }')


async def an_end(a: Talk) -> None:
    await a.ends()


async def an_end_without_a_goodbye(a: Talk) -> None:
    await a.say(close())
    await a.ends()


async def a_reason(a: Talk) -> None:
    await a.say(close())
    await a.closes(close("because"))


async def a_second_handshake(a: Talk) -> None:
    await a.hears_handshake()


async def any_message(a: Talk) -> None:
    await a.next_told("anything")


async def life_after_the_end(a: Talk) -> None:
    await a.say(close())
    await a.closes(close())
    await a.still_answers()


WRONG = (
    another_result,
    a_float,
    an_error,
    another_order,
    one_of_two,
    nothing_more,
    silence,
    other_bytes,
    an_end,
    an_end_without_a_goodbye,
    a_reason,
    a_second_handshake,
    any_message,
    life_after_the_end,
)


@pytest.mark.parametrize("way", EVERY, ids=lambda way: str(way.name))
def test_what_was_not_expected_departs(way: Way) -> None:
    def trial(expecting: Expecting) -> Sentence:
        async def play(s: Scene) -> None:
            await expecting(await s.join())

        return Sentence(44, expecting.__name__, "One", play)

    cases = [next(trial(expecting).over([way])) for expecting in WRONG]
    verdicts = {one.case.name: one.verdict for one in in_virtual_time(cases)}
    assert {name for name, one in verdicts.items() if one is not Verdict.INVALID} == set()
