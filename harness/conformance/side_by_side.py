"""Trials of one server side by side, each told as it ends, for as long as the server is there.

Rules: what goes wrong counts where somebody still answers. A server that has gone away departs from
nothing: what was under way then, and what was to come, could not be tried. Nor does a machine that
was too busy depart: what goes wrong beside others has to go wrong by itself, too.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from hubproof.harness.conformance.presence import answers
from hubproof.harness.conformance.wire import Server

T = TypeVar("T")
Chosen = TypeVar("Chosen")
Outcome = TypeVar("Outcome")

QUIET_S = 5.0
"""After so long without an end of a trial somebody looks whether the server is still there."""

AGAIN_MAX = 100
"""Where more than so many went wrong it was not for being busy, and none is tried again."""

BACK_S = 0.25
BACK_TRIES = 40
"""How often, and how long apart, a server that was stopped is looked for."""


@dataclass(frozen=True, slots=True)
class Turns(Generic[Chosen]):
    """What may be tried side by side, what only alone, and what stops the server."""

    together: Sequence[Chosen]
    alone: Sequence[Chosen]
    last: Sequence[Chosen]


class GoneError(Exception):
    """Nobody answers at the server's address any more; what was not told could not be tried."""


async def in_turns(
    server: Server,
    turns: Turns[Chosen],
    attempt: Callable[[Chosen], Coroutine[Any, Any, Outcome]],
    is_wrong: Callable[[Outcome], bool],
) -> AsyncIterator[Outcome]:
    """What comes of everything: most of it side by side, some alone, and at last what stops it.

    Raises:
        GoneError: the server has gone away.
    """
    for group in (turns.together, *([one] for one in turns.alone)):
        async for outcome in while_there(group, attempt, is_wrong, lambda: answers(server)):
            yield outcome
    for one in turns.last:
        if not await is_back(server):
            raise GoneError
        async for outcome in while_there([one], attempt, is_wrong, lambda: is_back(server)):
            yield outcome


async def while_there(
    chosen: Sequence[Chosen],
    attempt: Callable[[Chosen], Coroutine[Any, Any, Outcome]],
    is_wrong: Callable[[Outcome], bool],
    is_there: Callable[[], Awaitable[bool]],
) -> AsyncIterator[Outcome]:
    """What comes of trials that run side by side; each as it ends, while the server is there.

    What went wrong beside others is tried once more by itself, and that counts.

    Raises:
        GoneError: it has gone away.
    """
    doubtful: list[tuple[Chosen, Outcome]] = []
    async for one, outcome in _side_by_side(chosen, attempt, is_wrong, is_there):
        if is_wrong(outcome) and len(chosen) > 1:
            doubtful.append((one, outcome))
        else:
            yield outcome
    for one, outcome in doubtful:
        if len(doubtful) > AGAIN_MAX:
            yield outcome
            continue
        async for _, second in _side_by_side([one], attempt, is_wrong, is_there):
            yield second


async def _side_by_side(
    chosen: Sequence[Chosen],
    attempt: Callable[[Chosen], Coroutine[Any, Any, Outcome]],
    is_wrong: Callable[[Outcome], bool],
    is_there: Callable[[], Awaitable[bool]],
) -> AsyncIterator[tuple[Chosen, Outcome]]:
    async def try_and_look(one: Chosen) -> tuple[Chosen, Outcome] | None:
        outcome = await attempt(one)
        return None if is_wrong(outcome) and not await is_there() else (one, outcome)

    trying = [asyncio.create_task(try_and_look(one)) for one in chosen]
    ended: asyncio.Queue[asyncio.Task[tuple[Chosen, Outcome] | None]] = asyncio.Queue()
    for task in trying:
        task.add_done_callback(ended.put_nowait)
    try:
        for _ in trying:
            told = (await _next(ended, is_there)).result()
            if told is None:
                raise GoneError
            yield told
    finally:
        for task in trying:
            task.cancel()
        await asyncio.gather(*trying, return_exceptions=True)


async def _next(ended: "asyncio.Queue[T]", is_there: Callable[[], Awaitable[bool]]) -> T:
    """What has ended next; while nothing does, somebody looks from time to time."""
    while True:
        try:
            async with asyncio.timeout(QUIET_S):
                return await ended.get()
        except TimeoutError:
            if not await is_there():
                raise GoneError from None


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
