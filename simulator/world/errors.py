"""Errors: the strategies whose condition to enter cannot be evaluated at present.

An error is a level with an edge at each end, like a signal, and its ErrorId ties the two together.
While it lasts the strategy's signals stay as they were, so nothing but the error says that they are
no longer looked after.
"""

from uuid import UUID

from hubproof.contract.mesolive.models import ConditionType, ErrorEvent, ErrorState
from hubproof.simulator.world.commands import SetError
from hubproof.simulator.world.effects import LoggedEvent
from hubproof.simulator.world.event_log import EventLog
from hubproof.simulator.world.facts import ErrorChanged
from hubproof.simulator.world.ids import error_id
from hubproof.simulator.world.strategies import Strategies
from hubproof.simulator.world.turn import Turn

STATEMENT = "underlying.iv_rank > 30"
"""The expression that fails."""

MESSAGE = "The entry condition cannot be evaluated: no market data."


class Errors:
    """The errors that are active, each with the event that announced it, by strategy."""

    def __init__(self, seed: str, strategies: Strategies, log: EventLog) -> None:
        self._seed = seed
        self._strategies = strategies
        self._log = log
        self._begun = 0
        self._active: dict[int, tuple[UUID, LoggedEvent]] = {}

    def set(self, turn: Turn, command: SetError) -> None:
        """An error begins or ends; saying so twice changes nothing.

        The error of a strategy that was deleted has ended with it.

        Raises:
            ValueError: There was never such a strategy.
        """
        strategy = self._strategies.get(command.strategy_id)
        if strategy is None:
            if self._strategies.was_made(command.strategy_id):
                return
            raise ValueError(f"there is no strategy {command.strategy_id} that could fail")
        known = self._active.get(strategy.id)
        begins = command.state is ErrorState.Active
        if begins == (known is not None):
            return
        payload = ErrorEvent(
            EventTime=turn.time,
            State=command.state,
            ErrorId=self._new_id() if known is None else known[0],
            StrategyId=strategy.id,
            StrategyName=strategy.name,
            Message=MESSAGE,
            ConditionType=ConditionType.Entry,
            Statement=STATEMENT,
        )
        event = self._log.publish(turn, payload, strategy_id=strategy.id)
        if begins:
            self._active[strategy.id] = (payload.ErrorId, event)
        else:
            del self._active[strategy.id]
        turn.note(
            ErrorChanged(
                at_us=turn.now,
                strategy_id=strategy.id,
                state=command.state.value,
                event_seq_id=event.event_seq_id,
            )
        )

    def active(self) -> list[LoggedEvent]:
        """The events of the errors that are active, oldest first."""
        return [event for _, event in self._active.values()]

    def _new_id(self) -> UUID:
        self._begun += 1
        return UUID(error_id(self._seed, self._begun))
