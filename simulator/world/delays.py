"""How long the broker takes, drawn from the setup's ranges.

Every purpose has its own generator: an order that takes another moment must not shift the job after
it, or two runs that differ in one fault would differ in everything.
"""

import random

from hubproof.simulator.world.ids import child
from hubproof.simulator.world.setup import Range, WorldSetup

_US_PER_S = 1_000_000

FILLS_MAX = 3
"""An order fills in at most this many parts: enough for a first, a middle and a last one."""


class Delays:
    """Draws in integer microseconds; every call takes from the generator of its purpose alone."""

    def __init__(self, setup: WorldSetup, seed: str) -> None:
        self._setup = setup
        self._jobs = child(seed, "jobs")
        self._orders = child(seed, "orders")
        self._paper = child(seed, "paper")
        self._fills = child(seed, "fills")

    def job_us(self) -> int:
        """Until a preparation job ends."""
        return _between(self._setup.job_s, self._jobs)

    def order_us(self) -> int:
        """Until the broker has accepted an order; both draws are always taken."""
        slow = self._orders.random() < self._setup.slow_share
        return _between(self._setup.slow_order_s if slow else self._setup.order_s, self._orders)

    def paper_us(self) -> int:
        """Until paper fills are booked."""
        return _between(self._setup.paper_s, self._paper)

    def fill_us(self) -> int:
        """Until the next part of an order fills."""
        return _between(self._setup.fill_s, self._fills)

    def fill_parts(self, qty: int) -> list[int]:
        """The signed quantities in which an order of `qty` fills, one to three, adding up to it."""
        parts = min(abs(qty), 1 + int(self._fills.random() * FILLS_MAX))
        each, rest = divmod(abs(qty), parts)
        sign = 1 if qty > 0 else -1
        return [sign * (each + (number < rest)) for number in range(parts)]


def _between(limits: Range, rng: random.Random) -> int:
    low, high = limits
    return round((low + (high - low) * rng.random()) * _US_PER_S)
