"""Injection: which of a plan's faults are due at this invocation or callback.

A fault is addressed by logical position (hub, method or callback, ordinal since the storm began),
so the same plan means the same thing in virtual time, over real sockets and through a proxy.
Nothing is drawn here: with the list and the traffic given, what fires is settled. Counting starts
with `arm`, so that a subject's start-up, which differs between subjects, shifts nobody's ordinals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hubproof.simulator.faults import AnyFault


@dataclass(frozen=True, slots=True)
class Due:
    """A fault whose position has been reached: its place in the plan's list, and itself."""

    index: int
    fault: AnyFault

    def concerns(self, connection: int) -> bool:
        """Whether it acts on that connection of its hub; it may be meant for one alone."""
        return self.fault.trigger.connection in (None, connection)


NOTHING: Mapping[str, Due] = {}
"""What is due almost always."""


class Injection:
    """Counts traffic since the storm began and says what is due.

    Of several faults at one phase of one position, the first of the plan's list acts.
    """

    def __init__(self, faults: Sequence[AnyFault]) -> None:
        self._waiting: dict[tuple[str, str, int], list[tuple[str, Due]]] = {}
        for index, fault in enumerate(faults):
            self._expect(Due(index, fault))
        self._counts: dict[tuple[str, str], int] = {}
        self._is_armed = False

    def _expect(self, due: Due) -> None:
        trigger = due.fault.trigger
        position = (trigger.hub, trigger.name, trigger.ordinal)
        self._waiting.setdefault(position, []).append((trigger.phase, due))

    def arm(self) -> None:
        """Begin to count: the storm starts here."""
        self._is_armed = True

    def disarm(self) -> None:
        """The storm is over: what has not fired will not fire any more."""
        self._is_armed = False

    def at(self, hub: str, method: str, connections: Sequence[int]) -> Mapping[str, Due]:
        """Count one more of `method` on `hub`; what is due at it, by phase.

        `connections` are the numbers of those it comes from or goes to. A fault meant for another
        one will not act any more: its ordinal has passed.
        """
        if not self._is_armed:
            return NOTHING
        ordinal = self._counts.get((hub, method), 0) + 1
        self._counts[hub, method] = ordinal
        reached: dict[str, Due] = {}
        for phase, due in self._waiting.pop((hub, method, ordinal), ()):
            if any(due.concerns(connection) for connection in connections):
                reached.setdefault(phase, due)
        return reached or NOTHING
