"""The agent: whether the one that relays the live broker's data and orders is there.

Its coming and going is an event without a strategy, so everybody hears of it. What needs the agent
and cannot go on without it waits here until it is back: a part that looked at the status now and
then instead would begin again at another instant in every run.
"""

from collections.abc import Callable
from datetime import datetime

from hubproof.contract.mesolive.assumed import AGENT_OFFLINE_CODE, assumed_status
from hubproof.contract.mesolive.models import (
    AgentInfo,
    AgentStatus,
    AgentStatusEvent,
    DataProviderType,
    ListAgentsArgs,
    ListAgentsResult,
    MesoLiveApiError,
)
from hubproof.simulator.world.commands import SetAgent
from hubproof.simulator.world.event_log import EventLog
from hubproof.simulator.world.facts import AgentChanged
from hubproof.simulator.world.market import Market
from hubproof.simulator.world.refusal import Refused
from hubproof.simulator.world.setup import AccountSetup, WorldSetup
from hubproof.simulator.world.turn import Turn

_OFFLINE = assumed_status("agent.order_while_offline")


class Agents:
    """The user's one agent, which is online when the world begins."""

    def __init__(self, setup: WorldSetup, log: EventLog, market: Market) -> None:
        self._market = market
        self._provider = DataProviderType(setup.connector.value)
        self._setup = setup
        self._log = log
        self._lost_at: datetime | None = None
        self._waiting: list[Callable[[Turn], None]] = []

    def set(self, turn: Turn, command: SetAgent) -> None:
        """The agent comes or goes; saying so twice changes nothing."""
        is_offline = command.status is AgentStatus.Offline
        if is_offline == (self._lost_at is not None):
            return
        self._lost_at = turn.time if is_offline else None
        if is_offline:
            self._market.silence(self._provider, turn.now)
        else:
            self._market.unsilence(self._provider)
        event = AgentStatusEvent(
            EventTime=turn.time,
            Status=command.status,
            Message=f"The agent is {command.status.value.lower()}.",
            Connector=self._setup.connector,
        )
        self._log.publish(turn, event, strategy_id=None)
        assert event.EventSeqId is not None, "the log numbers every event"
        turn.note(
            AgentChanged(
                at_us=turn.now,
                status=command.status.value,
                event_seq_id=event.EventSeqId,
                account_ids=tuple(one.id for one in self._setup.accounts if self.serves(one)),
            )
        )
        if not is_offline:
            waiting, self._waiting = self._waiting, []
            for action in waiting:
                action(turn)

    def serves(self, account: AccountSetup) -> bool:
        """Whether orders and data of `account` go through the agent; those of paper do not."""
        return not account.is_paper and account.broker.value == self._setup.connector.value

    def holds_back(self, account: AccountSetup) -> bool:
        """Whether nothing can be done for `account` at present."""
        return self._lost_at is not None and self.serves(account)

    def require(self, account: AccountSetup) -> None:
        """Check that `account` can be traded on now.

        Raises:
            Refused: Its agent is offline.
        """
        if self.holds_back(account):
            message = f"The agent of {account.id} is offline."
            error = MesoLiveApiError(
                Code=AGENT_OFFLINE_CODE, Detail=message, Provider=account.broker.value
            )
            raise Refused(_OFFLINE, message, error)

    def when_back(self, action: Callable[[Turn], None]) -> None:
        """Have `action` run in the turn in which the agent comes back."""
        self._waiting.append(action)

    def seen(self, account: AccountSetup, now: datetime) -> datetime:
        """How old what is known of `account` is: from now, or from when its agent was lost."""
        return self._lost_at if self._lost_at is not None and self.serves(account) else now

    def page(self, turn: Turn, _args: ListAgentsArgs) -> ListAgentsResult:
        """ListAgents: the one agent and its last snapshot."""
        status = AgentStatus.Online if self._lost_at is None else AgentStatus.Offline
        agent = AgentInfo(
            Connector=self._setup.connector,
            Status=status,
            LastSnapshotTime=self._lost_at or turn.time,
        )
        return ListAgentsResult(Agents=[agent])
