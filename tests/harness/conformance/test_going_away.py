"""A server that goes away while recordings are played departs from nothing; one that stays may."""

import asyncio
import dataclasses
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from hubproof.harness.conformance.presence import LOOKS, PATIENCE_S, answers
from hubproof.harness.conformance.recordings import Attach, Recording, read_file
from hubproof.harness.conformance.replay import HOST, Outcome, against
from hubproof.harness.conformance.served.server import TestServer
from hubproof.harness.conformance.side_by_side import QUIET_S, GoneError
from hubproof.harness.conformance.wire import Server
from hubproof.harness.virtual import virtual_loop

CASES = Path(__file__).parents[2] / "transcripts" / "cases"


def recordings(*names: str) -> list[Recording]:
    """Every recording of some files."""
    return [one for name in names for one in read_file(CASES / f"{name}.json")]


def played(
    chosen: list[Recording], gone_after_s: float | None = None
) -> tuple[list[Outcome], bool, float]:
    """What came of the recordings, whether the server went away, and how long it all took."""
    with virtual_loop(rng=Random(1), horizon_s=400) as loop:
        tokens = Random("tokens")
        server = TestServer(loop.now_us, lambda: f"{int(tokens.random() * 2**53):022x}")
        tags = iter(range(10**6))

        async def play() -> tuple[list[Outcome], bool, float]:
            port = await server.start(HOST, 0)
            outcomes: list[Outcome] = []
            is_gone = False
            going = asyncio.create_task(go())
            began = loop.time()
            try:
                async for one in against(Server(HOST, port), chosen, lambda: f"tag{next(tags)}"):
                    outcomes.append(one)  # noqa: PERF401  # those before an error are kept
            except GoneError:
                is_gone = True
            took_s = loop.time() - began
            going.cancel()
            await server.stop()
            return outcomes, is_gone, took_s

        async def go() -> None:
            if gone_after_s is not None:
                await asyncio.sleep(gone_after_s)
                await server.stop()

        return loop.run_until_complete(play())


def test_the_recordings_that_a_server_does_not_live_to_see_are_no_departures() -> None:
    chosen = recordings("invoke.ws.json", "stream.ws.json", "upload.ws.json")
    every, is_gone, _ = played(chosen)
    assert (len(every), is_gone) == (len(chosen), False)
    outcomes, is_gone, took_s = played(chosen, gone_after_s=1.0)
    assert is_gone
    assert 0 < len(outcomes) < len(chosen)
    assert all(one.is_same for one in outcomes)
    assert took_s < 10


def test_a_server_that_goes_while_all_wait_is_missed_all_the_same() -> None:
    waits = [one for one in recordings("liveness.ws.json") if one.case == "liveness/socket-frames"]
    assert waits
    outcomes, is_gone, took_s = played(waits, gone_after_s=20.0)
    assert (outcomes, is_gone) == ([], True)
    assert took_s <= 20 + 2 * QUIET_S


def test_a_connection_that_is_refused_while_others_go_on_is_a_departure() -> None:
    sound, other = recordings("close.ws.json")[:2]
    steps = [
        dataclasses.replace(step, path="/nowhere") if isinstance(step, Attach) else step
        for step in sound.steps
    ]
    outcomes, is_gone, _ = played([dataclasses.replace(sound, steps=tuple(steps)), other])
    assert not is_gone
    assert sorted(one.is_same for one in outcomes) == [False, True]


def looked(serve: Callable[[int, asyncio.StreamWriter], None]) -> tuple[bool, float]:
    """Whether anybody answers who treats his connections so, and how long the look took."""
    with virtual_loop(rng=Random(1), horizon_s=60) as loop:

        async def look() -> tuple[bool, float]:
            seen: list[asyncio.StreamWriter] = []

            async def meet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                seen.append(writer)
                serve(len(seen), writer)

            server = await asyncio.start_server(meet, HOST, 0)
            began = loop.time()
            is_there = await answers(Server(HOST, server.sockets[0].getsockname()[1]))
            took_s = loop.time() - began
            server.close()
            for one in seen:
                one.close()
            await asyncio.sleep(1)  # of virtual time: every connection comes to its end
            return is_there, took_s

        return loop.run_until_complete(look())


def refuse(number: int, writer: asyncio.StreamWriter) -> None:
    """Serve the second connection only, and badly."""
    if number == LOOKS - 1:
        writer.write(b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n")
    writer.close()


@pytest.mark.parametrize(
    ("serve", "found"),
    [
        (refuse, (True, 0.0)),
        (lambda _, writer: writer.close(), (False, 0.0)),
        (lambda *_: None, (False, LOOKS * PATIENCE_S)),
    ],
)
def test_whoever_gives_any_answer_is_there(
    serve: Callable[[int, asyncio.StreamWriter], None], found: tuple[bool, float]
) -> None:
    is_there, took_s = looked(serve)
    assert (is_there, round(took_s, 1)) == found
