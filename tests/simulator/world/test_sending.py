"""Live orders: accepted after a while, filled over time, and exactly as often as they are sent."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import OrderState, StatusCode
from hubproof.simulator.market.setup import Session
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
def test_a_market_order_fills_in_parts_that_add_up_to_it(still: Any, strategy: int) -> None:
    world = still()
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
    quote = plan.LegGroupPrices[1]
    assert order.AvgFillPrice == (quote.Bid if order.Qty < 0 else quote.Ask)


def test_an_average_price_that_does_not_come_out_even_is_told_to_six_places(drive: Any) -> None:
    world = drive(seed=1)
    plan = world.prepared(102, "U2001")
    world.send("k", plan)
    world.settle()
    fills = world.facts(Filled)
    exact = Fraction(sum(fill.qty * fill.price for fill in fills)) / 3
    told = order_of(world, 1).Data.AvgFillPrice
    assert told.as_tuple().exponent == -6
    assert abs(Fraction(told) - exact) < Fraction(1, 10**6)


def test_the_money_of_the_fills_is_that_of_their_legs(still: Any) -> None:
    world = still()
    plan = world.prepared(102, "U2001")
    world.send("k", plan)
    world.settle()
    # Both legs trade at their mark, and the dearer one makes up for half of the combo's spread.
    combo, legs = plan.LegGroupPrices[1], plan.LegPrices
    points = legs["long"].Mark + legs["short"].Mark + combo.Ask - combo.Mark
    assert sum(fill.notional for fill in world.facts(Filled)) == 300 * points
    held = {
        leg.Name: leg.AvgEntryPrice
        for leg in world.ask("ListLegs", models.ListLegsArgs()).Data.Legs
    }
    charged = Decimal("0.0065")
    assert held["short"] == legs["short"].Mark - charged
    assert held["long"] - held["short"] == combo.Ask + 2 * charged


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
        (101, {"limit": ("Mark", "0")}, True),
        (101, {"limit": ("Mark", "-0.01")}, False),
        (103, {"limit": ("Mark", "0")}, True),
        (103, {"limit": ("Mark", "0.01")}, False),
        (102, {"limit": ("Mark", "0")}, True),
        (101, {"stop": ("Ask", "0")}, True),
        (101, {"stop": ("Ask", "0.01")}, False),
        (103, {"stop": ("Bid", "0")}, True),
        (103, {"stop": ("Bid", "-0.01")}, False),
        (101, {"stop": ("Ask", "-1"), "limit": ("Mark", "-0.01")}, False),
        (101, {"stop": ("Ask", "-1"), "limit": ("Ask", "0")}, True),
    ],
)
def test_an_order_fills_only_within_its_prices(
    still: Any, strategy: int, terms: dict[str, tuple[str, str]], *, fills: bool
) -> None:
    world = still()
    plan = world.prepared(strategy, "U2001")
    quote = plan.LegGroupPrices[1]
    prices = {name: getattr(quote, side) + Decimal(by) for name, (side, by) in terms.items()}
    kind = {"limit": "Limit", "stop": "Stop", "stoplimit": "StopLimit"}["".join(terms)]
    world.send("k", plan, order_type=kind, **prices)
    world.settle()
    assert bool(world.facts(Filled)) is fills


def test_a_limit_within_the_spread_is_what_is_paid_and_one_beyond_it_is_not(still: Any) -> None:
    for by, paid in (("0", "Mark"), ("9", "Ask")):
        world = still()
        plan = world.prepared(102, "U2001")
        quote = plan.LegGroupPrices[1]
        world.send("k", plan, order_type="Limit", limit=quote.Mark + Decimal(by))
        world.settle()
        assert {fill.price for fill in world.facts(Filled)} == {getattr(quote, paid)}


def test_an_order_waits_until_the_market_comes_to_it(drive: Any) -> None:
    world = drive()
    plan = world.prepared(101, "U2001")
    limit = plan.LegGroupPrices[1].Mark - Decimal("0.3")
    world.send("k", plan, order_type="Limit", limit=limit)
    accepted = world.now
    world.settle()
    fills = world.facts(Filled)
    assert fills[0].at_us > accepted + 10_000_000
    assert all(fill.price <= limit for fill in fills)
    assert order_of(world, 1).Data.State is OrderState.Filled


def test_own_orders_show_at_the_top_of_the_book_and_nobody_trades_with_himself(still: Any) -> None:
    world = still(order_s=(0.1, 0.1), fill_s=(0.1, 0.1), slow_share=0.0)
    plan = world.prepared(101, "U2001")
    quote = plan.LegGroupPrices[1]
    chase = quote.Mark - Decimal("0.05")
    world.send("k", plan, order_type="Limit", limit=chase)
    world.wait(2_000_000)
    world.start("again", 101, "U2001")
    world.wait(2_000_000)
    again = world.events("OnPositionEntryPreparationCompleted")[-1].Result
    assert (again.LegGroupPrices[1].Bid, again.LegGroupPrices[1].Ask) == (chase, quote.Ask)
    # Who buys at the market meets the market, and a bid that was cancelled shows no longer.
    world.send("over", plan, ReplacesOrder=1)
    world.wait(2_000_000)
    assert {fill.price for fill in world.facts(Filled)} == {quote.Ask}
    world.start("after", 101, "U2001")
    world.wait(2_000_000)
    after = world.events("OnPositionEntryPreparationCompleted")[-1].Result
    assert after.LegGroupPrices[1].Bid == quote.Bid


def test_an_order_for_the_day_ends_with_the_session_and_nothing_trades_outside_it(
    still: Any,
) -> None:
    opens = 15 * 3600 + 60  # a minute after the world begins
    world = still(market={"sessions": (Session(opens_s=opens, closes_s=opens + 120),)})
    plan = world.prepared(101, "U2001")
    away = plan.LegGroupPrices[1].Bid - 1
    world.send("early", plan)
    world.send("day", plan, order_type="Limit", limit=away)
    world.send("gtc", plan, order_type="Limit", limit=away, tif="GTC")
    world.settle()
    assert min(fill.at_us for fill in world.facts(Filled)) >= 60_000_000
    assert {fill.order_id for fill in world.facts(Filled)} == {1}
    assert world.world.snapshot()["orders"] == {1: "Filled", 2: "Cancelled", 3: "Working"}
    assert order_of(world, 2).Data.LastUpdated == world.world.time(180_000_000)


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


def test_a_multiplier_scales_the_order_and_its_money(still: Any) -> None:
    world = still()
    plan = world.prepared(account="U2001")
    world.send("k", plan, QtyMultiplier=Decimal(2))
    world.settle()
    assert sum(fill.qty for fill in world.facts(Filled)) == 4
    ask = plan.LegGroupPrices[1].Ask
    assert sum(fill.notional for fill in world.facts(Filled)) == 400 * ask


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
    ("strategy", "by", "away"), [(101, "0.01", True), (101, "0", False), (103, "-12.4", True)]
)
def test_a_stop_that_nothing_sets_off_is_away(
    still: Any, strategy: int, by: str, *, away: bool
) -> None:
    world = still()
    plan = world.prepared(strategy, "U2001")
    stop = plan.LegGroupPrices[1].Ask + Decimal(by)
    world.send("k", plan, order_type="Stop", stop=stop)
    world.settle()
    assert {fact.is_away for fact in world.facts(OrderChanged)} == {away}


@pytest.mark.parametrize(
    ("terms", "path"),
    [
        ({"order_type": "Limit", "limit": "-5"}, "LegGroupOrder.LimitPrice"),
        ({"order_type": "Limit", "limit": "1e30"}, "LegGroupOrder.LimitPrice"),
        ({"order_type": "Stop", "stop": "-1"}, "LegGroupOrder.StopPrice"),
        ({"order_type": "Market", "limit": "1e400"}, "LegGroupOrder.LimitPrice"),
        ({"QtyMultiplier": Decimal(1001)}, "QtyMultiplier"),
    ],
)
def test_what_nothing_trades_at_is_refused(drive: Any, terms: dict[str, Any], path: str) -> None:
    world = drive()
    refusal = world.answer(world.send("k", world.prepared(101, "U2001"), **terms))
    assert list(refusal.Error.ValidationErrors) == [path]
    assert world.record("k") is None


def test_a_combination_may_bring_money_in(drive: Any) -> None:
    world = drive()
    plan = world.prepared(102, "U2001")
    ticket = world.send("k", plan, order_type="Limit", limit="-5")
    world.wait(10_000_000)
    assert world.answer(ticket).Status is StatusCode.Success


def test_a_replacement_takes_no_quantity_of_its_own(drive: Any) -> None:
    world = drive()
    plan = world.prepared(101, "U2001")
    world.send("first", plan, order_type="Limit", limit="1")
    world.wait(10_000_000)
    again = world.send("second", plan, ReplacesOrder=1, QtyMultiplier=Decimal(5))
    assert list(world.answer(again).Error.ValidationErrors) == ["QtyMultiplier"]
    assert world.record("second") is None
