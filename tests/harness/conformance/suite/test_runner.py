"""A trial has three ends, and a case that could not be tried never counts as passed."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count
from random import Random

import pytest

from hubproof.harness.conformance import side_by_side
from hubproof.harness.conformance.replay import HOST
from hubproof.harness.conformance.served.server import TestServer
from hubproof.harness.conformance.side_by_side import GoneError
from hubproof.harness.conformance.suite.case import Case, Outcome, Sentence
from hubproof.harness.conformance.suite.families import CASES
from hubproof.harness.conformance.suite.runner import against, in_virtual_time, play
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import call
from hubproof.harness.conformance.suite.trial import expect
from hubproof.harness.conformance.suite.ways import HTTP, LP_JSON, WS_JSON, Way
from hubproof.harness.conformance.wire import Server
from hubproof.harness.verdict import Verdict
from hubproof.harness.virtual import VirtualLoop, virtual_loop

NOBODY = Server("127.0.0.1", 1)


def case(play_it: Callable[[Scene], Awaitable[None]], way: Way = WS_JSON) -> Case:
    return next(Sentence(44, "one", "One", play_it).over([way]))


def played(play_it: Callable[[Scene], Awaitable[None]], way: Way = WS_JSON) -> Outcome:
    (outcome,) = in_virtual_time([case(play_it, way)])
    return outcome


async def good(s: Scene) -> None:
    a = await s.join()
    await a.still_answers()


async def departing(_: Scene) -> None:
    expect("the sum", 3, 4)


async def unasked(s: Scene) -> None:
    """The answer is never asked for, so it is too much."""
    a = await s.join()
    await a.say(call("1", "Add", 1, 2))


async def unready(s: Scene) -> None:
    await s.join("/nowhere")


async def broken(_: Scene) -> None:
    raise KeyError("x")


async def endless(s: Scene) -> None:
    while True:
        await s.wait(100)


async def on_and_on(s: Scene) -> None:
    """Whatever a case has begun ends with it."""
    s.begin(endless(s))
    await s.wait(1)


@pytest.mark.parametrize(
    ("play_it", "verdict", "came"),
    [
        (good, Verdict.VALID, ""),
        (on_and_on, Verdict.VALID, ""),
        (departing, Verdict.INVALID, "4"),
        (unasked, Verdict.INVALID, '{"type":3,"invocationId":"1","result":3}'),
        (unready, Verdict.UNKNOWN, "no negotiation: expected a body in JSON, got "),
        (broken, Verdict.UNKNOWN, "KeyError('x')"),
    ],
)
def test_a_trial_ends_in_one_of_three_ways(
    play_it: Callable[[Scene], Awaitable[None]], verdict: Verdict, came: str
) -> None:
    outcome = played(play_it)
    assert (outcome.verdict, outcome.came) == (verdict, came)


def test_a_case_without_an_end_is_ended_and_unknown() -> None:
    outcome = played(endless)
    assert outcome.verdict is Verdict.UNKNOWN
    assert outcome.expected == "an end"


def test_what_is_played_over_polls_is_unasked_there_too() -> None:
    assert played(unasked, LP_JSON).verdict is Verdict.INVALID


async def plainly(s: Scene) -> None:
    await s.ask("GET", "/hub")


@pytest.mark.parametrize("play_it", [good, plainly])
async def test_where_nobody_serves_nothing_is_known(
    play_it: Callable[[Scene], Awaitable[None]],
) -> None:
    outcome = await play(case(play_it, HTTP if play_it is plainly else WS_JSON), NOBODY, "tag")
    assert outcome.verdict is Verdict.UNKNOWN


async def test_a_server_that_says_nothing_intelligible_departs() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"what\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    outcome = await play(case(plainly, HTTP), Server("127.0.0.1", port), "tag")
    server.close()
    assert outcome.verdict is Verdict.INVALID
    assert outcome.expected == "an answer to GET /hub"


async def test_side_by_side_but_alone_and_last_where_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from hubproof.harness.conformance.suite.case import Traits

    running, most, order = 0, dict[str, int](), list[str]()

    async def busy(s: Scene) -> None:
        nonlocal running
        running += 1
        order.append(s.tag)
        await asyncio.sleep(0)
        most[s.tag] = running
        running -= 1

    async def there(_: Server) -> bool:
        return True

    names = iter(["one", "two", "alone", "last"])
    monkeypatch.setattr(side_by_side, "is_back", there)
    monkeypatch.setattr("hubproof.harness.conformance.suite.scene.LISTENED_S", 0.0)
    traits = [Traits(stops=True), Traits(alone=True), Traits(), Traits()]
    cases = [
        next(Sentence(44, f"{n}", "One", busy, one).over([HTTP])) for n, one in enumerate(traits)
    ]
    outcomes = [one async for one in against(NOBODY, cases, lambda: next(names))]
    assert [one.verdict for one in outcomes] == [Verdict.VALID] * 4
    assert order == ["one", "two", "alone", "last"]
    assert most == {"one": 2, "two": 1, "alone": 1, "last": 1}


async def test_after_a_stop_nobody_may_be_there_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    from hubproof.harness.conformance.suite.case import Traits

    async def gone(_: Server) -> bool:
        return False

    monkeypatch.setattr(side_by_side, "is_back", gone)
    stopping = next(Sentence(44, "s", "One", good, Traits(stops=True)).over([WS_JSON]))
    with pytest.raises(GoneError):
        await anext(against(NOBODY, [stopping], lambda: "tag"))


def test_a_server_that_goes_away_departs_from_nothing() -> None:
    chosen = [one for one in CASES if one.behaviour.number in (48, 62, 75, 83)]
    played: list[Verdict] = []
    tags = count()

    async def play_all(loop: VirtualLoop) -> None:
        tokens = Random("tokens")
        server = TestServer(loop.now_us, lambda: f"{int(tokens.random() * 2**53):022x}")
        place = Server(HOST, await server.start(HOST, 0))
        going = asyncio.create_task(go(server))
        async for outcome in against(place, chosen, lambda: f"tag{next(tags)}"):
            played.append(outcome.verdict)  # noqa: PERF401  # those before an error are kept
        await going

    async def go(server: TestServer) -> None:
        await asyncio.sleep(3.0)
        await server.stop()

    with virtual_loop(rng=Random(1), horizon_s=400) as loop, pytest.raises(GoneError):
        loop.run_until_complete(play_all(loop))
    assert 0 < len(played) < len(chosen)
    assert set(played) == {Verdict.VALID}
