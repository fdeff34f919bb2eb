"""Full-jitter exponential back-off: how long to wait before the next attempt.

The n-th delay is drawn evenly from [0, base * 2^n], never above the cap, and success starts the
count again. Without the jitter, clients that lost one server together would come back together;
without the reset, the tenth drop of a long life would find a client that waits a minute.
"""

import random

EXPONENT_MAX = 30
"""Doublings after which every cap in use has long been reached; keeps the power a small number."""


class Backoff:
    """A row of growing delays in seconds; only `rng.random()` is drawn from."""

    def __init__(self, rng: random.Random, *, base_s: float, cap_s: float) -> None:
        self._rng = rng
        self._base_s = base_s
        self._cap_s = cap_s
        self._failures = 0

    def next_delay_s(self) -> float:
        """The delay after one more failure."""
        ceiling_s = min(self._cap_s, self._base_s * 2.0**self._failures)
        self._failures = min(self._failures + 1, EXPONENT_MAX)
        return self._rng.random() * ceiling_s

    def reset(self) -> None:
        """Something succeeded: the next delay is a first one again."""
        self._failures = 0
