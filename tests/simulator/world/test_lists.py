"""Accounts, strategies, positions and orders are read one by one and in pages."""

from typing import Any

import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.assumed import assumed_status
from hubproof.contract.mesolive.models import StatusCode


@pytest.fixture
def traded(drive: Any) -> Any:
    """Strategies 101 and 102 entered on the paper account, 101 on the live one."""
    world = drive()
    world.fill("a", world.prepared(101))
    world.fill("b", world.prepared(102))
    world.send("c", world.prepared(101, "U2001"))
    world.settle()
    return world


def pages(world: Any, method: str, args: Any, **wanted: Any) -> list[Any]:
    """All pages of a list, one item each."""
    found, token = [], None
    while True:
        data = world.ask(method, args(Limit=1, ContinuationToken=token, **wanted)).Data
        found.append(getattr(data, method.removeprefix("List")))
        token = data.ContinuationToken
        if token is None:
            return found


def test_the_agent_is_online(drive: Any) -> None:
    (agent,) = drive().ask("ListAgents", models.ListAgentsArgs()).Data.Agents
    assert agent.Status is models.AgentStatus.Online


def test_accounts_say_which_is_paper_and_how_many_positions_they_hold(traded: Any) -> None:
    (paper,), (live,) = pages(traded, "ListAccounts", models.ListAccountsArgs)
    assert (paper.BrokerAccountId, paper.IsPaperAccount, paper.ActivePositions) == (
        "ML1001",
        True,
        2,
    )
    assert (live.BrokerAccountId, live.IsPaperAccount, live.ActivePositions) == ("U2001", False, 1)
    read = traded.ask("GetAccount", models.GetAccountArgs(BrokerAccountId="U2001")).Data
    assert read == live


def test_strategies_are_listed_and_filtered_by_account(drive: Any) -> None:
    strategies = drive().setup.strategies
    narrow = type(strategies[0])(
        id=7, name="Paper only", active_on=("ML1001",), legs=strategies[0].legs
    )
    world = drive(strategies=(narrow, *strategies))
    everywhere = pages(world, "ListStrategies", models.ListStrategiesArgs)
    assert [item.Id for page in everywhere for item in page] == [7, 101, 102, 103, 104]
    live = pages(world, "ListStrategies", models.ListStrategiesArgs, ActiveOnAccounts=["U2001"])
    assert [item.Id for page in live for item in page] == [101, 102, 103, 104]
    nowhere = models.ListStrategiesArgs(ActiveOnAccounts=[])
    assert world.ask("ListStrategies", nowhere).Data.Strategies == []
    read = world.ask("GetStrategy", models.GetStrategyArgs(StrategyId=102)).Data
    assert read == live[1][0]
    assert read.Underlying.Symbol == "SPX"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, [1, 2, 3]),
        ({"LiveStrategyId": 101}, [1, 3]),
        ({"LiveExecPlanId": 2}, [2]),
        ({"BrokerAccountId": "ML1001"}, [1, 2]),
        ({"BrokerAccountId": "ML1001", "LiveStrategyId": 102}, [2]),
        ({"BrokerAccountId": "nobody"}, []),
    ],
)
def test_positions_are_filtered(traded: Any, wanted: dict[str, Any], expected: list[int]) -> None:
    found = pages(traded, "ListPositions", models.ListPositionsArgs, **wanted)
    assert [item.Id for page in found for item in page] == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [({}, [1, 2, 3]), ({"LiveExecPlanId": 3}, [3]), ({"BrokerAccountId": "ML1001"}, [1, 2])],
)
def test_orders_are_filtered(traded: Any, wanted: dict[str, Any], expected: list[int]) -> None:
    found = pages(traded, "ListOrders", models.ListOrdersArgs, **wanted)
    assert [item.OrderId for page in found for item in page] == expected


@pytest.mark.parametrize(
    ("method", "args"),
    [
        ("ListStrategies", models.ListStrategiesArgs(ActiveOnAccounts=["nobody"])),
        ("ListPositions", models.ListPositionsArgs(LiveStrategyId=999)),
        ("ListPositions", models.ListPositionsArgs(LiveExecPlanId=999)),
        ("ListPositions", models.ListPositionsArgs(BrokerAccountId="nobody")),
        ("ListLegs", models.ListLegsArgs(LivePositionId=999)),
        ("ListLegs", models.ListLegsArgs(BrokerAccountId="nobody")),
        ("ListOrders", models.ListOrdersArgs(LiveExecPlanId=999)),
        ("ListOrders", models.ListOrdersArgs(BrokerAccountId="nobody")),
    ],
)
def test_a_filter_by_what_does_not_exist_brings_an_empty_page(
    traded: Any, method: str, args: Any
) -> None:
    answer = traded.ask(method, args)
    assert answer.Status is assumed_status("lists.unknown_filter")
    assert getattr(answer.Data, method.removeprefix("List")) == []
    assert answer.Data.ContinuationToken is None


def test_positions_of_a_deleted_strategy_are_found_by_it(traded: Any) -> None:
    traded.ask("DeleteStrategy", models.DeleteStrategyArgs(StrategyId=102))
    found = traded.ask("ListPositions", models.ListPositionsArgs(LiveStrategyId=102)).Data
    assert [one.Id for one in found.Positions] == [2]


def test_a_token_is_good_only_for_the_filter_it_came_from(traded: Any) -> None:
    token = traded.ask("ListOrders", models.ListOrdersArgs(Limit=1)).Data.ContinuationToken
    args = models.ListOrdersArgs(Limit=1, LiveExecPlanId=3, ContinuationToken=token)
    assert traded.ask("ListOrders", args).Status is StatusCode.ValidationError


@pytest.mark.parametrize(
    ("method", "args"),
    [
        ("GetAccount", models.GetAccountArgs(BrokerAccountId="nobody")),
        ("GetStrategy", models.GetStrategyArgs(StrategyId=999)),
        ("GetOrder", models.GetOrderArgs(OrderId=999)),
    ],
)
def test_what_does_not_exist_is_not_found(traded: Any, method: str, args: Any) -> None:
    assert traded.ask(method, args).Status is StatusCode.NotFound
