"""Operations: the faults on what a call is about to begin.

They are decided before the call is carried out and act while its operation runs. A call that begins
nothing, because it is refused or its key is used, has nothing to act on: so a fault is written down
when the world shows it, and not before.
"""

from collections.abc import Callable

from hubproof.contract.mesolive.models import (
    IdempotencyRecordStatus,
    OrderState,
    PreparationStatus,
)
from hubproof.simulator import journal as lines
from hubproof.simulator.clockwork import Clockwork
from hubproof.simulator.faults.fill_burst import FillBurst
from hubproof.simulator.faults.fill_late import FillLate as LateFill
from hubproof.simulator.faults.hold_operation import HoldOperation
from hubproof.simulator.faults.refuse_operation import RefuseOperation
from hubproof.simulator.injection import Due
from hubproof.simulator.world.commands import Command, Doom, FillLate, Hold, Release, Rest
from hubproof.simulator.world.facts import (
    AnyFact,
    Filled,
    JobChanged,
    OrderChanged,
    RecordChanged,
)
from hubproof.simulator.world.world import World

ON_OPERATIONS = (RefuseOperation, HoldOperation, FillBurst, LateFill)
"""The faults that are carried out here."""

_US_PER_S = 1_000_000

Note = Callable[[], None]
"""Writes down that a fault acted."""


class Operations:
    """Gives operations their fates. `apply` carries out a command and what it effects."""

    def __init__(
        self,
        *,
        journal: lines.Journal,
        world: World,
        apply: Callable[[Command], None],
        clock: Callable[[], int],
        clockwork: Clockwork,
    ) -> None:
        self._journal = journal
        self._world = world
        self._apply = apply
        self._clock = clock
        self._clockwork = clockwork
        self._shows: dict[str, tuple[Callable[[AnyFact], bool], Note]] = {}
        self._held: dict[int, Due] = {}

    def begin(self, due: Due, note: Note, ticket: int, key: str) -> None:
        """Let a fault act on what the call with this ticket is about to begin under `key`."""
        fault = due.fault
        if isinstance(fault, HoldOperation):
            self._hold(due, note, ticket)
        elif isinstance(fault, RefuseOperation):
            self._apply(Doom(ticket))
            self._shows[key] = _came_to_nothing, note
        elif isinstance(fault, FillBurst):
            self._apply(Rest(ticket, round(fault.quiet_s * _US_PER_S)))
            self._shows[key] = _filled, note
        else:
            assert isinstance(fault, LateFill), "there are no others"
            self._apply(FillLate(ticket))
            self._shows[key] = _came_to_nothing, note

    def heard(self, fact: AnyFact) -> None:
        """Something has become true: where a fault brought it about, write that down."""
        key = getattr(fact, "key", None)
        if key not in self._shows:
            return
        is_shown, note = self._shows[key]
        if is_shown(fact):
            del self._shows[key]
            note()

    def heal_all(self) -> None:
        """The storm is over: what is held goes on."""
        for ticket in list(self._held):
            self._release(ticket)

    def _hold(self, due: Due, note: Note, ticket: int) -> None:
        fault = due.fault
        assert isinstance(fault, HoldOperation), "nothing else holds"
        for_us = round(fault.for_s * _US_PER_S)
        self._apply(Hold(ticket))
        self._held[ticket] = due

        def see() -> None:
            """The call has been carried out: either something waits now, or nothing began."""
            if not self._world.is_held(ticket):
                self._held.pop(ticket, None)
                self._apply(Release(ticket))
                return
            note()
            self._clockwork.at(self._clock() + for_us, lambda: self._release(ticket))

        self._clockwork.at(self._clock(), see)

    def _release(self, ticket: int) -> None:
        due = self._held.pop(ticket, None)
        if due is None:
            return  # the end of the storm has released it before its time
        name = due.fault.name
        self._journal.add(lines.FaultHealed(at_us=self._clock(), fault=due.index, name=name))
        self._apply(Release(ticket))


def _came_to_nothing(fact: AnyFact) -> bool:
    if isinstance(fact, JobChanged):
        return fact.status == PreparationStatus.Failed.value
    if isinstance(fact, OrderChanged):
        return fact.state == OrderState.Rejected.value
    return isinstance(fact, RecordChanged) and fact.status == IdempotencyRecordStatus.Failed.value


def _filled(fact: AnyFact) -> bool:
    return isinstance(fact, Filled)
