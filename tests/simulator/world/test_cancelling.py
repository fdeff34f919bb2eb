"""A cancel is asked for, and comes through later, or too late; what was filled stays."""

from decimal import Decimal
from typing import Any

import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import OrderState, StatusCode
from hubproof.simulator.world.commands import SetAgent
from hubproof.simulator.world.facts import Filled, OrderChanged, RecordChanged
from hubproof.simulator.world.habits import BrokerHabits

STEADY = {"order_s": (0.1, 0.1), "cancel_s": (0.5, 0.5), "slow_share": 0.0}
NEVER = BrokerHabits(unfilled_share=1.0)


def working(drive: Any, strategy: int = 102, **settings: Any) -> Any:
    """A world with one accepted limit order at its plan's price."""
    world = drive(**({"habits": NEVER} | STEADY | settings))
    plan = world.prepared(strategy, "U2001")
    limit = str(plan.LegGroupPrices[1].Mark)
    world.send("send", plan, order_type="Limit", limit=limit)
    world.wait(100_000)
    return world


def cancel(world: Any, key: str = "cancel", order_id: int = 1) -> int:
    args = models.CancelOrderArgs(IdempotencyKey=key, OrderId=order_id)
    ticket: int = world.call("CancelOrder", args)
    return ticket


def order_of(world: Any) -> Any:
    return world.ask("GetOrder", models.GetOrderArgs(OrderId=1)).Data


def test_a_cancel_is_answered_when_the_broker_has_confirmed_it(drive: Any) -> None:
    world = working(drive)
    ticket = cancel(world)
    world.wait(499_999)
    assert world.answer(ticket) is None
    assert world.record("cancel").Status.value == "Processing"
    assert order_of(world).State is OrderState.Working
    world.wait(1)
    answer = world.answer(ticket)
    assert answer.Status is StatusCode.Success
    assert answer.Data == models.CancelOrderResult(
        OrderId=1, State=OrderState.Cancelled, CumQty=Decimal(0)
    )
    assert world.record("cancel").LiveOrderIds == [1]
    assert [e.State.value for e in world.events("OnOrderUpdate")] == ["Working", "Cancelled"]


def test_a_cancelled_order_fills_no_further_and_keeps_what_it_has(drive: Any) -> None:
    world = working(drive, habits=BrokerHabits(slow_share=1.0, slow_fill_s=(10.0, 10.0)), seed=3)
    while not world.facts(Filled):
        world.wait(1_000_000)
    done = world.facts(Filled)[0].qty
    assert 0 < done < 3
    cancel(world)
    world.settle()
    order = order_of(world)
    assert (order.State, order.CumQty) == (OrderState.Cancelled, done)
    assert [fill.qty for fill in world.facts(Filled)] == [done]
    assert world.events("OnLegUpdate")[-2].Qty == done
    assert world.events("OnOrderUpdate")[-1].RemainingQty == 3 - done


def test_an_order_may_fill_while_its_cancel_is_on_its_way(still: Any) -> None:
    world = working(still, habits=BrokerHabits(), fill_s=(0.1, 0.1))
    ticket = cancel(world)
    world.settle()
    answer, record = world.answer(ticket), world.record("cancel")
    assert order_of(world).State is OrderState.Filled
    assert answer.Status is StatusCode.ProviderError
    assert record.Status.value == "Failed"
    assert record.ErrorMessage == "Order 1 was Filled before it could be cancelled."
    assert answer.Error.Provider == record.ResponseError.Provider == "InteractiveBrokers"


def test_of_two_cancels_only_the_first_has_an_effect(drive: Any) -> None:
    world = working(drive)
    cancel(world, "first")
    world.wait(100_000)
    cancel(world, "second")
    world.settle()
    assert world.record("first").Status.value == "Completed"
    assert world.record("second").Status.value == "Failed"
    states = [fact.state for fact in world.facts(OrderChanged)]
    assert states == ["Working", "Cancelled"]


