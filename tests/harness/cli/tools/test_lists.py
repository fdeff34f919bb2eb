"""The Control hub's lists are shown whole, and an empty one verifies nothing."""

import json
from typing import Any

import pytest

from hubproof.client.sdk import MesoLiveControlHubClient, models
from hubproof.contract.mesolive.models import AgentStatus
from hubproof.harness.cli.exits import NotVerifiedError
from hubproof.harness.cli.tools import lists
from hubproof.simulator.world.commands import SetAgent


def test_an_agent_that_is_there_is_enough(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        one = paper()
        await lists.agents(hubs.access, one.sheet)
        assert one.lines[0].split("  ")[0] == "connector"
        assert one.lines[1].startswith("InteractiveBrokers  Online  2026-01-05T14:30:")
        assert one.lines[2:] == ["1 agent: 1 online"]

    perform(act)


def test_agents_that_are_all_offline_are_shown_and_verify_nothing(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        hubs.happen(SetAgent(AgentStatus.Offline))
        one = paper()
        with pytest.raises(NotVerifiedError, match="every agent is offline"):
            await lists.agents(hubs.access, one.sheet)
        assert one.lines[-1] == "1 agent: 1 offline"

    perform(act)


def test_no_agent_verifies_nothing(
    perform: Any, paper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody(*_: object) -> models.ListAgentsResult:
        return models.ListAgentsResult(Agents=[])

    async def act(hubs: Any) -> None:
        one = paper()
        with pytest.raises(NotVerifiedError, match="no agent is listed"):
            await lists.agents(hubs.access, one.sheet)
        assert one.lines == []

    monkeypatch.setattr(MesoLiveControlHubClient, "list_agents", nobody)
    perform(act)


def test_an_agent_whose_status_is_not_told_may_be_there() -> None:
    assert lists.is_there(models.AgentInfo())
    assert not lists.is_there(models.AgentInfo(Status=AgentStatus.Offline))


@pytest.mark.parametrize("page_size_max", [1, 1000])
def test_accounts_are_read_over_all_pages(perform: Any, paper: Any, page_size_max: int) -> None:
    async def act(hubs: Any) -> None:
        one = paper()
        await lists.accounts(hubs.access, one.sheet, 50)
        assert [line.split()[0] for line in one.lines] == ["account", "ML1001", "U2001", "2"]
        assert one.lines[-1] == "2 accounts"

    perform(act, page_size_max=page_size_max)


def test_strategies_are_read_up_to_the_limit_and_the_rest_is_told_of(
    perform: Any, paper: Any
) -> None:
    async def act(hubs: Any) -> None:
        one = paper()
        await lists.strategies(hubs.access, one.sheet, 3)
        assert [line.split()[0] for line in one.lines[1:4]] == ["101", "102", "103"]
        assert one.lines[4:] == ["3 strategies; there are more, raise --limit to see them"]
        whole = paper()
        await lists.strategies(hubs.access, whole.sheet, 4)
        assert whole.lines[-1] == "4 strategies"

    perform(act, page_size_max=2)


def test_as_json_each_is_an_object_of_the_contract(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        one = paper(is_json=True)
        await lists.strategies(hubs.access, one.sheet, 1)
        (line,) = one.lines
        assert (json.loads(line)["Id"], json.loads(line)["Name"]) == (101, "Long put")
        assert one.notes == ["1 strategy; there are more, raise --limit to see them"]

    perform(act)


def test_a_key_without_accounts_or_strategies_verifies_nothing(
    perform: Any, paper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_account(*_: object) -> models.ListAccountsResult:
        return models.ListAccountsResult(Accounts=[])

    async def no_strategy(*_: object) -> models.ListStrategiesResult:
        return models.ListStrategiesResult(Strategies=[])

    async def act(hubs: Any) -> None:
        with pytest.raises(NotVerifiedError, match="no account is listed"):
            await lists.accounts(hubs.access, paper().sheet, 50)
        with pytest.raises(NotVerifiedError, match="no strategy is listed"):
            await lists.strategies(hubs.access, paper().sheet, 50)

    monkeypatch.setattr(MesoLiveControlHubClient, "list_accounts", no_account)
    monkeypatch.setattr(MesoLiveControlHubClient, "list_strategies", no_strategy)
    perform(act)
