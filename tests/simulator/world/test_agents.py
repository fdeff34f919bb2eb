"""The agent: what it holds back while it is away, and what goes on without it."""

from typing import Any

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.assumed import AGENT_OFFLINE_CODE
from hubproof.contract.mesolive.models import AgentStatus, StatusCode
from hubproof.simulator.world.commands import SetAgent
from hubproof.simulator.world.facts import AgentChanged, OrderChanged, PlanMade


def set_agent(world: Any, status: str) -> None:
    world.effects += world.world.apply(SetAgent(AgentStatus(status)), world.now)


def account(world: Any, name: str) -> Any:
    return world.ask("GetAccount", models.GetAccountArgs(BrokerAccountId=name)).Data


def test_coming_and_going_is_an_event_for_everybody_and_saying_so_twice_is_none(drive: Any) -> None:
    world = drive()
    for status in ("Online", "Offline", "Offline", "Online"):
        set_agent(world, status)
    assert [(one.Status.value, one.Connector) for one in world.events("OnAgentStatusChange")] == [
        ("Offline", models.AgentConnector.InteractiveBrokers),
        ("Online", models.AgentConnector.InteractiveBrokers),
    ]
    assert [(one.status, one.account_ids) for one in world.facts(AgentChanged)] == [
        ("Offline", ("U2001",)),
        ("Online", ("U2001",)),
    ]


def test_the_list_shows_it_and_what_is_known_of_its_account_grows_old(drive: Any) -> None:
    world = drive()
    world.wait(5_000_000)
    set_agent(world, "Offline")
    world.wait(5_000_000)
    [agent] = world.ask("ListAgents", models.ListAgentsArgs()).Data.Agents
    assert agent.Status is AgentStatus.Offline
    live, paper = account(world, "U2001"), account(world, "ML1001")
    assert live.LastUpdated == agent.LastSnapshotTime
    assert (paper.LastUpdated - live.LastUpdated).total_seconds() == 5
    set_agent(world, "Online")
    assert account(world, "U2001").LastUpdated == paper.LastUpdated


def test_an_order_is_refused_without_a_record_and_taken_later_under_the_same_key(
    drive: Any,
) -> None:
    world = drive()
    plan = world.prepared(account="U2001")
    set_agent(world, "Offline")
    refusal = world.answer(world.send("k", plan))
    assert refusal.Status is StatusCode.ProviderError
    assert refusal.Error.Code == AGENT_OFFLINE_CODE
    assert world.record("k") is None
    set_agent(world, "Online")
    ticket = world.send("k", plan)
    world.settle()
    assert world.answer(ticket).Status is StatusCode.Success


def test_an_order_that_the_broker_has_lives_on(drive: Any) -> None:
    world = drive()
    plan = world.prepared(account="U2001")
    world.send("k", plan)
    set_agent(world, "Offline")
    world.settle()
    assert world.facts(OrderChanged)[-1].state == "Filled"


def test_a_live_preparation_waits_for_the_agent_and_then_takes_its_time(drive: Any) -> None:
    world = drive(job_s=(0.5, 0.5))
    world.start("k", account="U2001")
    set_agent(world, "Offline")
    world.wait(10_000_000)
    assert world.facts(PlanMade) == []
    assert world.record("k").Status is models.IdempotencyRecordStatus.Processing
    set_agent(world, "Online")
    world.settle()
    [plan] = world.facts(PlanMade)
    assert plan.at_us == 10_500_000


def test_paper_goes_on_without_an_agent(drive: Any) -> None:
    world = drive()
    set_agent(world, "Offline")
    ticket = world.fill("k", world.prepared())
    world.settle()
    assert world.answer(ticket).Status is StatusCode.Success


def test_an_agent_of_another_broker_holds_nothing_back(drive: Any) -> None:
    world = drive(connector=models.AgentConnector.Tastytrade)
    plan = world.prepared(account="U2001")
    set_agent(world, "Offline")
    ticket = world.send("k", plan)
    world.settle()
    assert world.answer(ticket).Status is StatusCode.Success
    assert world.facts(AgentChanged)[0].account_ids == ()


def test_while_the_agent_is_away_its_provider_says_what_it_said_last(drive: Any) -> None:
    world = drive()
    market = world.world.market
    ib, other = market.providers
    world.wait(10_000_000)
    last = market.quote(ib, "SPX", world.now)
    world.effects += world.world.apply(SetAgent(AgentStatus.Offline), world.now)
    world.wait(30_000_000)
    assert market.quote(ib, "SPX", world.now) == last
    assert market.quote(other, "SPX", world.now).born_us > 30_000_000
    # The market itself goes on, and orders that the broker has meet that.
    assert market.traded(ib, "SPX", world.now).born_us > 30_000_000
    world.effects += world.world.apply(SetAgent(AgentStatus.Online), world.now)
    assert market.quote(ib, "SPX", world.now).born_us > 30_000_000