@pytest.mark.parametrize("state", ["Filled", "Cancelled"])
def test_an_order_that_is_over_cannot_be_cancelled_and_uses_no_key(drive: Any, state: str) -> None:
    world = working(drive, habits=BrokerHabits() if state == "Filled" else NEVER)
    if state == "Cancelled":
        cancel(world, "first")
    world.settle()
    assert order_of(world).State.value == state
    refusal = world.answer(cancel(world))
    assert refusal.Status is StatusCode.ValidationError
    assert list(refusal.Error.ValidationErrors) == ["OrderId"]
    assert world.record("cancel") is None


def test_an_order_that_never_was_is_not_found(drive: Any) -> None:
    world = working(drive)
    assert world.answer(cancel(world, order_id=2)).Status is StatusCode.NotFound
    assert world.record("cancel") is None


def test_a_used_key_does_nothing_again(drive: Any) -> None:
    world = working(drive)
    cancel(world)
    assert world.answer(cancel(world)).Status is StatusCode.Conflict
    assert world.answer(cancel(world, order_id=7)).Status is StatusCode.Conflict
    world.settle()
    assert world.answer(cancel(world)).Status is StatusCode.DuplicateRequest
    assert world.answer(cancel(world, order_id=7)).Status is StatusCode.Conflict
    assert world.answer(cancel(world, "send")).Status is StatusCode.Conflict
    changes = [fact.status for fact in world.facts(RecordChanged) if fact.key == "cancel"]
    assert changes == ["Processing", "Completed"]


def test_the_record_of_the_order_stays_completed(drive: Any) -> None:
    world = working(drive)
    before = world.record("send")
    cancel(world)
    world.settle()
    assert world.record("send") == before
    assert before.Status.value == "Completed"


def test_a_slow_cancel_takes_seconds(drive: Any) -> None:
    world = working(drive)
    slow = working(drive, slow_share=1.0, slow_order_s=(0.1, 3.0))
    for one in (world, slow):
        one.wait(3_000_000)
        cancel(one)
        began = one.now
        one.settle()
        took = one.facts(OrderChanged)[-1].at_us - began
        assert (took == 500_000) is (one is world)


def test_nothing_is_cancelled_through_an_agent_that_is_offline(drive: Any) -> None:
    world = working(drive)
    world.effects += world.world.apply(SetAgent(models.AgentStatus.Offline), world.now)
    refusal = world.answer(cancel(world))
    assert (refusal.Status, refusal.Error.Code) == (StatusCode.ProviderError, "AgentOffline")
    assert world.record("cancel") is None
    world.effects += world.world.apply(SetAgent(models.AgentStatus.Online), world.now)
    ticket = cancel(world)
    world.settle()
    assert world.answer(ticket).Status is StatusCode.Success


@pytest.mark.parametrize(
    ("strategy", "side", "by", "is_away"),
    [
        (101, "Mark", "0", False),
        (101, "Bid", "0", False),  # nobody has to come to it, and somebody may
        (101, "Bid", "-0.01", True),
        (101, "Ask", "1", False),
        (103, "Ask", "0", False),
        (103, "Ask", "0.01", True),
        (103, "Bid", "-1", False),
    ],
)
def test_an_order_says_whether_its_limit_is_beyond_the_quote(
    still: Any, strategy: int, side: str, by: str, *, is_away: bool
) -> None:
    world = still()
    plan = world.prepared(strategy, "U2001")
    limit = getattr(plan.LegGroupPrices[1], side) + Decimal(by)
    world.send("k", plan, order_type="Limit", limit=limit)
    world.settle()
    assert {fact.is_away for fact in world.facts(OrderChanged)} == {is_away}
    assert not (is_away and world.facts(Filled))


def test_an_order_at_the_market_is_never_away(drive: Any) -> None:
    world = drive()
    world.send("k", world.prepared(101, "U2001"), limit="0.05")
    world.settle()
    assert not any(fact.is_away for fact in world.facts(OrderChanged))
