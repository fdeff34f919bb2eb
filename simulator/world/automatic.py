"""Automatic changes of variables: what the server does to a position without being asked.

An adjustment that does nothing but UpdateVars may run by itself (contract: strategies, the
compatibility matrix of adjustments). It begins, takes as long as a preparation, and ends in new
variables, or fails where the position or the adjustment is gone by then.
"""

from functools import partial

from hubproof.contract.mesolive.models import (
    AutoUpdateVarsAdjustmentCompletedEvent,
    AutoUpdateVarsAdjustmentFailedEvent,
    AutoUpdateVarsAdjustmentStartedEvent,
    Event,
    PositionAdjustmentOperation,
)
from hubproof.simulator.world.commands import AutoUpdateVars
from hubproof.simulator.world.desk import Desk
from hubproof.simulator.world.positions import Position, Positions
from hubproof.simulator.world.structure import AdjustmentSetup
from hubproof.simulator.world.turn import Turn

GONE = "The position is closed, or its strategy has no such adjustment any more."
"""Why one fails."""


class Automatic:
    """Changes variables; those under way are known by position and condition."""

    def __init__(self, desk: Desk, positions: Positions) -> None:
        self._desk = desk
        self._positions = positions
        self._under_way: dict[tuple[int, str], None] = {}

    def begin(self, turn: Turn, command: AutoUpdateVars) -> None:
        """Begin one and say so.

        Raises:
            ValueError: It cannot begin now; see `fits`.
        """
        if not self.fits(command):
            raise ValueError(
                f"position {command.position_id} is not open, or nothing runs by itself under"
                f" {command.condition!r}, or it is under way"
            )
        position = self._positions.named(command.position_id)
        self._under_way[command.position_id, command.condition] = None
        self._publish(turn, position, _started(turn, position, command.condition))
        due = turn.now + self._desk.delays.job_us()
        end = partial(self._end, position=position, condition=command.condition)
        self._desk.schedule.put(due, end)

    def fits(self, command: AutoUpdateVars) -> bool:
        """Whether it can begin: the position is open, and UpdateVars is all there is to do."""
        position = self._positions.get(command.position_id)
        place = (command.position_id, command.condition)
        return (
            position is not None
            and place not in self._under_way
            and self._found(position, command.condition) is not None
        )

    def possible(self) -> list[AutoUpdateVars]:
        """What could begin now, by position."""
        asked = [
            AutoUpdateVars(position.id, one.condition)
            for position in self._positions.open()
            for one in self._adjustments(position)
        ]
        return [one for one in asked if self.fits(one)]

    def _end(self, turn: Turn, *, position: Position, condition: str) -> None:
        del self._under_way[position.id, condition]
        adjustment = self._found(position, condition)
        if adjustment is None:
            self._publish(turn, position, _failed(turn, position, condition))
            return
        self._positions.set_variables(turn, position, adjustment.variables)
        self._publish(turn, position, _completed(turn, position, condition))

    def _adjustments(self, position: Position) -> tuple[AdjustmentSetup, ...]:
        strategy = self._desk.strategies.get(position.plan.strategy.id)
        return () if strategy is None else strategy.adjustments

    def _found(self, position: Position, condition: str) -> AdjustmentSetup | None:
        """The only thing that is done to an open position under a condition, if it is this."""
        those = [one for one in self._adjustments(position) if one.condition == condition]
        if not position.is_open or len(those) != 1:
            return None
        (only,) = those
        return only if only.operation is PositionAdjustmentOperation.UpdateVars else None

    def _publish(self, turn: Turn, position: Position, event: Event) -> None:
        # Its payload names no strategy: everybody hears it (`events.without_strategy_reach_user`).
        self._desk.log.publish(turn, event, strategy_id=None, reference=f"position {position.id}")


def _started(turn: Turn, position: Position, condition: str) -> Event:
    return AutoUpdateVarsAdjustmentStartedEvent(
        EventTime=turn.time,
        PositionId=position.id,
        PositionName=position.plan.position_name,
        BrokerAccountId=position.plan.broker_account_id,
        Condition=condition,
    )


def _completed(turn: Turn, position: Position, condition: str) -> Event:
    return AutoUpdateVarsAdjustmentCompletedEvent(
        EventTime=turn.time,
        PositionId=position.id,
        PositionName=position.plan.position_name,
        BrokerAccountId=position.plan.broker_account_id,
        Condition=condition,
        Vars=dict(position.variables),
    )


def _failed(turn: Turn, position: Position, condition: str) -> Event:
    return AutoUpdateVarsAdjustmentFailedEvent(
        EventTime=turn.time,
        PositionId=position.id,
        PositionName=position.plan.position_name,
        BrokerAccountId=position.plan.broker_account_id,
        Condition=condition,
        Error=GONE,
    )
