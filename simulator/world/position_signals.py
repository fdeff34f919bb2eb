"""Exit and adjustment signals: which open positions should be closed or adjusted now.

Like an entry signal each is a level with an edge at each end, and an edge that changes nothing is a
bug in the script. A level cannot outlive what it is about: with its position, or its strategy,
every signal of it goes Off (assumption `signals.end_with_position`).
"""

from hubproof.contract.mesolive.models import (
    AdjustmentSignalEvent,
    ConditionEvaluation,
    ExitSignalEvent,
    ExitSignalsResult,
    SignalState,
)
from hubproof.simulator.world.commands import AnnounceAdjustment, AnnounceExit, PositionSignal
from hubproof.simulator.world.effects import LoggedEvent
from hubproof.simulator.world.event_log import EventLog
from hubproof.simulator.world.facts import PositionSignalChanged
from hubproof.simulator.world.positions import Position, Positions
from hubproof.simulator.world.strategies import Strategies
from hubproof.simulator.world.turn import Turn

EXIT_CONDITION = "profit_target"
"""Why a position should be closed, in the script's world."""


class PositionSignals:
    """The signals that are On, by position and condition, each with the event that announced it.

    That of an exit has no condition of its own.
    """

    def __init__(self, positions: Positions, strategies: Strategies, log: EventLog) -> None:
        self._positions = positions
        self._strategies = strategies
        self._log = log
        self._on: dict[tuple[int, str | None], tuple[PositionSignal, LoggedEvent]] = {}

    def announce(self, turn: Turn, command: PositionSignal) -> None:
        """Turn a signal On or Off and say so.

        Raises:
            ValueError: There is no such open position, its strategy has no such adjustment, or the
                signal is so already.
        """
        why = self._why_not(command)
        if why is not None:
            raise ValueError(why)
        self._set(turn, self._positions.named(command.position_id), command)

    def fits(self, command: PositionSignal) -> bool:
        """Whether it can be announced now."""
        return self._why_not(command) is None

    def possible(self) -> list[PositionSignal]:
        """What could go On now: for every open position its exit, then its adjustments."""
        asked: list[PositionSignal] = []
        for position in self._positions.open():
            asked.append(AnnounceExit(position.id, SignalState.On))
            asked += [
                AnnounceAdjustment(position.id, SignalState.On, condition)
                for condition in self._conditions(position)
            ]
        return [one for one in asked if self.fits(one)]

    def active(self) -> list[LoggedEvent]:
        """The events of the signals that are On, in the order in which these first went On."""
        return [event for _, event in self._on.values()]

    def asks_for(self, position_id: int, condition: str) -> bool:
        """Whether the signal of an adjustment is On."""
        return (position_id, condition) in self._on

    def end_with_position(self, turn: Turn, position: Position) -> None:
        """A position was closed: whatever was On of it goes Off."""
        for command, _ in list(self._on.values()):
            if command.position_id == position.id:
                self._set(turn, position, _off(command))

    def end_with_strategy(self, turn: Turn, strategy_id: int) -> None:
        """A strategy is deleted: whatever was On of its positions goes Off."""
        for command, _ in list(self._on.values()):
            position = self._positions.named(command.position_id)
            if position.plan.strategy.id == strategy_id:
                self._set(turn, position, _off(command))

    def _why_not(self, command: PositionSignal) -> str | None:
        where = f"position {command.position_id}"
        position = self._positions.get(command.position_id)
        if position is None or not position.is_open:
            return f"{where} is not open: announce only what there is"
        condition = _condition(command)
        if condition is not None and condition not in self._conditions(position):
            return f"the strategy of {where} adjusts nothing under {condition!r}"
        if self._strategies.get(position.plan.strategy.id) is None:
            return f"the strategy of {where} was deleted"
        is_on = (command.position_id, condition) in self._on
        if is_on == (command.state is SignalState.On) and not command.same_state_ok:
            what = "exit" if condition is None else "adjustment"
            return (
                f"the {what} signal of {where} is {command.state} already:"
                " set same_state_ok to announce it once more"
            )
        return None

    def _conditions(self, position: Position) -> list[str]:
        strategy = self._strategies.get(position.plan.strategy.id)
        found = () if strategy is None else strategy.adjustments
        return list(dict.fromkeys(one.condition for one in found))

    def _set(self, turn: Turn, position: Position, command: PositionSignal) -> None:
        strategy_id, place = position.plan.strategy.id, (position.id, _condition(command))
        payload = _payload(turn, position, command)
        event = self._log.publish(
            turn, payload, strategy_id=strategy_id, reference=f"position {position.id}"
        )
        if command.state is SignalState.On:
            self._on[place] = command, event
        else:
            self._on.pop(place, None)
        turn.note(
            PositionSignalChanged(
                at_us=turn.now,
                position_id=position.id,
                strategy_id=strategy_id,
                broker_account_id=position.plan.broker_account_id,
                condition=place[1],
                state=command.state.value,
                event_id=event.event_id_text,
                event_seq_id=event.event_seq_id,
            )
        )


def _condition(command: PositionSignal) -> str | None:
    return command.condition if isinstance(command, AnnounceAdjustment) else None


def _off(command: PositionSignal) -> PositionSignal:
    if isinstance(command, AnnounceAdjustment):
        return AnnounceAdjustment(command.position_id, SignalState.Off, command.condition)
    return AnnounceExit(command.position_id, SignalState.Off)


def _payload(
    turn: Turn, position: Position, command: PositionSignal
) -> ExitSignalEvent | AdjustmentSignalEvent:
    plan, is_on = position.plan, command.state is SignalState.On
    if isinstance(command, AnnounceAdjustment):
        return AdjustmentSignalEvent(
            EventTime=turn.time,
            State=command.state,
            StrategyId=plan.strategy.id,
            StrategyName=plan.strategy.name,
            PositionId=position.id,
            PositionName=plan.position_name,
            BrokerAccountId=plan.broker_account_id,
            AdjustmentTimeOk=command.is_time_ok,
            Condition=ConditionEvaluation(Condition=command.condition, IsMet=is_on),
        )
    reasons = [ConditionEvaluation(Condition=EXIT_CONDITION, IsMet=True)]
    return ExitSignalEvent(
        EventTime=turn.time,
        State=command.state,
        StrategyId=plan.strategy.id,
        StrategyName=plan.strategy.name,
        PositionId=position.id,
        PositionName=plan.position_name,
        BrokerAccountId=plan.broker_account_id,
        ExitSignalResult=ExitSignalsResult(Conditions=reasons) if is_on else None,
    )
