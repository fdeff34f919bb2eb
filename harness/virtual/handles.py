"""Handles without the debug bookkeeping: the unit the loop runs.

Construction and cancelling do the least that asyncio's users can observe. Every message of a run
passes through several of these, so what is spent here is spent on every scenario. What only debug
mode would fill in is a constant of the class.
"""

import asyncio
from collections.abc import Callable
from contextvars import Context
from typing import Any, Protocol


class TimerOwner(Protocol):
    """What a timer tells its loop when it is cancelled."""

    def timer_cancelled(self) -> None:
        """One entry of the heap has become dead weight."""


class Soon(asyncio.Handle):
    """A callback of the ready queue."""

    __slots__ = ()

    _callback: Callable[..., object]
    _context: Context
    _loop: Any
    _repr: str | None = None
    _source_traceback: None = None

    def __init__(
        self, callback: Callable[..., object], args: tuple[Any, ...], loop: Any, context: Context
    ) -> None:
        self._callback = callback
        self._args = args
        self._loop = loop
        self._context = context
        self._cancelled = False

    def cancel(self) -> None:
        """Never run; let go of the callback and its arguments at once."""
        self._cancelled = True
        self._callback = _nothing
        self._args = ()


class Later(asyncio.TimerHandle):
    """A callback of the timer heap."""

    __slots__ = ()

    _callback: Callable[..., object]
    _context: Context
    _loop: TimerOwner
    _repr: str | None = None
    _source_traceback: None = None
    _when: float
    _scheduled: bool

    def __init__(
        self,
        when: float,
        callback: Callable[..., object],
        args: tuple[Any, ...],
        loop: TimerOwner,
        context: Context,
    ) -> None:
        self._when = when
        self._callback = callback
        self._args = args
        self._loop = loop
        self._context = context
        self._cancelled = False
        self._scheduled = False

    def cancel(self) -> None:
        """Never run; let go of the callback and its arguments at once."""
        if not self._cancelled:
            self._cancelled = True
            self._callback = _nothing
            self._args = ()
            if self._scheduled:
                self._loop.timer_cancelled()


def _nothing() -> None:
    """The callback of a cancelled handle."""
