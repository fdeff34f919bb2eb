"""Trials of one server side by side, each told as it ends, for as long as the server is there.

Rule: what goes wrong counts where somebody still answers. A server that has gone away departs from
nothing: what was under way then, and what was to come, could not be tried.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

from hubproof.harness.conformance.wire import Server

Outcome = TypeVar("Outcome")

QUIET_S = 5.0
"""After so long without an end of a trial somebody looks whether the server is still there."""

BACK_S = 0.25
BACK_TRIES = 40
"""How often, and how long apart, a server that was stopped is looked for."""


class GoneError(Exception):
    """Nobody answers at the server's address any more; what was not told could not be tried."""


async def while_there(
    trials: Sequence[Coroutine[Any, Any, Outcome]],
    is_wrong: Callable[[Outcome], bool],
    is_there: Callable[[], Awaitable[bool]],
) -> AsyncIterator[Outcome]:
    """What comes of trials that run side by side; each as it ends, while the server is there.

    Raises:
        GoneError: it has gone away.
    """

    async def try_and_look(trial: Coroutine[Any, Any, Outcome]) -> Outcome | None:
        outcome = await trial
        return None if is_wrong(outcome) and not await is_there() else outcome

    trying = [asyncio.create_task(try_and_look(one)) for one in trials]
    ahead = trying
    try:
        while ahead:
            await asyncio.wait(ahead, timeout=QUIET_S, return_when=asyncio.FIRST_COMPLETED)
            ended = [one for one in ahead if one.done()]
            if not ended and not await is_there():
                raise GoneError
            ahead = [one for one in ahead if one not in ended]
            outcomes = [one.result() for one in ended]
            for outcome in outcomes:
                if outcome is not None:
                    yield outcome
            if None in outcomes:
                raise GoneError
    finally:
        for one in trying:
            one.cancel()
        await asyncio.gather(*trying, return_exceptions=True)


async def is_back(server: Server) -> bool:
    """Whether somebody serves there, or does soon: for trials that stop the server."""
    for _ in range(BACK_TRIES):
        try:
            _, writer = await asyncio.open_connection(server.host, server.port)
        except OSError:
            await asyncio.sleep(BACK_S)
        else:
            writer.close()
            return True
    return False
