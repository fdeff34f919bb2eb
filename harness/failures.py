"""Failures of our own: an exception in the simulator or the conductor, which is nobody's verdict.

An event loop reports what nobody awaited. What comes from a subject's task or callback goes to the
subject's log, as it would from a process; anything else means that the run did not do what it
says, so it ends at once and in an error. A verdict on such a run would be worth nothing.
"""

import asyncio
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

from hubproof.harness.plan import Plan
from hubproof.harness.virtual import LIFE


class HarnessError(Exception):
    """The harness itself failed; the sentence names the run and where it failed."""


class Failures:
    """The exception handler of one run's loop. `on_subject` hears what is the subject's."""

    def __init__(self, plan: Plan, on_subject: Callable[[dict[str, Any]], None]) -> None:
        self._plan = plan
        self._on_subject = on_subject
        self._run: asyncio.Task[Any] | None = None
        self._first: HarnessError | None = None

    def __call__(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Sort one report of the loop."""
        if _is_of_subject(context):
            self._on_subject(context)
            return
        error = context.get("exception")
        # What the operating system says of a socket is weather, and asyncio reports some of it.
        is_weather = isinstance(error, OSError) and "transport" in context
        if isinstance(error, Exception) and not is_weather:
            self._keep(str(context.get("message", "the event loop")), error)

    async def guard(self, work: Coroutine[Any, Any, None]) -> None:
        """Await the whole run.

        Raises:
            HarnessError: Something of ours failed; the run was cancelled.
        """
        asyncio.get_running_loop().set_exception_handler(self)
        self._run = asyncio.current_task()
        try:
            await work
        except asyncio.CancelledError:
            self.raise_first()
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, it is no verdict
            self._run = None
            self._keep("the run failed", error)
        self._run = None
        self.raise_first()

    def raise_first(self) -> None:
        """Raise the first failure, if there was one."""
        if self._first is not None:
            raise self._first

    def _keep(self, message: str, error: Exception) -> None:
        if self._first is not None:
            return
        plan = self._plan
        what = f"{message}: {type(error).__name__}: {error}{_place(error)}"
        self._first = HarnessError(f"{plan.scenario}, seed {plan.seed}: {what}")
        self._first.__cause__ = error
        if self._run is not None:
            self._run.cancel()


def _is_of_subject(context: dict[str, Any]) -> bool:
    handle = context.get("handle")
    if handle is not None:
        return handle._context.get(LIFE) is not None  # noqa: SLF001  # asyncio offers no other way
    # Our own tasks are looked after, so one that nobody asked for its result is not ours.
    return LIFE.get() is not None or "future" in context


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f" ({frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno})" if frames else ""
