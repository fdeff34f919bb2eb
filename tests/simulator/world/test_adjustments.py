"""Adjustments: a position is prepared to be changed, and changed by fills alone."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import PreparationStatus, StatusCode
from hubproof.simulator.market.setup import QUIET
from hubproof.simulator.world.commands import AnnounceAdjustment
from hubproof.simulator.world.facts import OrderChanged, PlanMade, PositionChanged
from hubproof.simulator.world.setup import STRATEGIES
from hubproof.simulator.world.structure import AdjustmentSetup, LegSetup

CONDITIONS = {one.operation.value: one.condition for one in STRATEGIES[0].adjustments}
COMPLETED = "OnPositionAdjustmentPreparationCompleted"
OPERATION = models.PositionAdjustmentOperation


def start(world: Any, key: str, operation: str, *, position: int = 1, **more: Any) -> Any:
    args = models.PreparePositionAdjustmentArgs(
        IdempotencyKey=key,
        PositionId=position,
        Operation=OPERATION(operation),
        Condition=more.pop("condition", CONDITIONS[operation]),
        **more,
    )
    return world.answer(world.call("StartPreparePositionAdjustment", args))


def entered(world: Any, strategy: int = 102, account: str = "ML1001") -> Any:
    """A world that holds one position."""
    plan = world.prepared(strategy, account)
    executed(world, plan, "entry", account)
    return world


def executed(world: Any, plan: Any, key: str = "k", account: str = "ML1001", **more: Any) -> None:
    """Execute every leg group of a plan once."""
    if account == "ML1001":
        world.fill(key, plan, **more)
    else:
        for group, legs in plan.LegGroups.items():
            world.send(f"{key}-{group}", plan, LegGroupId=group, legs=legs)
    world.settle()


def adjusted(world: Any, operation: str, key: str = "adjust") -> Any:
    """The result of a preparation."""
    start(world, key, operation)
    world.settle()
    return world.events(COMPLETED)[-1].Result


def left(world: Any) -> Any:
    """The plan of an exit."""
    args = models.PreparePositionExitArgs(IdempotencyKey="leave", PositionId=1)
    world.call("StartPreparePositionExit", args)
    world.settle()
    return world.events("OnPositionExitPreparationCompleted")[-1].Result


def position(world: Any) -> Any:
    return world.ask("GetPosition", models.GetPositionArgs(PositionId=1)).Data


def held(world: Any) -> dict[str, int]:
    qtys: dict[str, int] = world.world.snapshot()["positions"][1]
    return {name: qty for name, qty in qtys.items() if qty}


def traded(plan: Any) -> dict[str, Any]:
    return {name: qty for one in plan.LegGroupQtys.values() for name, qty in one.LegQtys.items()}


HELD = {
    (101, "AddLegs"): {"put": 2, "short put": -2},
    (101, "MoveLeg"): {"moved put": 2},
    (102, "AddLegs"): {"long": 3, "short": -3, "hedge": 3},
    (102, "MoveLeg"): {"long": 3, "moved short": -3},
    (102, "RemoveLegs"): {"long": 3},
    (103, "AddLegs"): {"put": -2, "hedge": 2},
    (103, "MoveLeg"): {"moved put": -2},
    (104, "MoveLeg"): {"long put": 1, "moved put": -1, "short call": -1, "long call": 1},
    (104, "RemoveLegs"): {"long put": 1, "short put": -1},
}


@pytest.mark.parametrize("account", ["ML1001", "U2001"])
@pytest.mark.parametrize(("strategy", "operation"), HELD)
def test_a_position_comes_to_hold_what_its_adjustment_says(
    drive: Any, strategy: int, operation: str, account: str
) -> None:
    world = entered(drive(), strategy, account)
    before = held(world)
    plan = adjusted(world, operation)
    assert held(world) == before  # what is prepared is not done
    executed(world, plan, account=account)
    assert held(world) == HELD[strategy, operation]
    kept = set(before) & set(held(world)) - set(plan.OrderLegs)
    assert all(before[name] == held(world)[name] for name in kept)
    listed = world.ask("ListPositions", models.ListPositionsArgs()).Data.Positions
    assert [one.Id for one in listed] == [1]


@pytest.mark.parametrize("account", ["ML1001", "U2001"])
@pytest.mark.parametrize(("strategy", "operation"), HELD)
def test_an_exit_closes_what_is_held_by_now(
    drive: Any, strategy: int, operation: str, account: str
) -> None:
    world = entered(drive(), strategy, account)
    executed(world, adjusted(world, operation), account=account)
    plan = left(world)
    assert traded(plan) == {name: -qty for name, qty in held(world).items()}
    assert set(plan.PositionLegs) == set(held(world))
    executed(world, plan, "out", account)
    assert held(world) == {}
    assert position(world).Position.State is models.LivePositionState.Closed
    assert [fact.status for fact in world.facts(PositionChanged)][-1] == "Closed"


def test_the_result_says_what_is_traded_and_what_that_costs(drive: Any) -> None:
    world = entered(drive())
    before = position(world)
    plan = adjusted(world, "MoveLeg")
    assert (plan.Operation, plan.Condition) == (OPERATION.MoveLeg, CONDITIONS["MoveLeg"])
    assert (plan.PositionId, plan.PositionName, plan.StrategyId) == (1, "entry", 102)
    assert (plan.BrokerAccountId, plan.StrategyName) == ("ML1001", "Put spread")
    assert plan.LegGroups == {1: ["short", "moved short"]}
    assert (plan.LegGroupQtys[1].Qty, traded(plan)) == (3, {"short": 3, "moved short": -3})
    old, new = plan.OrderLegs["short"], plan.OrderLegs["moved short"]
    known = next(leg for leg in before.Legs if leg.Name == "short")
    assert old == replace(known, Qty=Decimal(3))
    assert (new.LivePositionId, new.Qty, new.LegGroupId) == (1, -3, 1)
    assert new.LiveContract.Strike == 4800
    assert new.Id not in [leg.Id for leg in before.Legs]
    legs, group = plan.LegPrices, plan.LegGroupPrices[1]
    assert group.Ask == legs["short"].Ask - legs["moved short"].Bid
    greeks = plan.LegGreeks
    assert plan.LegGroupGreeks[1].Delta == greeks["short"].Delta - greeks["moved short"].Delta
    assert (plan.QtyMultiplier, plan.AbortConditions, plan.AdjustmentAllowed) == (None, [], False)
    (_, made) = world.facts(PlanMade)
    risked = 300 * (legs["short"].Mark + legs["moved short"].Mark)
    assert (made.leg_group_ids, made.notional) == ((1,), risked)


def test_the_figures_of_the_whole_are_those_of_the_position_as_it_stands(still: Any) -> None:
    world = entered(still())
    plan = adjusted(world, "AddLegs")
    prices = position(world).Prices
    told = plan.PositionPrice
    assert (told.Bid, told.Ask, told.Last) == (prices.Bid, prices.Ask, prices.Last)
    leg = adjusted(world, "RemoveLegs", "again").LegGreeks["short"]
    assert plan.PositionGreeks.Delta < 0 < -3 * leg.Delta


def test_a_group_of_the_entry_is_traded_in_its_unit_and_another_is_bought(drive: Any) -> None:
    world = entered(drive(), 104)
    plan = adjusted(world, "RemoveLegs")
    assert plan.LegGroups == {2: ["short call", "long call"]}
    assert plan.LegGroupQtys[2].Qty == -1  # the spread that was bought is sold
    executed(world, plan)
    executed(world, adjusted(world, "MoveLeg", "move"), "moved")
    last = left(world)
    assert last.LegGroupQtys[1].Qty == 1
    assert traded(last) == {"long put": -1, "moved put": 1}


def test_uneven_legs_make_the_smallest_combination(drive: Any) -> None:
    extra = LegSetup(name="two more", strike=Decimal(4700), ratio=2)
    adds = AdjustmentSetup(condition="c", operation=OPERATION.AddLegs, adds=(extra,))
    strategy = replace(STRATEGIES[1], adjustments=(adds,))
    world = entered(drive(strategies=(strategy,)))
    start(world, "add", "AddLegs", condition="c")
    world.settle()
    plan = world.events(COMPLETED)[-1].Result
    assert (plan.LegGroupQtys[1].Qty, plan.LegGroups) == (6, {1: ["two more"]})
    executed(world, plan)
    last = left(world)
    assert last.LegGroupQtys[1].Qty == 3
    assert traded(last) == {"long": -3, "short": 3, "two more": -6}
    prices = last.LegPrices
    unit = prices["short"].Mark - prices["long"].Mark - 2 * prices["two more"].Mark
    assert last.LegGroupPrices[1].Mark == unit


def test_what_was_entered_twice_as_large_is_adjusted_so(drive: Any) -> None:
    world = drive()
    world.fill("entry", world.prepared(103), times="2")
    world.settle()
    assert traded(adjusted(world, "AddLegs")) == {"hedge": 4}


def test_fills_tell_of_the_adjustment_and_realise_what_was_closed(drive: Any) -> None:
    world = entered(drive())
    paid = {leg.Name: leg.AvgEntryPrice for leg in position(world).Legs}
    plan = adjusted(world, "MoveLeg")
    prices = {"short": str(paid["short"] - 1), "moved short": "20.00"}
    executed(world, plan, prices=prices)
    update = world.events("OnPositionUpdate")[-1]
    assert (update.PositionId, update.Status.value) == (1, "Adjusted")
    assert update.RealizedPnL == position(world).PnL.Realized == 300
    legs = {leg.LegName: leg for leg in world.events("OnLegUpdate")[-2:]}
    assert {name: (leg.Status.value, leg.Qty) for name, leg in legs.items()} == {
        "short": ("Closed", 0),
        "moved short": ("Open", -3),
    }
    assert legs["moved short"].LegId == plan.OrderLegs["moved short"].Id
    detail = {leg.Name: leg for leg in position(world).Legs}
    assert detail["moved short"].AvgEntryPrice == Decimal("20.00")
    assert detail["short"].ClosedAt is not None
    assert world.events("OnOrderUpdate")[-1].ExecPlanId == plan.ExecPlanId
    statuses = [fact.status for fact in world.facts(PositionChanged)]
    assert statuses == ["Created", "Adjusted"]


def test_removing_all_that_is_left_closes_the_position(drive: Any) -> None:
    removes = AdjustmentSetup(
        condition="c", operation=OPERATION.RemoveLegs, removes=("long", "short")
    )
    world = entered(drive(strategies=(replace(STRATEGIES[1], adjustments=(removes,)),)))
    start(world, "all", "RemoveLegs", condition="c")
    world.settle()
    executed(world, world.events(COMPLETED)[-1].Result)
    assert [fact.status for fact in world.facts(PositionChanged)] == ["Created", "Closed"]
    assert position(world).Position.State is models.LivePositionState.Closed


def test_an_adjustment_that_is_executed_twice_trades_twice(drive: Any) -> None:
    world = entered(drive(), 103)
    plan = adjusted(world, "AddLegs")
    for key in ("a", "b"):
        executed(world, plan, key)
    assert held(world) == {"put": -2, "hedge": 4}
    assert [one.Name for one in position(world).Legs] == ["put", "hedge"]


def test_a_leg_that_is_there_already_is_added_to(drive: Any) -> None:
    world = entered(drive(), 103)
    executed(world, adjusted(world, "AddLegs"))
    (hedge,) = [leg for leg in position(world).Legs if leg.Name == "hedge"]
    of_another_symbol = models.StrategyDefinition(
        Symbol="XYZ",
        Adjustment={"ConditionalAdjustments": {CONDITIONS["AddLegs"]: {"AddLegsAdjustment": {}}}},
    )
    args = models.UpdateStrategyArgs(StrategyId=103, StrategyDefinition=of_another_symbol)
    world.call("UpdateStrategy", args)
    again = adjusted(world, "AddLegs", "again")
    assert again.OrderLegs["hedge"] == replace(hedge, Qty=Decimal(2))


def test_variables_are_set_with_the_first_fill_and_shown_before(drive: Any) -> None:
    world = entered(drive(), 102)
    assert position(world).Vars == {"stop_loss": 900}
    plan = adjusted(world, "AddLegs")
    assert plan.Vars == {"stop_loss": 900, "hedges": 1}
    assert position(world).Vars == {"stop_loss": 900}
    executed(world, plan)
    assert position(world).Vars == {"stop_loss": 900, "hedges": 1}
    assert left(world).Vars == {"stop_loss": 900, "hedges": 1}


def test_update_vars_is_applied_by_its_preparation_and_trades_nothing(drive: Any) -> None:
    world = entered(drive(), 102)
    orders = len(world.facts(OrderChanged))
    start(world, "k", "UpdateVars")
    assert position(world).Vars == {"stop_loss": 900}
    world.settle()
    plan = world.events(COMPLETED)[-1].Result
    assert (plan.OrderLegs, plan.LegGroups, plan.LegPrices) == ({}, {}, {})
    assert plan.Vars == position(world).Vars == {"stop_loss": 500}
    assert plan.PositionPrice.Mark is not None
    assert world.events("OnPositionUpdate")[-1].Status.value == "Adjusted"
    refusal = world.answer(world.fill("nothing", plan))
    assert list(refusal.Error.ValidationErrors) == ["ExecPlanId"]
    order = world.answer(world.send("none", plan, account="ML1001", legs=["long"]))
    assert order.Status is StatusCode.ValidationError
    assert len(world.facts(OrderChanged)) == orders


def test_it_is_allowed_while_its_own_signal_is_on(drive: Any) -> None:
    world = entered(drive())
    for condition, is_allowed in (("AddLegs", False), ("MoveLeg", True)):
        command = AnnounceAdjustment(1, models.SignalState.On, CONDITIONS[condition])
        world.effects += world.world.apply(command, world.now)
        plan = adjusted(world, "MoveLeg", condition)
        assert plan.AdjustmentAllowed is is_allowed


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"condition": "something else"}, "Condition"),
        ({"condition": CONDITIONS["AddLegs"]}, "Condition"),
        ({"position": 2}, None),
    ],
)
def test_there_must_be_such_an_adjustment(
    drive: Any, change: dict[str, Any], field: str | None
) -> None:
    world = entered(drive())
    refusal = start(world, "k", "MoveLeg", **change)
    if field is None:
        assert refusal.Status is StatusCode.NotFound
    else:
        assert list(refusal.Error.ValidationErrors) == [field]
    assert world.record("k") is None


def test_a_closed_position_is_not_adjusted(drive: Any) -> None:
    world = entered(drive(job_s=(5.0, 5.0), paper_s=(0.1, 0.1)))
    plan = left(world)
    begun = start(world, "begun", "UpdateVars").Data.JobId
    executed(world, plan, "out")
    assert list(start(world, "k", "UpdateVars").Error.ValidationErrors) == ["PositionId"]
    (failed,) = world.events("OnPositionAdjustmentPreparationFailed")
    assert (failed.JobId, "closed" in failed.Error) == (begun, True)
    assert position(world).Vars == {"stop_loss": 900}


@pytest.mark.parametrize("operation", ["MoveLeg", "RemoveLegs"])
def test_a_job_fails_whose_leg_is_held_no_more(drive: Any, operation: str) -> None:
    world = entered(drive())
    executed(world, adjusted(world, operation), "once")
    job_id = start(world, "again", operation).Data.JobId
    world.settle()
    args = models.GetPreparePositionAdjustmentStatusArgs(JobId=job_id)
    job = world.ask("GetPreparePositionAdjustmentStatus", args).Data
    assert job.Status is PreparationStatus.Failed
    assert "short" in job.Error
    assert world.events("OnPositionAdjustmentPreparationFailed")[-1].JobId == job_id
    assert world.record("again").JobStatus is PreparationStatus.Failed


def test_a_deleted_strategy_adjusts_nothing(drive: Any) -> None:
    world = entered(drive())
    job_id = start(world, "begun", "MoveLeg").Data.JobId
    world.call("DeleteStrategy", models.DeleteStrategyArgs(StrategyId=102))
    assert start(world, "k", "MoveLeg").Status is StatusCode.NotFound
    world.settle()
    (failed,) = world.events("OnPositionAdjustmentPreparationFailed")
    assert failed.JobId == job_id
    executed(world, left(world), "out")
    assert held(world) == {}


def test_its_key_and_its_job_are_those_of_any_preparation(drive: Any) -> None:
    world = entered(drive())
    job_id = start(world, "k", "MoveLeg").Data.JobId
    assert start(world, "k", "MoveLeg").Status is StatusCode.Conflict
    world.settle()
    assert start(world, "k", "MoveLeg").Status is StatusCode.DuplicateRequest
    assert start(world, "k", "RemoveLegs").Status is StatusCode.Conflict
    status = models.GetPreparePositionAdjustmentStatusArgs(JobId=job_id)
    job = world.ask("GetPreparePositionAdjustmentStatus", status).Data
    assert job.Result == world.events(COMPLETED)[-1].Result
    record = world.record("k")
    assert (record.JobId, record.LiveExecPlanId) == (job_id, job.Result.ExecPlanId)
    exit_status = models.GetPreparePositionExitStatusArgs(JobId=job_id)
    assert world.ask("GetPreparePositionExitStatus", exit_status).Status is StatusCode.NotFound


def test_a_preparation_that_is_given_up_changes_nothing(drive: Any) -> None:
    world = entered(drive())
    job_id = start(world, "k", "UpdateVars").Data.JobId
    args = models.CancelPreparePositionAdjustmentArgs(IdempotencyKey="stop", JobId=job_id)
    cancelled = world.answer(world.call("CancelPreparePositionAdjustment", args)).Data
    assert (cancelled.JobId, cancelled.Status) == (job_id, PreparationStatus.Cancelled)
    world.settle()
    assert position(world).Vars == {"stop_loss": 900}
    assert world.events(COMPLETED) == []
    assert world.events("OnPositionAdjustmentPreparationFailed")[-1].JobId == job_id


def test_a_multiplier_is_for_entries(drive: Any) -> None:
    world = entered(drive())
    refusal = world.answer(world.fill("k", adjusted(world, "MoveLeg"), times="1"))
    assert list(refusal.Error.ValidationErrors) == ["QtyMultiplier"]


def test_quotes_are_those_of_the_provider_that_is_named(drive: Any) -> None:
    world = entered(drive())
    other = models.DataProviderType.Tastytrade
    plans = []
    for key, provider in (("own", None), ("other", other)):
        start(world, key, "MoveLeg", DataProvider=provider)
        world.settle()
        plans.append(world.events(COMPLETED)[-1].Result)
    own, named = plans
    assert own.UnderlyingPrice != named.UnderlyingPrice


def test_a_provider_that_is_not_connected_fails_the_job(drive: Any) -> None:
    world = entered(drive(market=replace(QUIET, providers=QUIET.providers[:1])))
    start(world, "k", "MoveLeg", DataProvider=models.DataProviderType.Tastytrade)
    args = models.PreparePositionExitArgs(
        IdempotencyKey="out", PositionId=1, DataProvider=models.DataProviderType.Tastytrade
    )
    world.call("StartPreparePositionExit", args)
    world.settle()
    for kind in ("Adjustment", "Exit"):
        (failed,) = world.events(f"OnPosition{kind}PreparationFailed")
        assert "Tastytrade is not connected" in failed.Error
