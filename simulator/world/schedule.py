"""The schedule: what the world will do by itself, and when.

Actions run in the order of their instants, and those of one instant in the order in which they were
put here. A heap alone does not keep that order, so every entry carries a sequence number.
"""

import heapq
from collections.abc import Callable

from hubproof.simulator.world.turn import Turn

Action = Callable[[Turn], None]


class Schedule:
    """Pending actions by (instant in microseconds, sequence number)."""

    def __init__(self) -> None:
        self._pending: list[tuple[int, int, Action]] = []
        self._sequence = 0

    def put(self, due: int, action: Action) -> None:
        """Have `action` run at `due`."""
        self._sequence += 1
        heapq.heappush(self._pending, (due, self._sequence, action))

    def next_due(self) -> int | None:
        """The instant of the next action; None when the world is at rest."""
        return self._pending[0][0] if self._pending else None

    def pop(self) -> Action:
        """Take out the next action."""
        return heapq.heappop(self._pending)[2]

    def __len__(self) -> int:
        return len(self._pending)
