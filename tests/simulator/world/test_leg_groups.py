"""Several leg groups: one plan, an order for each group, and one position."""

from typing import Any

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import StatusCode
from hubproof.simulator.world.facts import Filled, OrderChanged, PlanMade

PUTS, CALLS = ["long put", "short put"], ["short call", "long call"]


def test_a_plan_tells_each_group_with_its_price_and_the_position_with_the_sum(drive: Any) -> None:
    world = drive()
    plan = world.prepared(104, "U2001")
    assert plan.LegGroups == {1: PUTS, 2: CALLS}
    assert {name: leg.LegGroupId for name, leg in plan.SelectedLegs.items()} == {
        **dict.fromkeys(PUTS, 1),
        **dict.fromkeys(CALLS, 2),
    }
    legs, groups = plan.LegPrices, plan.LegGroupPrices
    assert groups[1].Mark == legs["long put"].Mark - legs["short put"].Mark
    assert groups[2].Bid == legs["long call"].Bid - legs["short call"].Ask
    assert plan.PositionPrice.Mark == groups[1].Mark + groups[2].Mark
    (made,) = world.facts(PlanMade)
    risked = 100 * sum(quote.Mark for quote in legs.values())
    assert (made.leg_group_ids, made.notional) == ((1, 2), risked)


def test_greeks_are_told_of_legs_groups_and_the_whole(drive: Any) -> None:
    plan = drive().prepared(104)
    legs, groups = plan.LegGreeks, plan.LegGroupGreeks
    assert legs["short put"].Delta < legs["long put"].Delta < 0 < legs["long call"].Delta
    assert groups[1].Delta == legs["long put"].Delta - legs["short put"].Delta
    assert plan.PositionGreeks.Vega == groups[1].Vega + groups[2].Vega < 0


def test_one_short_leg_is_worth_what_it_brings(drive: Any) -> None:
    plan = drive().prepared(103)
    mark = plan.LegPrices["put"].Mark
    assert (plan.LegGroupPrices[1].Mark, plan.PositionPrice.Mark) == (mark, -mark)


def test_each_group_is_an_order_and_both_make_one_position(drive: Any) -> None:
    world = drive()
    plan = world.prepared(104, "U2001")
    first = world.send("a", plan, LegGroupId=1, legs=PUTS)
    world.settle()
    assert world.world.snapshot()["positions"] == {1: {"long put": 1, "short put": -1}}
    second = world.send("b", plan, LegGroupId=2, legs=CALLS)
    world.settle()
    orders = [world.answer(ticket).Data.LiveOrderId for ticket in (first, second)]
    assert [(fill.order_id, fill.leg_group_id) for fill in world.facts(Filled)] == [
        (orders[0], 1),
        (orders[1], 2),
    ]
    assert world.world.snapshot()["positions"] == {
        1: {"long put": 1, "short put": -1, "short call": -1, "long call": 1}
    }


def test_the_legs_of_one_group_are_not_those_of_another(drive: Any) -> None:
    world = drive()
    plan = world.prepared(104, "U2001")
    for group, legs in ((1, CALLS), (2, PUTS), (1, PUTS + CALLS), (3, PUTS)):
        refusal = world.answer(world.send("k", plan, LegGroupId=group, legs=legs))
        assert refusal.Status is StatusCode.ValidationError
    assert world.facts(OrderChanged) == []


def test_an_order_is_replaced_by_one_for_the_same_group_only(drive: Any) -> None:
    world = drive()
    plan = world.prepared(104, "U2001")
    away: dict[str, Any] = {"order_type": "Limit", "limit": "-9.00"}
    world.send("a", plan, LegGroupId=1, legs=PUTS, **away)
    world.settle()
    refusal = world.answer(world.send("b", plan, LegGroupId=2, legs=CALLS, ReplacesOrder=1))
    assert list(refusal.Error.ValidationErrors) == ["ReplacesOrder"]
    world.send("c", plan, LegGroupId=1, legs=PUTS, ReplacesOrder=1)
    world.settle()
    assert world.world.snapshot()["orders"] == {1: "Cancelled", 2: "Filled"}


def test_paper_fills_book_every_group_under_one_key(drive: Any) -> None:
    world = drive()
    answer = world.answer
    ticket = world.fill("k", world.prepared(104))
    world.settle()
    assert answer(ticket).Data.LiveOrderIds == world.record("k").LiveOrderIds == [1, 2]
    assert [fill.leg_group_id for fill in world.facts(Filled)] == [1, 2]
    args = models.ListPositionsArgs(BrokerAccountId="ML1001")
    (position,) = world.ask("ListPositions", args).Data.Positions
    assert position.Id == answer(ticket).Data.PositionId
