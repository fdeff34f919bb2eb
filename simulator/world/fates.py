"""Fates: what has been decided about operations before they began.

A fate is given to a ticket, and the operation that the call with that ticket begins meets it. A
call that begins nothing, because it is refused or its key is used, leaves it unmet.
"""

from hubproof.simulator.world.commands import Doom, Fate, FillLate, Hold, Release, Rest
from hubproof.simulator.world.schedule import Action, Schedule
from hubproof.simulator.world.turn import Turn


class Fates:
    """The fates of all operations, by ticket. What is held goes on when it is released."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._doomed: set[int] = set()
        self._late: set[int] = set()
        self._resting: dict[int, int] = {}
        self._held: dict[int, list[Action]] = {}

    def give(self, turn: Turn, fate: Fate) -> None:
        """Take a fate into account."""
        if isinstance(fate, Doom):
            self._doomed.add(fate.ticket)
        elif isinstance(fate, FillLate):
            self._late.add(fate.ticket)
        elif isinstance(fate, Rest):
            self._resting[fate.ticket] = fate.us
        elif isinstance(fate, Hold):
            self._held.setdefault(fate.ticket, [])
        else:
            self._release(turn, fate)

    def after(self, turn: Turn, delay_us: int, action: Action) -> None:
        """Have the operation that this turn's call begins go on so much later, or when released."""
        held = self._held.get(turn.ticket)
        if held is None:
            self._schedule.put(turn.now + delay_us, action)
        else:
            held.append(action)

    def is_held(self, ticket: int) -> bool:
        """Whether something waits to be released."""
        return bool(self._held.get(ticket))

    def is_doomed(self, ticket: int) -> bool:
        """Whether what it begins comes to nothing."""
        return ticket in self._doomed

    def fills_late(self, ticket: int) -> bool:
        """Whether the order that it cancels fills first."""
        return ticket in self._late

    def rest_us(self, ticket: int) -> int | None:
        """How long its order rests before all of it fills; None: as the broker has it."""
        return self._resting.get(ticket)

    def _release(self, turn: Turn, fate: Release) -> None:
        for action in self._held.pop(fate.ticket, []):
            self._schedule.put(turn.now, action)
