"""Exits: a position is prepared to be closed, and closed by fills alone."""

from decimal import Decimal
from typing import Any

import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.assumed import assumption
from hubproof.contract.mesolive.models import PreparationStatus, StatusCode
from hubproof.simulator.world.facts import PositionChanged


def start(world: Any, key: str, position: int = 1) -> Any:
    args = models.PreparePositionExitArgs(IdempotencyKey=key, PositionId=position)
    return world.answer(world.call("StartPreparePositionExit", args))


def status_of(world: Any, job_id: str) -> Any:
    args = models.GetPreparePositionExitStatusArgs(JobId=job_id)
    return world.ask("GetPreparePositionExitStatus", args)


def entered(world: Any, strategy: int = 102, account: str = "ML1001") -> Any:
    """A world that holds one position."""
    plan = world.prepared(strategy, account)
    if account == "ML1001":
        world.fill("entry", plan)
    else:
        for group, legs in plan.LegGroups.items():
            world.send(f"entry-{group}", plan, LegGroupId=group, legs=legs)
    world.settle()
    return world


def exit_plan(world: Any, key: str = "exit") -> Any:
    start(world, key)
    world.settle()
    return world.events("OnPositionExitPreparationCompleted")[-1].Result


def position(world: Any, number: int = 1) -> Any:
    return world.ask("GetPosition", models.GetPositionArgs(PositionId=number)).Data


@pytest.mark.parametrize("strategy", [101, 102, 103, 104])
def test_an_exit_trades_what_is_held_the_other_way_round(drive: Any, strategy: int) -> None:
    world = entered(drive(), strategy)
    plan = exit_plan(world)
    assert (plan.PositionId, plan.StrategyId, plan.BrokerAccountId) == (1, strategy, "ML1001")
    legs = {leg.Name: leg for leg in position(world).Legs}
    assert plan.PositionLegs == legs
    wanted = {name: -leg.Qty for name, leg in legs.items()}
    planned = {name: qty for one in plan.LegGroupQtys.values() for name, qty in one.LegQtys.items()}
    assert planned == wanted
    held = world.world.snapshot()["positions"]
    assert held == {1: {name: int(leg.Qty) for name, leg in legs.items()}}


def test_a_plan_has_the_figures_of_one_unit_and_a_position_those_of_all_it_holds(
    still: Any,
) -> None:
    assert assumption("plan.figures_are_of_one_unit").value is True
    world = still()
    entered(world)
    plan = world.events("OnPositionEntryPreparationCompleted")[-1].Result
    legs, greeks = plan.LegPrices, plan.LegGreeks
    assert plan.PositionPrice.Bid == legs["long"].Bid - legs["short"].Ask
    assert plan.LegGroupPrices[1].Bid == plan.PositionPrice.Bid
    assert plan.PositionGreeks.Delta == greeks["long"].Delta - greeks["short"].Delta
    assert position(world).Prices.Bid == 3 * plan.PositionPrice.Bid
    leaving = exit_plan(world)
    assert leaving.PositionPrice.Bid == -plan.PositionPrice.Ask


def test_paper_fills_close_the_position_and_realise_what_it_earned(drive: Any) -> None:
    world = entered(drive())
    paid = {leg.Name: leg.AvgEntryPrice for leg in position(world).Legs}
    prices = {"long": str(paid["long"] + 4), "short": str(paid["short"] - 1)}
    ticket = world.fill("out", exit_plan(world), prices=prices)
    world.settle()
    assert world.answer(ticket).Data.PositionId == 1
    closed = position(world)
    assert closed.Position.State is models.LivePositionState.Closed
    assert closed.Position.ClosedAt is not None
    # The long leg gains 4 points, the short one 1 point, of 3 contracts of 100 each.
    assert closed.PnL.Realized == Decimal("1500.00")
    assert {leg.Name: leg.TrackedRealizedPnL for leg in closed.Legs} == {
        "long": Decimal("1200.00"),
        "short": Decimal("300.00"),
    }
    # Nobody quotes nothing, and nought would be a price; the PnL of nothing is nought.
    assert (closed.Prices.Bid, closed.Prices.Mark, closed.Prices.BidAgeMs) == (None, None, None)
    assert (closed.PnL.Bid, closed.PnL.Mark) == (0, 0)
    last = world.events("OnPositionUpdate")[-1]
    assert (last.Status, last.RealizedPnL) == (models.PositionStatus.Closed, Decimal("1500.00"))
    assert [leg.Status.value for leg in world.events("OnLegUpdate")[-2:]] == ["Closed", "Closed"]
    assert [fact.status for fact in world.facts(PositionChanged)] == ["Created", "Closed"]
    accounts = world.ask("GetAccount", models.GetAccountArgs(BrokerAccountId="ML1001")).Data
    assert accounts.ActivePositions == 0


def test_live_orders_close_it_group_by_group(still: Any) -> None:
    world = entered(still(), 104, "U2001")
    plan = exit_plan(world)
    for group, legs in plan.LegGroups.items():
        world.send(f"out-{group}", plan, LegGroupId=group, legs=legs)
        world.settle()
    statuses = [one.Status.value for one in world.events("OnPositionUpdate")]
    assert statuses == ["Created", "RealizedPnLChanged", "Closed"]
    # What is lost are both spreads, and the commissions of four contracts in and out.
    spreads = sum(one.Ask - one.Bid for one in plan.LegGroupPrices.values())
    assert position(world).PnL.Realized == -100 * spreads - Decimal("5.20")


