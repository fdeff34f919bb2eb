"""A roll of tasks: who is still alive, in the order of creation.

asyncio's own register is a set, whose order differs from process to process. Whoever cancels,
names or buries tasks must do it in an order that repeats.
"""

import asyncio
import weakref
from typing import Any

SWEEP_MIN = 64
"""Entries before the first sweep; below this, finished tasks cost less to keep than to look for."""


class Roll:
    """Tasks by weak reference: an entry never keeps a finished task's result in memory."""

    __slots__ = ("_entries", "_sweep_at")

    def __init__(self) -> None:
        self._entries: list[weakref.ref[asyncio.Task[Any]]] = []
        self._sweep_at = SWEEP_MIN

    def add(self, task: asyncio.Task[Any]) -> None:
        """Enter a new task; now and then strike out the finished ones (amortised constant)."""
        self._entries.append(weakref.ref(task))
        if len(self._entries) >= self._sweep_at:
            self._entries = [weakref.ref(alive) for alive in self.alive()]
            self._sweep_at = max(SWEEP_MIN, 2 * len(self._entries))

    def alive(self) -> list[asyncio.Task[Any]]:
        """The tasks that are not done, oldest first."""
        tasks = (entry() for entry in self._entries)
        return [task for task in tasks if task is not None and not task.done()]
