"""Live orders: accepted after a while, filled over time, and exactly as often as they are sent."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import OrderState, StatusCode
from hubproof.simulator.world.facts import Filled, OrderChanged, PositionChanged


def order_of(world: Any, order_id: int) -> Any:
    return world.ask("GetOrder", models.GetOrderArgs(OrderId=order_id))


def test_an_order_is_answered_when_the_broker_has_accepted_it(drive: Any) -> None:
    world = drive(order_s=(0.2, 0.2), slow_share=0.0)
    plan = world.prepared(account="U2001")
    ticket = world.send("k", plan)
    world.wait(199_999)
    assert world.answer(ticket) is None
    assert world.facts(OrderChanged) == []
    world.wait(1)
    assert world.answer(ticket).Data.LiveOrderId == 1
    assert [event.State for event in world.events("OnOrderUpdate")] == [OrderState.Working]


def test_a_slow_order_takes_seconds(drive: Any) -> None:
    world = drive(slow_share=1.0, slow_order_s=(3.0, 3.0))
    ticket = world.send("k", world.prepared(account="U2001"))
    world.wait(2_999_999)
    assert world.answer(ticket) is None
    world.wait(1)
    assert world.answer(ticket).Status is StatusCode.Success


@pytest.mark.parametrize("strategy", [101, 102, 103])
def test_a_market_order_fills_in_parts_that_add_up_to_it(drive: Any, strategy: int) -> None:
    world = drive()
    plan = world.prepared(strategy, "U2001")
    world.send("k", plan)
    world.settle()
    fills = world.facts(Filled)
    assert 1 <= len(fills) <= 3
    assert sum(fill.qty for fill in fills) == plan.LegGroupQtys[1].Qty
    assert [e.State for e in world.events("OnOrderUpdate")][-1] is OrderState.Filled
    order = order_of(world, 1).Data
    assert order.CumQty == order.Qty == plan.LegGroupQtys[1].Qty
    assert order.Side == ("S" if order.Qty < 0 else "B")
    assert order.AvgFillPrice == plan.LegGroupPrices[1].Mark


def test_the_money_of_the_fills_is_the_money_of_the_plan(drive: Any) -> None:
    world = drive()
    world.send("k", world.prepared(102, "U2001"))
    world.settle()
    assert sum(fill.notional for fill in world.facts(Filled)) == Decimal("9285.00")


def test_orders_fill_in_one_two_and_three_parts(drive: Any) -> None:
    world = drive()
    for number in range(20):
        world.send(f"k{number}", world.prepared(102, "U2001"))
        world.settle()
    parts = [fact.order_id for fact in world.facts(Filled)]
    assert {parts.count(order) for order in range(1, 21)} == {1, 2, 3}


def test_every_part_takes_its_own_time_and_the_last_one_dates_the_order(drive: Any) -> None:
    world = drive(fill_s=(1.0, 1.0), order_s=(0.0, 0.0), slow_share=0.0)
    for number in range(9):
        plan = world.prepared(102, "U2001")
        world.send(f"k{number}", plan)
        accepted = world.now
        world.settle()
        order = order_of(world, number + 1).Data
        fills = [fact.at_us for fact in world.facts(Filled) if fact.order_id == number + 1]
        assert fills == [accepted + 1_000_000 * (part + 1) for part in range(len(fills))]
        assert order.FilledAt - order.CreatedAt == timedelta(seconds=len(fills))


def test_an_unfilled_order_says_so(drive: Any) -> None:
    world = drive()
    world.send("k", world.prepared(account="U2001"), order_type="Limit", limit="0.05")
    world.settle()
    order = order_of(world, 1).Data
    assert (order.State, order.CumQty, order.AvgFillPrice) == (OrderState.Working, 0, None)
    assert order.FilledAt.year == 1


@pytest.mark.parametrize(
    ("strategy", "terms", "fills"),
    [
        (101, {"order_type": "Limit", "limit": "12.40"}, True),
        (101, {"order_type": "Limit", "limit": "12.39"}, False),
        (103, {"order_type": "Limit", "limit": "4.35"}, True),
        (103, {"order_type": "Limit", "limit": "4.36"}, False),
        (102, {"order_type": "Limit", "limit": "11.35"}, True),
        (101, {"order_type": "Stop", "stop": "12.40"}, True),
        (101, {"order_type": "Stop", "stop": "12.41"}, False),
        (103, {"order_type": "Stop", "stop": "4.34"}, False),
        (101, {"order_type": "StopLimit", "stop": "12.00", "limit": "12.30"}, False),
        (101, {"order_type": "StopLimit", "stop": "12.00", "limit": "12.50"}, True),
    ],
)
def test_an_order_fills_only_within_its_prices(
    drive: Any, strategy: int, terms: dict[str, str], *, fills: bool
) -> None:
    world = drive()
    world.send("k", world.prepared(strategy, "U2001"), **terms)
    world.settle()
    assert bool(world.facts(Filled)) is fills


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"order_type": "Limit"}, "LegGroupOrder.LimitPrice"),
        ({"order_type": "Stop"}, "LegGroupOrder.StopPrice"),
        ({"order_type": "StopLimit", "stop": "1"}, "LegGroupOrder.LimitPrice"),
        ({"order_type": "StopLimit", "limit": "1"}, "LegGroupOrder.StopPrice"),
        ({"legs": ["put", "call"]}, "LegGroupOrder.LegNames"),
        ({"LegGroupId": 2}, "LegGroupId"),
        ({"QtyMultiplier": Decimal("0.3")}, "QtyMultiplier"),
        ({"QtyMultiplier": Decimal(-1)}, "QtyMultiplier"),
        ({"QtyMultiplier": Decimal("1E+999999")}, "QtyMultiplier"),
    ],
)
def test_an_order_that_contradicts_its_plan_is_refused_and_uses_no_key(
    drive: Any, wrong: dict[str, Any], path: str
) -> None:
    world = drive()
    plan = world.prepared(account="U2001")
    refusal = world.answer(world.send("k", plan, **wrong))
    assert refusal.Status is StatusCode.ValidationError
    assert list(refusal.Error.ValidationErrors) == [path]
    assert world.record("k") is None


def test_a_paper_account_takes_no_order(drive: Any) -> None:
    world = drive()
    refusal = world.answer(world.send("k", world.prepared(), account="ML1001"))
    assert refusal.Status is StatusCode.ValidationError
    assert list(refusal.Error.ValidationErrors) == ["BrokerAccountId"]


def test_a_plan_of_another_account_is_refused(drive: Any) -> None:
    world = drive()
    refusal = world.answer(world.send("k", world.prepared(account="ML1001")))
    assert list(refusal.Error.ValidationErrors) == ["ExecPlanId"]


def test_a_plan_that_was_never_made_is_not_found(drive: Any) -> None:
    world = drive()
    plan = world.prepared(account="U2001")
    never = models.SendOrderArgs(
        IdempotencyKey="k",
        ReplacesOrder=None,
        BrokerAccountId="U2001",
        ExecPlanId=plan.ExecPlanId + 1,
        QtyMultiplier=None,
        LegGroupId=1,
        LegGroupOrder=models.LegGroupOrder(OrderType=models.OrderType.Market, LegNames=[]),
    )
    assert world.ask("SendOrder", never).Status is StatusCode.NotFound


def test_a_multiplier_scales_the_order_and_its_money(drive: Any) -> None:
    world = drive()
    world.send("k", world.prepared(account="U2001"), QtyMultiplier=Decimal(2))
    world.settle()
    assert sum(fill.qty for fill in world.facts(Filled)) == 4
    assert sum(fill.notional for fill in world.facts(Filled)) == Decimal("4960.00")


def test_a_second_execution_under_a_new_key_trades_again(drive: Any) -> None:
    world = drive()
    plan = world.prepared(account="U2001")
    for key in ("first", "second"):
        world.send(key, plan)
        world.settle()
    by_key = [(fill.key, fill.exec_plan_id) for fill in world.facts(Filled)]
    assert {*by_key} == {("first", plan.ExecPlanId), ("second", plan.ExecPlanId)}
    assert sum(fill.qty for fill in world.facts(Filled)) == 4
    assert len(world.facts(PositionChanged)) == 1
    assert world.events("OnLegUpdate")[-1].Qty == 4


def test_a_working_order_is_replaced_by_one_for_what_it_has_left(drive: Any) -> None:
    world = drive()
    plan = world.prepared(account="U2001")
    world.send("first", plan, order_type="Limit", limit="1")
    world.settle()
    world.send("second", plan, ReplacesOrder=1)
    world.settle()
    states = [(e.OrderId, e.State.value) for e in world.events("OnOrderUpdate")]
    assert states[:3] == [(1, "Working"), (1, "Cancelled"), (2, "Working")]
    assert sum(fill.qty for fill in world.facts(Filled)) == 2


def test_a_partly_filled_order_is_replaced_for_the_rest_only(drive: Any) -> None:
    world = drive(fill_s=(10.0, 10.0), order_s=(0.1, 0.1), slow_share=0.0)
    plan = world.prepared(102, "U2001")
    world.send("first", plan, QtyMultiplier=Decimal(3))
    while not world.facts(Filled):
        world.wait(100_000)
    done = world.facts(Filled)[0].qty
    assert 0 < done < 9
    world.send("second", plan, ReplacesOrder=1)
    world.settle()
    assert order_of(world, 1).Data.CumQty == done
    assert order_of(world, 2).Data.Qty == order_of(world, 2).Data.CumQty == 9 - done


def test_a_replaced_order_fills_no_further(drive: Any) -> None:
    world = drive(fill_s=(10.0, 10.0), order_s=(0.1, 0.1), slow_share=0.0)
    plan = world.prepared(102, "U2001")
    world.send("first", plan)
    world.wait(200_000)
    world.send("second", plan, ReplacesOrder=1)
    world.settle()
    assert {fill.order_id for fill in world.facts(Filled)} == {2}
    assert sum(fill.qty for fill in world.facts(Filled)) == 3


def test_an_order_that_is_filled_before_it_is_replaced_fails_the_replacement(drive: Any) -> None:
    world = drive(fill_s=(0.5, 0.5), order_s=(5.0, 5.0), slow_share=0.0)
    plan = world.prepared(103, "U2001")
    world.send("first", plan)
    world.wait(5_000_000)
    ticket = world.send("second", plan, ReplacesOrder=1)
    world.settle()
    assert world.answer(ticket).Status is StatusCode.ProviderError
    assert world.record("second").Status is models.IdempotencyRecordStatus.Failed
    assert {fill.key for fill in world.facts(Filled)} == {"first"}


def test_an_order_of_another_plan_or_a_filled_one_cannot_be_replaced(drive: Any) -> None:
    world = drive()
    plan, other = world.prepared(account="U2001"), world.prepared(account="U2001")
    world.send("first", plan)
    world.settle()
    for candidate in (plan, other):
        refusal = world.answer(world.send("second", candidate, ReplacesOrder=1))
        assert list(refusal.Error.ValidationErrors) == ["ReplacesOrder"]
    assert world.answer(world.send("second", plan, ReplacesOrder=7)).Status is StatusCode.NotFound


def test_an_unknown_order_is_not_found(drive: Any) -> None:
    world = drive()
    assert order_of(world, 1).Status is StatusCode.NotFound
    assert order_of(world, 0).Status is StatusCode.NotFound


@pytest.mark.parametrize(
    ("strategy", "stop", "away"),
    [(101, "9999", True), (101, "12.40", False), (101, "12.45", False), (103, "0.01", True)],
)
def test_a_stop_that_nothing_sets_off_is_away(
    drive: Any, strategy: int, stop: str, *, away: bool
) -> None:
    world = drive()
    world.send("k", world.prepared(strategy, "U2001"), order_type="Stop", stop=stop)
    world.settle()
    assert {fact.is_away for fact in world.facts(OrderChanged)} == {away}
