"""Replay: every recording against our server in virtual time, or against a URL in real time.

Rules: in virtual time each recording has a server and a loop of its own, so that none disturbs
another and the same code gives the same verdict. Against a URL they share one server: they run side
by side, but `everyone/*` alone, and `stop/*` last, because nothing comes after it. What differs
beside others is played once more by itself, and a server that has gone away departs from nothing.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from hubproof.harness.conformance.player import Player
from hubproof.harness.conformance.recordings import Recording
from hubproof.harness.conformance.served.server import TestServer
from hubproof.harness.conformance.side_by_side import Turns, in_turns
from hubproof.harness.conformance.wire import Server
from hubproof.harness.virtual import RunStopped, VirtualLoop, virtual_loop

HOST = "127.0.0.1"
HORIZON_S = 400.0
"""No recording lasts so long; one that does waits for something that never comes."""

AT_ONCE = 32
"""Recordings that run side by side against a URL."""

QUICK_MS = 3_000
"""A recording that lasts longer is left out by `--quick`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One recording played: the differences at the last of its `tries`, none if all is alike."""

    recording: Recording
    differences: tuple[str, ...]
    tries: int = 1

    @property
    def is_defect(self) -> bool:
        """Whether the recorded server is not to be followed here."""
        return "defect" in self.recording.flags

    @property
    def is_same(self) -> bool:
        """Whether nothing differs that counts."""
        return self.is_defect or not self.differences


def is_quick(recording: Recording) -> bool:
    """Whether a recording does not wait long."""
    return max((step.at for step in recording.steps), default=0) <= QUICK_MS


def in_virtual_time(recordings: Sequence[Recording]) -> Iterator[Outcome]:
    """Play each against a server of ours, one after the other."""
    for recording in recordings:
        yield Outcome(recording, tuple(_play_virtually(recording)))


def _play_virtually(recording: Recording) -> list[str]:
    with virtual_loop(rng=Random(recording.name), horizon_s=HORIZON_S) as loop:
        try:
            return loop.run_until_complete(_serve_and_play(recording, loop))
        except RunStopped as stopped:
            return [f"cannot go on: {stopped}"]


async def _serve_and_play(recording: Recording, loop: VirtualLoop) -> list[str]:
    tokens = Random(f"tokens of {recording.name}")
    stopping: list[asyncio.Task[None]] = []
    server = TestServer(
        loop.now_us,
        lambda: f"{int(tokens.random() * 2**53):022x}",
        lambda: stopping.append(loop.create_task(server.stop())),
    )
    port = await server.start(HOST, 0)
    try:
        return await Player(Server(HOST, port), recording, "tag").play()
    finally:
        await asyncio.gather(*stopping)
        await server.stop()


async def against(
    server: Server, recordings: Sequence[Recording], tag: Callable[[], str]
) -> AsyncIterator[Outcome]:
    """Play each against a server that somebody else has started.

    Raises:
        GoneError: it has gone away.
    """
    together = [one for one in recordings if one.family not in ("everyone", "stop")]
    alone = [one for one in recordings if one.family == "everyone"]
    last = [one for one in recordings if one.family == "stop"]
    places = asyncio.Semaphore(AT_ONCE)
    tries: Counter[str] = Counter()

    async def play(recording: Recording) -> Outcome:
        async with places:
            differences = await Player(server, recording, tag()).play()
            tries[recording.name] += 1
            return Outcome(recording, tuple(differences), tries[recording.name])

    async for outcome in in_turns(server, Turns(together, alone, last), play, _differs):
        yield outcome


def _differs(outcome: Outcome) -> bool:
    return not outcome.is_same
