"""How a virtual run begins and ends: the loop of one run, and the winding down of what is left.

A run leaves nothing behind: no pending task, no open transport, no garbage collector switched off.
The collector rests during a run because it calls destructors at moments that differ from one
process to the next.
"""

import asyncio
import gc
import random
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from hubproof.harness.virtual import burial
from hubproof.harness.virtual.loop import VirtualLoop
from hubproof.harness.virtual.network import LATENCY_S
from hubproof.harness.virtual.stops import RunStopped

T = TypeVar("T")

WIND_DOWN_S = 60.0
"""Virtual seconds that cancelled tasks get for their ``finally`` blocks: more than any orderly
close needs (aiohttp waits for at most ten), and an end for those that would go on."""

YOUNG = 1
"""The generations that what the last run left is still in. Frozen and unfrozen it would be in the
oldest one, where Python looks for garbage too seldom: hundreds of runs would stay in memory."""


def run_virtual(
    main: Coroutine[Any, Any, T],
    *,
    rng: random.Random,
    horizon_s: float | None = None,
    latency_s: float = LATENCY_S,
) -> T:
    """Run ``main`` in virtual time and answer with its result.

    Raises:
        Deadlock: everything waits, and nothing will come.
        Livelock: the clock cannot move on.
        HorizonReached: ``main`` was not done after ``horizon_s`` virtual seconds.
    """
    with virtual_loop(rng=rng, horizon_s=horizon_s, latency_s=latency_s) as loop:
        return loop.run_until_complete(main)


@contextmanager
def virtual_loop(
    *, rng: random.Random, horizon_s: float | None = None, latency_s: float = LATENCY_S
) -> Iterator[VirtualLoop]:
    """A loop for one run; on leaving, its remaining tasks are cancelled and it is closed.

    Raises:
        RuntimeError: on leaving, a killed life had not been disposed of by its owner.
    """
    with _resting_collector():
        loop = VirtualLoop(rng=rng, horizon_s=horizon_s, latency_s=latency_s)
        try:
            yield loop
        finally:
            _wind_down(loop)
        for life in loop.lives():
            if life.is_dead and not life.is_disposed:
                raise RuntimeError(
                    f"life {life.name} was killed and never disposed of: its owner must call "
                    "dispose(sealed) before the run ends"
                )


@contextmanager
def _resting_collector() -> Iterator[None]:
    """Collector off; what existed before is frozen, so that a collection inside stays short."""
    if not gc.isenabled():
        yield  # whoever switched it off runs a campaign, and collects between its runs
        return
    gc.disable()
    gc.collect(YOUNG)
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()


def _wind_down(loop: VirtualLoop) -> None:
    loop.set_horizon(loop.time() + WIND_DOWN_S)
    try:
        _cancel_rest(loop)
        loop.run_until_complete(loop.shutdown_asyncgens())
    except RunStopped:
        pass  # what resisted is given up below; the run itself ended before
    finally:
        _give_up_rest(loop)
        loop.close()


def _cancel_rest(loop: VirtualLoop) -> None:
    rest = loop.tasks()
    if not rest:
        return
    for task in rest:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))
    for task in rest:
        if not task.cancelled() and (error := task.exception()) is not None:
            loop.call_exception_handler(
                {
                    "message": "unhandled exception during the end of a run",
                    "exception": error,
                    "task": task,
                }
            )


def _give_up_rest(loop: VirtualLoop) -> None:
    """Tasks that resist even cancelling are closed as those of a killed subject are."""
    rest: list[object] = list(loop.tasks())
    if not rest:
        return
    for task in loop.tasks():
        burial.strike_off(task)
    with loop.hushed(), burial.silence():
        burial.close_all(rest)
        rest.clear()
