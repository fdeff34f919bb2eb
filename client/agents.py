"""Agents: which of them are offline, and whose entries wait for that to change (GUARD-9).

An agent relays the data and the orders of one live broker. While it is offline no entry on such an
account is begun, and an order that the hub refused for that reason waits to be sent again; both go
on by themselves when the agent is back. Paper accounts need no agent.

The status is learnt at the start, and after that from its events, which the history keeps: a client
that asked only when something failed would find out with an order.
"""

import asyncio

from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import MesoLiveApiException
from hubproof.contract.mesolive.assumed import AGENT_OFFLINE_CODE, assumed_status

_REFUSAL = assumed_status("agent.order_while_offline")

Connector = models.AgentConnector | None
"""Which agent; None where the hub does not say, and every live account may be concerned."""


def is_offline_refusal(error: MesoLiveApiException) -> bool:
    """Whether a call was refused only because the agent was not there."""
    code = error.error.Code if error.error is not None else None
    return error.status is _REFUSAL and code == AGENT_OFFLINE_CODE


class Agents:
    """What is known of the user's agents, and of the accounts that need one."""

    def __init__(self) -> None:
        self._broker_of: dict[str, str] = {}
        self._offline: dict[Connector, None] = {}
        self._changed = asyncio.Event()

    def know(self, account: models.LiveAccount) -> None:
        """An account was read: a live one needs the agent of its broker."""
        if not account.IsPaperAccount:
            self._broker_of[account.BrokerAccountId] = account.BrokerType.value

    def learn(self, connector: Connector, status: models.AgentStatus | None) -> bool:
        """An agent's status; whoever waits looks again. True where it has just gone offline."""
        is_news = False
        if status is models.AgentStatus.Offline:
            is_news = connector not in self._offline
            self._offline[connector] = None
        else:
            self._offline.pop(connector, None)
        self._changed.set()
        self._changed = asyncio.Event()
        return is_news

    def holds_back(self, broker_account_id: str) -> bool:
        """Whether nothing can be entered on this account at present, as far as is known."""
        broker = self._broker_of.get(broker_account_id)
        if broker is None:
            return False
        return any(one is None or one.value == broker for one in self._offline)

    async def until_back(self, broker_account_id: str) -> None:
        """Wait while the agent of this account is offline."""
        while self.holds_back(broker_account_id):
            await self._changed.wait()
