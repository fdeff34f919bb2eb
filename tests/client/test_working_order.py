"""An order that does not fill is cancelled once, under a stored key, and the intent ends truly."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from hubproof.client.records import Intent, Step
from hubproof.client.sdk import exceptions, models
from hubproof.client.sdk.exceptions import MesoLiveApiException
from hubproof.client.settings import Limits
from hubproof.client.submission import Submission
from hubproof.client.working_order import WorkingOrders, cancel_step
from hubproof.contract.mesolive.assumed import AGENT_OFFLINE_CODE, assumed_status
from tests.client.conftest import AT

LOST = exceptions.ConnectionLost("cut")
CANCELLED = models.CancelOrderResult(OrderId=5, State=models.OrderState.Cancelled)
INTENT = Intent(
    number=1, event_id="e", strategy_id=101, account="U2001", position_name="p", underlying=None
)


def order(state: str, filled: str = "0", *, order_id: int = 5) -> models.Order:
    return models.Order(
        OrderId=order_id,
        CreatedAt=AT,
        FilledAt=models.NEVER,
        ExecPlanId=9,
        BrokerAccountId="U2001",
        LegGroupId=1,
        State=models.OrderState(state),
        Side="B",
        Qty=Decimal(2),
        CumQty=Decimal(filled),
        AvgFillPrice=None,
        LastFillPrice=None,
        LimitPrice=Decimal("1.20"),
        StopPrice=None,
        OrderType=models.OrderType.Limit,
        TimeInForce=models.TimeInForce.DAY,
        LastUpdated=AT,
    )


def update(state: str, order_id: int = 5) -> models.OrderUpdateEvent:
    return models.OrderUpdateEvent(
        EventTime=AT,
        OrderId=order_id,
        BrokerAccountId="U2001",
        ExecPlanId=9,
        LegGroupId=1,
        StrategyId=101,
        StrategyName="condor",
        State=models.OrderState(state),
        FilledQty=Decimal(0),
        RemainingQty=Decimal(2),
        FillPrice=None,
        AvgFillPrice=None,
    )


def working(desk: Any, *, patience_s: float | None = 3.0) -> WorkingOrders:
    limits = Limits(cancel_unfilled_after_s=patience_s)
    context = replace(desk.context, limits=limits)
    return WorkingOrders(context, Submission(context))


@pytest.fixture
def executed(make: Any) -> list[Step]:
    step = Step(intent=1, name="execute:1", args=make.order("send_order_1"))
    return [replace(step, is_settled=True, order_ids=(5,))]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hubproof.client.working_order.POLL_FIRST_S", 0.0)


def called(desk: Any, name: str) -> list[Any]:
    return [args for method, args in desk.control.calls if method == name]


async def test_without_a_limit_no_order_is_looked_at(desk: Any, executed: list[Step]) -> None:
    assert await working(desk, patience_s=None).see_through(INTENT, executed, {}) is None
    assert desk.control.calls == []


async def test_an_order_that_fills_in_time_is_not_cancelled(
    desk: Any, executed: list[Step]
) -> None:
    desk.control.script = {"get_order": [order("Working"), order("Filled", "2")]}
    assert await working(desk).see_through(INTENT, executed, {}) is None
    assert called(desk, "cancel_order") == []
    assert desk.said("surfaced") == []


async def test_an_unfilled_order_is_cancelled_once_and_its_intent_comes_to_nothing(
    desk: Any, executed: list[Step]
) -> None:
    desk.control.script = {
        "get_order": [order("Working")] * 3 + [order("Cancelled")],
        "cancel_order": [CANCELLED],
    }
    reason = await working(desk).see_through(INTENT, executed, {})
    assert reason == "order 5 ended Cancelled with 0 of 2 filled"
    [cancel] = called(desk, "cancel_order")
    assert cancel.OrderId == 5
    assert cancel.IdempotencyKey.startswith("cancel_order_")
    stored = desk.context.store.steps(1)["cancel:5"]
    assert (stored.key, stored.is_settled) == (cancel.IdempotencyKey, True)
    assert [line["reason"] for line in desk.said("surfaced")] == [reason]


async def test_the_key_of_a_cancel_is_durable_before_it_is_sent(
    desk: Any, executed: list[Step]
) -> None:
    stored: list[str] = []

    class Peeking(Submission):
        async def send(self, step: Step) -> Step:
            stored.append(desk.context.store.steps(1)["cancel:5"].key)
            return await super().send(step)

    desk.control.script = {
        "get_order": [order("Working")] * 3 + [order("Cancelled")],
        "cancel_order": [CANCELLED],
    }
    context = replace(desk.context, limits=Limits(cancel_unfilled_after_s=3.0))
    await WorkingOrders(context, Peeking(context)).see_through(INTENT, executed, {})
    assert stored == [one.IdempotencyKey for one in called(desk, "cancel_order")]


async def test_what_was_filled_before_the_cancel_is_an_entry_and_the_rest_is_surfaced(
    desk: Any, executed: list[Step]
) -> None:
    desk.control.script = {
        "get_order": [order("PartiallyFilled", "1")] * 3 + [order("Cancelled", "1")],
        "cancel_order": [CANCELLED],
    }
    assert await working(desk).see_through(INTENT, executed, {}) is None
    [line] = desk.said("surfaced")
    assert line["reason"] == "order 5 ended Cancelled with 1 of 2 filled"


@pytest.mark.parametrize("status", ["ProviderError", "ValidationError"])
async def test_an_order_that_filled_before_its_cancel_is_an_entry(
    desk: Any, executed: list[Step], status: str
) -> None:
    too_late = MesoLiveApiException(models.StatusCode(status), "it was Filled")
    desk.control.script = {
        "get_order": [order("Working")] * 3 + [order("Filled", "2")],
        "cancel_order": [too_late],
    }
    assert await working(desk).see_through(INTENT, executed, {}) is None
    assert len(called(desk, "cancel_order")) == 1


async def test_a_cancel_that_came_to_nothing_is_tried_again_under_another_key(
    desk: Any, executed: list[Step]
) -> None:
    failed = MesoLiveApiException(models.StatusCode.ProviderError, "not now")
    desk.control.script = {
        "get_order": [order("Working")] * 6 + [order("Cancelled")],
        "cancel_order": [failed, CANCELLED],
    }
    assert await working(desk).see_through(INTENT, executed, {}) is not None
    first, second = called(desk, "cancel_order")
    assert first.IdempotencyKey != second.IdempotencyKey


@pytest.mark.parametrize("status", ["Completed", None])
async def test_a_lost_cancel_is_recovered_under_its_key(
    desk: Any, make: Any, executed: list[Step], status: str | None
) -> None:
    not_found = MesoLiveApiException(models.StatusCode.NotFound)
    operation = models.IdempotencyOperation.CancelOrder
    record = make.record("k", "Completed", Operation=operation, LiveOrderIds=[5])
    desk.control.script = {
        "get_order": [order("Working")] * 3 + [order("Cancelled")],
        "cancel_order": [LOST, CANCELLED],
        "get_idempotency_record": [record if status else not_found],
    }
    await working(desk).see_through(INTENT, executed, {})
    keys = [one.IdempotencyKey for one in called(desk, "cancel_order")]
    assert len(keys) == (1 if status else 2)
    assert len(set(keys)) == 1
    assert called(desk, "get_idempotency_record")[0].IdempotencyKey == keys[0]


async def test_a_restart_sends_a_stored_cancel_again_under_its_key_and_makes_no_other(
    desk: Any, executed: list[Step]
) -> None:
    cancel = cancel_step(INTENT, 5, desk.context.keys)
    desk.control.script = {"get_order": [order("Cancelled")], "cancel_order": [CANCELLED]}
    await working(desk).see_through(INTENT, executed, {cancel.name: cancel})
    assert [one.IdempotencyKey for one in called(desk, "cancel_order")] == [cancel.key]


async def test_a_restart_sends_a_settled_cancel_no_more(desk: Any, executed: list[Step]) -> None:
    cancel = replace(cancel_step(INTENT, 5, desk.context.keys), is_settled=True)
    desk.control.script = {"get_order": [order("Cancelled")]}
    await working(desk).see_through(INTENT, executed, {cancel.name: cancel})
    assert called(desk, "cancel_order") == []


async def test_an_agent_that_is_offline_is_waited_for(
    desk: Any, make: Any, executed: list[Step]
) -> None:
    agents = desk.context.agents
    agents.know(msgspec.structs.replace(make.account(is_paper=False), BrokerAccountId="U2001"))
    agents.learn(None, models.AgentStatus.Offline)
    desk.control.script = {
        "get_order": [order("Working")] * 3 + [order("Cancelled")],
        "cancel_order": [CANCELLED],
    }
    task = asyncio.ensure_future(working(desk).see_through(INTENT, executed, {}))
    for _ in range(50):
        await asyncio.sleep(0)
    assert called(desk, "cancel_order") == []
    agents.learn(None, models.AgentStatus.Online)
    await task
    assert len(called(desk, "cancel_order")) == 1


async def test_the_end_of_an_order_wakes_whoever_watches_it_and_nothing_else_does(
    desk: Any, executed: list[Step], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hubproof.client.working_order.POLL_FIRST_S", 3600.0)
    desk.control.script = {"get_order": [order("Working"), order("Filled", "2")]}
    orders = working(desk, patience_s=7200.0)
    task = asyncio.ensure_future(orders.see_through(INTENT, executed, {}))
    for event in (None, update("Working"), update("Filled", order_id=6)):
        if event is not None:
            orders.on_order_update(event)
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(called(desk, "get_order")) == 1
    orders.on_order_update(update("Filled"))
    assert await task is None
    orders.on_order_update(update("Filled"))  # nobody watches it any more


async def test_of_several_orders_one_that_filled_makes_it_an_entry(
    desk: Any, executed: list[Step]
) -> None:
    both = [*executed, replace(executed[0], name="execute:2", order_ids=(6,))]
    desk.control.script = {
        "get_order": [order("Filled", "2"), order("Rejected", order_id=6)],
    }
    assert await working(desk).see_through(INTENT, both, {}) is None
    assert len(desk.said("surfaced")) == 1


async def test_a_cancel_that_an_agent_cannot_relay_waits_for_it_and_looks_at_the_order_first(
    desk: Any, make: Any, executed: list[Step]
) -> None:
    agents = desk.context.agents
    agents.know(msgspec.structs.replace(make.account(is_paper=False), BrokerAccountId="U2001"))
    offline = MesoLiveApiException(
        assumed_status("cancel.while_agent_offline"),
        "no agent",
        models.MesoLiveApiError(Code=AGENT_OFFLINE_CODE),
    )
    desk.control.script = {
        "get_order": [order("Working")] * 3 + [order("Filled", "2")],
        "cancel_order": [offline],
    }
    assert await working(desk).see_through(INTENT, executed, {}) is None
    assert len(called(desk, "cancel_order")) == 1
