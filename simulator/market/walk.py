"""A walk: whole numbers by tick, each drawn once and kept.

Reading far ahead, twice or never changes nothing for anybody else, because every walk has a
generator of its own.
"""

import random
from collections.abc import Callable


class Walk:
    """Starts at `start`; `after` makes a number of the one before and a draw from [0, 1)."""

    def __init__(self, rng: random.Random, start: int, after: Callable[[int, float], int]) -> None:
        self._rng = rng
        self._after = after
        self._values = [start]

    def at(self, tick: int) -> int:
        """The number at a tick, counted from 0."""
        while len(self._values) <= tick:
            self._values.append(self._after(self._values[-1], self._rng.random()))
        return self._values[tick]


def path(stride: int) -> Callable[[int, float], int]:
    """Up to `stride` up or down, all alike, and never to nothing."""

    def after(last: int, drawn: float) -> int:
        return max(last + int(drawn * (2 * stride + 1)) - stride, 1)

    return after


def upto(most: int) -> Callable[[int, float], int]:
    """A number from 0 to `most`, all alike, whatever came before."""
    return lambda _last, drawn: int(drawn * (most + 1))


def flicker(share: float) -> Callable[[int, float], int]:
    """Mostly 0; for `share` of all ticks 1 or -1, both alike."""

    def after(_last: int, drawn: float) -> int:
        if drawn >= share:
            return 0
        return 1 if drawn < share / 2 else -1

    return after
