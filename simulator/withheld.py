"""Withheld: answers that are lost, or come when nobody waits for them any more.

The call has taken effect and its place on the connection is free, so that its client sees nothing
but an answer that does not come. A late one is written before the next call under the same key.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hubproof.simulator.clockwork import Clockwork
from hubproof.simulator.faults.delay_completion import DELAYED, HELD_S_MAX
from hubproof.simulator.faults.lose_completion import LOST
from hubproof.simulator.injection import Due

HELD_US_MAX = round(HELD_S_MAX * 1_000_000)


@dataclass(slots=True)
class Late:
    """An answer that waits; `tell` writes it, if anybody is there."""

    tell: Callable[[], None]
    is_told: bool = False


class Withheld:
    """The late answers, by the key of their calls; those without a key only wait for their time."""

    def __init__(self, clockwork: Clockwork, clock: Callable[[], int]) -> None:
        self._clockwork = clockwork
        self._clock = clock
        self._late: dict[str, list[Late]] = {}

    def hold(self, key: str | None, tell: Callable[[], None]) -> None:
        """Have `tell` called when a call under `key` comes, or when no client waits any more."""
        late = Late(tell)
        if key is not None:
            self._late.setdefault(key, []).append(late)
        self._clockwork.at(self._clock() + HELD_US_MAX, lambda: _tell(late))

    def speak_of(self, key: str | None) -> None:
        """A call under `key` has come: what was held back under it is told first."""
        if key in self._late:
            for late in self._late.pop(key):
                _tell(late)


def keeping_back(due: Mapping[str, Due]) -> Due | None:
    """The fault that keeps the answer of a call back, for a while or for good."""
    return due.get(LOST) or due.get(DELAYED)


def _tell(late: Late) -> None:
    if not late.is_told:
        late.is_told = True
        late.tell()
