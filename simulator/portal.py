"""The portal: the faults by which a person does something to the account behind the client's back.

It follows an event, and happens where that did. It is written down when it is done: a strategy that
is gone, or a position that is closed, nobody can touch.
"""

from collections.abc import Callable

from hubproof.contract.mesolive.models import EntrySignalEvent, PositionUpdateEvent
from hubproof.simulator.clockwork import Clockwork
from hubproof.simulator.faults.delete_strategy import DeleteStrategy
from hubproof.simulator.faults.position_outside import CLOSED, ORDER_OPENED, PositionOutside
from hubproof.simulator.injection import Due
from hubproof.simulator.world.commands import ByHand, CloseByHand, DeleteByHand, OpenByHand
from hubproof.simulator.world.world import World

BY_HAND = (PositionOutside, DeleteStrategy)
"""The faults that are carried out here."""

Told = EntrySignalEvent | PositionUpdateEvent


class Portal:
    """Does things by hand. `apply` has the world carry out a command."""

    def __init__(
        self,
        *,
        world: World,
        apply: Callable[[ByHand], None],
        clock: Callable[[], int],
        clockwork: Clockwork,
    ) -> None:
        self._world = world
        self._apply = apply
        self._clock = clock
        self._clockwork = clockwork
        self._is_over = False

    def stop(self) -> None:
        """The storm is over: nobody does anything by hand any more."""
        self._is_over = True

    def after_event(self, due: Due, note: Callable[[], None], event_seq_id: int) -> None:
        """Let a fault follow an event of the log; its delivery may be under way right now."""
        fault, told = due.fault, self._world.event(event_seq_id).payload
        assert isinstance(fault, BY_HAND), "only these come here"
        assert isinstance(told, Told), "these are the events that set them off"
        due_us = self._clock() + round(fault.delay_s * 1_000_000)
        self._clockwork.at(due_us, lambda: self._act(fault, told, note))

    def _act(
        self, fault: PositionOutside | DeleteStrategy, told: Told, note: Callable[[], None]
    ) -> None:
        command = self._command(fault, told)
        if command is not None and not self._is_over:
            note()
            self._apply(command)

    def _command(self, fault: PositionOutside | DeleteStrategy, told: Told) -> ByHand | None:
        """What is to be done; None where nothing can be."""
        strategy_id, account = told.StrategyId, told.BrokerAccountId
        if isinstance(fault, PositionOutside) and fault.kind == CLOSED:
            return self._closing(told)
        if not self._world.is_active(strategy_id, account):
            return None
        if isinstance(fault, DeleteStrategy):
            return DeleteByHand(strategy_id)
        return OpenByHand(strategy_id, account, has_orders=fault.kind == ORDER_OPENED)

    def _closing(self, told: Told) -> CloseByHand | None:
        open_id = self._world.open_position(told.StrategyId, told.BrokerAccountId)
        if isinstance(told, PositionUpdateEvent):
            open_id = told.PositionId if self._world.is_open(told.PositionId) else None
        return None if open_id is None else CloseByHand(open_id)
