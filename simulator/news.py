"""News: the faults on what happens, on the numbers under which it is logged, and on the log.

They make the world say something earlier, again, or under a later number, or not keep what it said.
All of it is true: what is asked is how a client takes it.
"""

from collections.abc import Callable

import msgspec

from hubproof.contract.mesolive.models import (
    EntrySignalEvent,
    PreparePositionEntryArgs,
    SignalState,
)
from hubproof.simulator.clockwork import Clockwork
from hubproof.simulator.faults.announce_again import AnnounceAgain
from hubproof.simulator.faults.flap_signal import FlapSignal
from hubproof.simulator.faults.forget_events import ForgetEvents
from hubproof.simulator.faults.signal_storm import SignalStorm
from hubproof.simulator.faults.skip_event_seq_ids import SkipEventSeqIds
from hubproof.simulator.flapping import Flapping
from hubproof.simulator.injection import Due
from hubproof.simulator.script import Script
from hubproof.simulator.world.commands import Announce, Command, ForgetOlder, SkipNumbers
from hubproof.simulator.world.world import World

AFTERWARDS = (AnnounceAgain, SkipEventSeqIds, ForgetEvents, FlapSignal, SignalStorm)
"""The faults that follow a call or the delivery of an event, and are carried out here."""

Place = tuple[int, str]
"""Strategy id and broker account id of a signal."""


class News:
    """Makes things happen. `apply` gives a command to the world and carries out what it effects."""

    def __init__(  # noqa: PLR0913  # all that it acts with, each by its name
        self,
        *,
        world: World,
        apply: Callable[[Command], None],
        script: Script,
        flapping: Flapping,
        clock: Callable[[], int],
        clockwork: Clockwork,
    ) -> None:
        self._world = world
        self._apply = apply
        self._script = script
        self._flapping = flapping
        self._clock = clock
        self._clockwork = clockwork
        self._is_over = False

    def stop(self) -> None:
        """The storm is over: nothing more happens because of a fault."""
        self._is_over = True

    def after_event(self, due: Due, note: Callable[[], None], event_seq_id: int) -> None:
        """Let a fault follow the event that is being delivered."""
        self._follow(due, note, _place(self._world.event(event_seq_id).payload))

    def after_call(self, due: Due, note: Callable[[], None], args: msgspec.Struct) -> None:
        """Let a fault follow the call that is about to be carried out."""
        self._follow(due, note, _place(args))

    def _follow(self, due: Due, note: Callable[[], None], place: Place | None) -> None:
        """The world is being spoken to right now; what it does next, it does after that."""
        fault, now = due.fault, self._clock()
        if isinstance(fault, AnnounceAgain) and place is not None:
            delay_us = round(fault.delay_s * 1_000_000)
            self._clockwork.at(now + delay_us, lambda: self._announce_again(place, note))
        elif isinstance(fault, SkipEventSeqIds):
            by = fault.by
            self._clockwork.at(now, lambda: self._skip(by, note))
        elif isinstance(fault, ForgetEvents):
            keep = fault.keep
            self._clockwork.at(now, lambda: self._forget(keep, note))
        elif isinstance(fault, FlapSignal) and place is not None:
            self._clockwork.at(now, lambda: self._flap(due, place, note))
        elif isinstance(fault, SignalStorm):
            count = fault.count
            self._clockwork.at(now, lambda: self._crowd(count, note))

    def before_subscription(self, note: Callable[[], None]) -> None:
        """Have the next signal of the script go On now; nothing where there is none."""
        self._bring_forward(note)

    def _announce_again(self, place: Place, note: Callable[[], None]) -> None:
        if not self._is_over and self._world.is_on(*place):
            note()
            self._apply(Announce(*place, SignalState.On, same_state_ok=True))

    def _flap(self, due: Due, place: Place, note: Callable[[], None]) -> None:
        if not self._is_over:
            self._flapping.begin(due, note, place)

    def _crowd(self, count: int, note: Callable[[], None]) -> None:
        """Have so many signals go On, or as many as are left; it is written down once."""
        if self._is_over or not self._bring_forward(note):
            return
        for _ in range(count - 1):
            self._bring_forward(_unnoted)

    def _bring_forward(self, note: Callable[[], None]) -> bool:
        """Have the next signal of the script go On now; whether there was one."""
        command = self._script.bring_forward(self._may_go_on)
        if command is None:
            return False
        note()
        self._apply(command)
        return True

    def _may_go_on(self, strategy_id: int, account: str) -> bool:
        is_active = self._world.is_active(strategy_id, account)
        return is_active and not self._world.is_on(strategy_id, account)

    def _skip(self, by: int, note: Callable[[], None]) -> None:
        if not self._is_over:
            note()
            self._apply(SkipNumbers(by))

    def _forget(self, keep: int, note: Callable[[], None]) -> None:
        if not self._is_over and self._world.events_kept > keep:
            note()
            self._apply(ForgetOlder(keep))


def _unnoted() -> None:
    """It stands in the journal already."""


def _place(told: msgspec.Struct) -> Place | None:
    """The signal that an event or a call is about; None where it is about something else."""
    if isinstance(told, EntrySignalEvent | PreparePositionEntryArgs):
        return told.StrategyId, told.BrokerAccountId
    return None
