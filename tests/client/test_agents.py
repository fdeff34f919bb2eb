"""Which accounts an agent's absence holds back, and who is woken by its return."""

import asyncio
from typing import Any

import msgspec
import pytest

from hubproof.client.agents import Agents, is_offline_refusal
from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import MesoLiveApiException

IB = models.AgentConnector.InteractiveBrokers
OTHER = models.AgentConnector.Tastytrade
OFFLINE, ONLINE = models.AgentStatus.Offline, models.AgentStatus.Online


def knowing(make: Any) -> Agents:
    agents = Agents()
    agents.know(msgspec.structs.replace(make.account(is_paper=False), BrokerAccountId="live"))
    agents.know(msgspec.structs.replace(make.account(is_paper=True), BrokerAccountId="paper"))
    return agents


@pytest.mark.parametrize(("connector", "held"), [(IB, ["live"]), (OTHER, []), (None, ["live"])])
def test_an_absence_holds_back_the_live_accounts_of_its_broker(
    make: Any, connector: models.AgentConnector | None, held: list[str]
) -> None:
    agents = knowing(make)
    assert agents.learn(connector, OFFLINE)
    assert [one for one in ("live", "paper", "unknown") if agents.holds_back(one)] == held
    assert not agents.learn(connector, OFFLINE)
    assert not agents.learn(connector, ONLINE)
    assert not agents.holds_back("live")


async def test_who_waits_goes_on_when_the_last_agent_it_needs_is_back(make: Any) -> None:
    agents = knowing(make)
    agents.learn(IB, OFFLINE)
    agents.learn(None, OFFLINE)
    waiting = asyncio.ensure_future(agents.until_back("live"))
    for connector in (OTHER, IB):
        agents.learn(connector, ONLINE)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not waiting.done()
    agents.learn(None, ONLINE)
    await waiting


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        ("ProviderError", "AgentOffline", True),
        ("ProviderError", "NoFunds", False),
        ("ProviderError", None, False),
        ("ValidationError", "AgentOffline", False),
    ],
)
def test_a_refusal_is_the_agents_only_where_it_says_so(
    status: str, code: str | None, *, expected: bool
) -> None:
    error = None if code is None else models.MesoLiveApiError(Code=code)
    refusal = MesoLiveApiException(models.StatusCode(status), None, error)
    assert is_offline_refusal(refusal) == expected
