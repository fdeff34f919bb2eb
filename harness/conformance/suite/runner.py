"""Playing cases: against our server in virtual time, or against a URL in real time.

Rule: in virtual time every case has a server and a loop of its own, so the same code gives the same
verdict. At a URL they are played side by side, but those that address everybody alone, and those
that stop the server last; what does not pass beside others is played once more by itself.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from random import Random

from hubproof.harness.conformance.replay import AT_ONCE, HOST
from hubproof.harness.conformance.served.server import TestServer
from hubproof.harness.conformance.side_by_side import Turns, in_turns
from hubproof.harness.conformance.suite.case import Case, Outcome
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.trial import CannotTryError, DepartedError
from hubproof.harness.conformance.wire import Server
from hubproof.harness.verdict import Verdict
from hubproof.harness.virtual import RunStopped, VirtualLoop, virtual_loop

HORIZON_S = 400.0
"""No case lasts so long."""


async def play(case: Case, server: Server, tag: str) -> Outcome:
    """Play one case."""
    scene = Scene(server, case.way, tag)
    try:
        await case.play(scene)
        await scene.settle()
    except DepartedError as departed:
        return Outcome(case, Verdict.INVALID, departed.expected, departed.came)
    except CannotTryError as lacking:
        return Outcome(case, Verdict.UNKNOWN, "a server to try it on", str(lacking))
    except Exception as error:  # noqa: BLE001  # a case that breaks says nothing of the server
        return Outcome(case, Verdict.UNKNOWN, "a case that can be played", repr(error))
    finally:
        await scene.leave()
    return Outcome(case, Verdict.VALID)


def in_virtual_time(cases: Sequence[Case]) -> Iterator[Outcome]:
    """Play each against a server of ours, one after the other."""
    for case in cases:
        with virtual_loop(rng=Random(case.id), horizon_s=HORIZON_S) as loop:
            try:
                yield loop.run_until_complete(_serve_and_play(case, loop))
            except RunStopped as stopped:
                yield Outcome(case, Verdict.UNKNOWN, "an end", str(stopped))


async def _serve_and_play(case: Case, loop: VirtualLoop) -> Outcome:
    tokens = Random(f"tokens of {case.id}")
    stopping: list[asyncio.Task[None]] = []
    server = TestServer(
        loop.now_us,
        lambda: f"{int(tokens.random() * 2**53):022x}",
        lambda: stopping.append(loop.create_task(server.stop())),
    )
    port = await server.start(HOST, 0)
    try:
        return await play(case, Server(HOST, port), "tag")
    finally:
        await asyncio.gather(*stopping)
        await server.stop()


async def against(
    server: Server, cases: Sequence[Case], tag: Callable[[], str]
) -> AsyncIterator[Outcome]:
    """Play each against a server that somebody else has started.

    Raises:
        GoneError: it has gone away.
    """
    together = [one for one in cases if not one.alone and not one.stops]
    alone = [one for one in cases if one.alone and not one.stops]
    last = [one for one in cases if one.stops]
    places = asyncio.Semaphore(AT_ONCE)
    tries: Counter[str] = Counter()

    async def in_its_place(case: Case) -> Outcome:
        async with places:
            tries[case.id] += 1
            return replace(await play(case, server, tag()), tries=tries[case.id])

    async for outcome in in_turns(server, Turns(together, alone, last), in_its_place, _is_wrong):
        yield outcome


def _is_wrong(outcome: Outcome) -> bool:
    return outcome.verdict is not Verdict.VALID
