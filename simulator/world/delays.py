"""How long the broker takes, drawn from the setup's ranges.

Every purpose has its own generator: an order that takes another moment must not shift the job after
it, or two runs that differ in one fault would differ in everything.
"""

import random

from hubproof.simulator.world.habits import fills_by_habit
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
        self._cancels = child(seed, "cancels")
        self._habits = child(seed, "habits")

    def job_us(self) -> int:
        """Until a preparation job ends."""
        return _between(self._setup.job_s, self._jobs)

    def order_us(self) -> int:
        """Until the broker has accepted an order; both draws are always taken."""
        return self._at_broker_us(self._setup.order_s, self._orders)

    def cancel_us(self) -> int:
        """Until the broker has confirmed a cancel; both draws are always taken."""
        return self._at_broker_us(self._setup.cancel_s, self._cancels)

    def paper_us(self) -> int:
        """Until paper fills are booked."""
        return _between(self._setup.paper_s, self._paper)

    def fills(self, qty: int, *, at_market: bool) -> list[tuple[int, int]]:
        """The fills that an order of `qty` gets: time after the one before, signed quantity."""
        low, high = self._setup.fill_s
        parts = self._fill_parts(qty)
        fills = [(low + (high - low) * self._fills.random(), part) for part in parts]
        if not at_market:
            fills = fills_by_habit(fills, self._setup.habits, self._habits)
        return [(round(after_s * _US_PER_S), part) for after_s, part in fills]

    def _fill_parts(self, qty: int) -> list[int]:
        """The signed quantities in which an order of `qty` fills, one to three, adding up to it."""
        parts = min(abs(qty), 1 + int(self._fills.random() * FILLS_MAX))
        each, rest = divmod(abs(qty), parts)
        sign = 1 if qty > 0 else -1
        return [sign * (each + (number < rest)) for number in range(parts)]

    def _at_broker_us(self, usual: Range, rng: random.Random) -> int:
        slow = rng.random() < self._setup.slow_share
        return _between(self._setup.slow_order_s if slow else usual, rng)


def _between(limits: Range, rng: random.Random) -> int:
    low, high = limits
    return round((low + (high - low) * rng.random()) * _US_PER_S)