def test_a_part_that_is_closed_at_another_price_is_told_as_earnings(drive: Any) -> None:
    world = drive()
    first = world.prepared(101)
    world.fill("a", first, prices={"put": "10.00"})
    world.settle()
    plan = exit_plan(world)
    world.fill("b", first, prices={"put": "10.00"})
    world.settle()
    world.fill("c", plan, prices={"put": "12.00"})
    world.settle()
    statuses = [one.Status.value for one in world.events("OnPositionUpdate")]
    assert statuses == ["Created", "RealizedPnLChanged"]
    assert position(world).PnL.Realized == Decimal("400.00")


def test_an_exit_that_is_executed_twice_turns_the_position_round(drive: Any) -> None:
    world = entered(drive(), 101)
    plan = exit_plan(world)
    for key in ("out", "again"):
        world.fill(key, plan)
        world.settle()
    assert world.world.snapshot()["positions"] == {1: {"put": -2}}
    statuses = [one.Status.value for one in world.events("OnPositionUpdate")]
    assert statuses == ["Created", "Closed", "Adjusted"]
    assert position(world).Position.State is models.LivePositionState.Open


def test_there_must_be_something_to_close(drive: Any) -> None:
    world = entered(drive(), 101)
    assert start(world, "k", 2).Status is StatusCode.NotFound
    world.fill("out", exit_plan(world))
    world.settle()
    refusal = start(world, "closed")
    assert list(refusal.Error.ValidationErrors) == ["PositionId"]


def test_a_job_fails_whose_position_was_closed_meanwhile(drive: Any) -> None:
    world = entered(drive(job_s=(5.0, 5.0), paper_s=(0.1, 0.1)), 101)
    plan = exit_plan(world)
    job_id = start(world, "late").Data.JobId
    world.fill("out", plan)
    world.settle()
    ended = status_of(world, job_id).Data
    assert ended.Status is PreparationStatus.Failed
    assert "closed" in ended.Error
    assert world.events("OnPositionExitPreparationFailed")[-1].JobId == job_id
    assert world.record("late").JobStatus is PreparationStatus.Failed


def test_a_multiplier_is_for_entries(drive: Any) -> None:
    world = entered(drive(), 101)
    refusal = world.answer(world.fill("out", exit_plan(world), times="1"))
    assert list(refusal.Error.ValidationErrors) == ["QtyMultiplier"]


def test_the_jobs_of_one_kind_are_none_of_another(drive: Any) -> None:
    world = entered(drive(), 101)
    job_id = start(world, "k").Data.JobId
    args = models.GetPreparePositionEntryStatusArgs(JobId=job_id)
    assert world.ask("GetPreparePositionEntryStatus", args).Status is StatusCode.NotFound
    assert status_of(world, "job-1").Status is StatusCode.NotFound
    assert status_of(world, job_id).Data.Status is PreparationStatus.Running


def test_legs_are_listed_filtered_and_read(drive: Any) -> None:
    world = drive(page_size_max=3)
    for number, (strategy, account) in enumerate(((102, "ML1001"), (101, "ML1001"))):
        world.fill(f"k{number}", world.prepared(strategy, account))
        world.settle()
    world.send("live", world.prepared(102, "U2001"))
    world.settle()
    first = world.ask("ListLegs", models.ListLegsArgs()).Data
    rest = world.ask("ListLegs", models.ListLegsArgs(ContinuationToken=first.ContinuationToken))
    names = [leg.Name for leg in (*first.Legs, *rest.Data.Legs)]
    assert names == ["long", "short", "put", "long", "short"]
    of_one = world.ask("ListLegs", models.ListLegsArgs(LivePositionId=2)).Data.Legs
    assert [(leg.Name, leg.LivePositionId) for leg in of_one] == [("put", 2)]
    live = world.ask("ListLegs", models.ListLegsArgs(BrokerAccountId="U2001")).Data.Legs
    assert [leg.AccountId for leg in live] == ["U2001", "U2001"]
    leg = of_one[0]
    assert world.ask("GetLeg", models.GetLegArgs(LegId=leg.Id)).Data == leg
    assert world.ask("GetLeg", models.GetLegArgs(LegId=99)).Status is StatusCode.NotFound
    several = world.ask("GetLegs", models.GetLegsArgs(LegIds=[leg.Id, 99, first.Legs[0].Id]))
    assert several.Data.Legs == [leg, first.Legs[0]]


def test_a_position_is_worth_what_its_other_side_pays(still: Any) -> None:
    world = still()
    plan = world.prepared(103)
    world.fill("k", plan, prices={"put": "4.00"})
    world.settle()
    detail, quote = position(world), plan.LegPrices["put"]
    # Two puts were sold at 4.00: whoever closes them pays the ask, which is told as the bid.
    assert (detail.PnL.Bid, detail.PnL.Mark, detail.PnL.Ask) == (
        -200 * (quote.Ask - 4),
        -200 * (quote.Mark - 4),
        -200 * (quote.Bid - 4),
    )
    assert (detail.Prices.Bid, detail.Prices.Ask) == (-2 * quote.Ask, -2 * quote.Bid)
    missing = world.ask("GetPosition", models.GetPositionArgs(PositionId=2))
    assert missing.Status is StatusCode.NotFound
