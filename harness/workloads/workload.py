"""What a workload is: a recipe for traffic that a seed turns into a timed list of announcements.

The recipe stands in a scenario, the list in a plan. Only the list is replayed and shrunk, so a
recipe may change without changing what an old plan means.
"""

import random
from collections.abc import Sequence
from typing import Literal, Protocol, TypeVar

import msgspec

US_PER_S = 1_000_000

T = TypeVar("T")

Range = tuple[float, float]
"""Lowest and highest value of a draw, in seconds; drawn evenly in between."""


class Announcement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The entry signal of (strategy, account) goes On or Off, `at_us` after the storm began."""

    at_us: int
    strategy_id: int
    broker_account_id: str
    state: Literal["On", "Off"]


class Workload(Protocol):
    """A member: frozen data with one method that draws from the generator it is given."""

    def expand(self, rng: random.Random) -> msgspec.Struct:
        """The traffic of one run."""
        ...


def between(limits: Range, rng: random.Random) -> float:
    """One even draw from a range."""
    low, high = limits
    return low + (high - low) * rng.random()


def shuffled(items: Sequence[T], rng: random.Random) -> list[T]:
    """The items in a drawn order."""
    rest, drawn = list(items), []
    while rest:
        drawn.append(rest.pop(int(rng.random() * len(rest))))
    return drawn
