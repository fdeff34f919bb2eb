"""Entry signals: for which (strategy, account) the condition to enter holds now.

A signal is a level with an edge at each end. An edge that changes nothing is a bug in the script
that drives the world, unless it is asked for: silently logged, it would be an intent nobody meant.
"""

from hubproof.contract.mesolive.models import (
    ConditionEvaluation,
    EntrySignalEvent,
    EntrySignalsResult,
    SignalState,
)
from hubproof.simulator.world.commands import Announce
from hubproof.simulator.world.effects import LoggedEvent
from hubproof.simulator.world.event_log import EventLog
from hubproof.simulator.world.facts import SignalChanged
from hubproof.simulator.world.setup import StrategySetup
from hubproof.simulator.world.strategies import Strategies
from hubproof.simulator.world.turn import Turn


class Signals:
    """The signals that are On, each with the event that announced it."""

    def __init__(self, strategies: Strategies, log: EventLog) -> None:
        self._strategies = strategies
        self._log = log
        self._on: dict[tuple[int, str], LoggedEvent] = {}

    def announce(self, turn: Turn, command: Announce) -> None:
        """Turn a signal On or Off and say so.

        Raises:
            ValueError: The strategy is not active on the account, or the signal is so already.
        """
        strategy = self._checked(command)
        place = (command.strategy_id, command.broker_account_id)
        event = self._publish(turn, strategy, command)
        if command.state is SignalState.On:
            self._on[place] = event
        else:
            self._on.pop(place, None)
        turn.note(
            SignalChanged(
                at_us=turn.now,
                strategy_id=command.strategy_id,
                broker_account_id=command.broker_account_id,
                state=command.state.value,
                event_id=event.event_id_text,
                event_seq_id=event.event_seq_id,
            )
        )

    def active(self) -> list[LoggedEvent]:
        """The events of the signals that are On, in the order in which these first went On."""
        return list(self._on.values())

    def is_on(self, strategy_id: int, account: str) -> bool:
        """Whether the entry signal of (strategy, account) is On."""
        return (strategy_id, account) in self._on

    def places(self) -> list[tuple[int, str]]:
        """(strategy id, account id) of the signals that are On, in the same order."""
        return list(self._on)

    def _checked(self, command: Announce) -> StrategySetup:
        strategy = self._strategies.get(command.strategy_id)
        if strategy is None or command.broker_account_id not in strategy.active_on:
            raise ValueError(f"{_where(command)} is not active: announce only what the setup names")
        is_on = self.is_on(command.strategy_id, command.broker_account_id)
        if is_on == (command.state is SignalState.On) and not command.same_state_ok:
            raise ValueError(
                f"the entry signal of {_where(command)} is {command.state} already:"
                " set same_state_ok to announce it once more"
            )
        return strategy

    def _publish(self, turn: Turn, strategy: StrategySetup, command: Announce) -> LoggedEvent:
        is_on = command.state is SignalState.On
        result = EntrySignalsResult(
            Underlying=self._strategies.underlying(strategy.id),
            Conditions=[ConditionEvaluation(Condition="entry", IsMet=True)],
        )
        payload = EntrySignalEvent(
            EventTime=turn.time,
            State=command.state,
            StrategyId=strategy.id,
            StrategyName=strategy.name,
            BrokerAccountId=command.broker_account_id,
            EntrySignalResult=result if is_on else None,
        )
        return self._log.publish(turn, payload, strategy_id=strategy.id)


def _where(command: Announce) -> str:
    return f"strategy {command.strategy_id} on {command.broker_account_id}"
