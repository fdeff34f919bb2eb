"""What happens to the suspended coroutines of the dead: closed one by one, and silently.

No coroutine is left for the garbage collector to close at some later moment: by then the sealed
room is open again, and a ``finally`` of the dead could write into the next life's files. The few
that would swallow their closing are never resumed at all; their memory is the price.
"""

import asyncio
import gc
import sys
import warnings
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from hubproof.harness.virtual.stubborn import is_stubborn, make_immortal

CLOSES_MAX = 100
"""Closing again resumes a coroutine that awaits in its ``finally``; none awaits so often."""


def strike_off(task: asyncio.Task[Any]) -> None:
    """Take a task that will never run again off asyncio's register, without a complaint."""
    task._log_destroy_pending = False  # type: ignore[attr-defined]  # noqa: SLF001  # it has no public name
    asyncio.tasks._unregister_task(task)  # noqa: SLF001  # documented for makers of task classes


def close_all(remains: list[object]) -> None:
    """Close the tasks among ``remains``, then the generators; the list may grow meanwhile."""
    for thing in remains:
        if isinstance(thing, asyncio.Task):
            _lay_to_rest(thing.get_coro())
    for thing in remains:
        if isinstance(thing, AsyncGenerator):
            _lay_to_rest(thing)


def collect() -> None:
    """Destroy the cycles of the dead at this known moment, not at one the interpreter picks."""
    gc.collect()


@contextmanager
def silence() -> Iterator[None]:
    """Nothing that a destructor warns of, or cannot raise, leaves this block."""
    hook = sys.unraisablehook
    sys.unraisablehook = _ignore
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.unraisablehook = hook


def _lay_to_rest(thing: object) -> None:
    if is_stubborn(thing) or not _has_closed(thing):
        make_immortal(thing)


def _has_closed(thing: object) -> bool:
    if isinstance(thing, Coroutine):
        return _has_ended(thing.close)
    if isinstance(thing, AsyncGenerator):
        closing = thing.aclose()
        with suppress(Exception):
            closing.send(None)
        return _has_ended(closing.close)
    return True


def _has_ended(close: Callable[[], None]) -> bool:
    for _ in range(CLOSES_MAX):
        try:
            close()
        except KeyboardInterrupt:
            raise
        except RuntimeError:
            continue  # it awaited again inside its ``finally``, or is the step on the stack
        except BaseException:  # noqa: BLE001  # whatever the dead raise, nobody is there to hear it
            return True
        return True
    return False


def _ignore(_unraisable: object) -> None:
    return None
