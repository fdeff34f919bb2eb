"""Signals without end: what `hubproof serve` announces where no scenario does.

One (strategy, account) after the other goes On, paper and live in turn, and is Off again well
before its turn comes round: every On is one entry to make, however long the server runs. With each
of them something happens to an open position, where there is any: its exit or an adjustment is
signalled, or the server changes its variables.
"""

import asyncio
from collections.abc import AsyncIterator, Callable

from msgspec.structs import replace

from hubproof.contract.mesolive.models import SignalState
from hubproof.simulator.app import Simulator
from hubproof.simulator.world.commands import Announce, Announcement, AutoUpdateVars
from hubproof.simulator.world.setup import LIVE, PAPER, STRATEGIES

ON_EVERY_S = 4.0
"""A client under development is watched by a person: often enough to wait for, not a flood."""

ON_FOR_TURNS = 4
"""For how many turns a signal stays On; there are more places than that."""

PLACES = tuple((one.id, account) for one in STRATEGIES for account in (PAPER.id, LIVE.id))


async def announce_for_ever(
    simulator: Simulator, clock: Callable[[], int], *, every_s: float = ON_EVERY_S
) -> None:
    """Announce a signal every `every_s` seconds, until cancelled; `clock` is the simulator's."""
    number = 0
    async for strategy, account in _turns(every_s):
        now = clock()
        off_at = now + round(ON_FOR_TURNS * every_s * 1_000_000)
        announced: list[Announcement] = [Announce(strategy, account, SignalState.On)]
        if possible := simulator.possible():
            announced.append(possible[number % len(possible)])
        for command in announced:
            simulator.announce(command, at=now)
            if not isinstance(command, AutoUpdateVars):
                simulator.announce(replace(command, state=SignalState.Off), at=off_at)
        number += 1


async def _turns(every_s: float) -> AsyncIterator[tuple[int, str]]:
    while True:
        for place in PLACES:
            await asyncio.sleep(every_s)
            yield place
