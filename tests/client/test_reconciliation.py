"""After events were lost for good: what the hub says holds, and nothing else does."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from hubproof.client.directory import Directory
from hubproof.client.jobs import Jobs
from hubproof.client.reconciliation import Reconciliation
from hubproof.client.records import Signal, Step
from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import MesoLiveApiException
from hubproof.client.submission import Submission
from hubproof.client.workflow import Workflow
from hubproof.client.working_order import WorkingOrders

AT = datetime(2026, 1, 5, tzinfo=UTC)
ON, OFF = models.SignalState.On, models.SignalState.Off


class Floor:
    """A reconciliation with the parts that it tells."""

    def __init__(self, desk: Any) -> None:
        context = desk.context
        self.store = context.store
        self.jobs = Jobs(context)
        submission = Submission(context)
        self.working_orders = WorkingOrders(context, submission)
        self.workflow = Workflow(
            context,
            submission=submission,
            jobs=self.jobs,
            working_orders=self.working_orders,
            directory=Directory(context),
        )
        self.reconciliation = Reconciliation(
            context,
            workflow=self.workflow,
            jobs=self.jobs,
            working_orders=self.working_orders,
        )

    def lose(self, resumed_at: int = 40) -> None:
        """The consumer was refused with its cursor."""
        self.store.begin_anew(resumed_at, at="a time")


@pytest.fixture
def floor(desk: Any) -> Floor:
    desk.control.script = {
        "list_agents": [models.ListAgentsResult(Agents=[])],
        "list_orders": [models.ListOrdersResult(Orders=[])],
        "list_positions": [models.ListPositionsResult(Positions=[])],
    }
    return Floor(desk)


def order(number: int) -> models.Order:
    return models.Order(
        OrderId=number,
        BrokerAccountId="U2001",
        ExecPlanId=9,
        LegGroupId=1,
        OrderType=models.OrderType.Market,
        Side="B",
        Qty=Decimal(1),
        AvgFillPrice=None,
        LastFillPrice=None,
        LimitPrice=None,
        StopPrice=None,
        TimeInForce=models.TimeInForce.DAY,
        LastUpdated=AT,
        CumQty=Decimal(0),
        State=models.OrderState.Working,
        CreatedAt=AT,
        FilledAt=AT,
    )


def position(number: int) -> models.LivePosition:
    return models.LivePosition(
        Id=number,
        State=models.LivePositionState.Open,
        CreatedAt=AT,
        ClosedAt=None,
        Name="condor",
        BrokerAccountId="U2001",
        LiveStrategyId=101,
        StrategyName="condor",
    )


def error(number: int, state: str = "Active", seq_id: int = 9) -> models.ErrorEvent:
    return models.ErrorEvent(
        EventId=UUID(int=1000 + seq_id),
        EventSeqId=seq_id,
        EventTime=AT,
        State=models.ErrorState(state),
        ErrorId=UUID(int=number),
        StrategyId=101,
    )


async def test_without_a_loss_nothing_is_asked(floor: Floor, desk: Any) -> None:
    await floor.reconciliation.make_up(())
    assert desk.control.calls == []


async def test_a_signal_that_the_hub_does_not_name_went_off(floor: Floor, make: Any) -> None:
    for strategy in (101, 102, 103):
        floor.store.save_signal(strategy, "ML1001", Signal(state=ON, event_seq_id=strategy - 100))
    floor.store.save_signal(101, "U2001", Signal(state=OFF, event_seq_id=7))
    floor.lose(40)
    named = [
        make.signal(1),
        make.signal(50, "Off", strategy_id=103),
        make.signal(3, strategy_id=103),
    ]
    await floor.reconciliation.make_up(named)
    states = {place: (one.state, one.event_seq_id) for place, one in floor.store.signals().items()}
    assert states == {
        (101, "ML1001"): (ON, 1),
        (102, "ML1001"): (OFF, 40),
        (103, "ML1001"): (OFF, 40),
        (101, "U2001"): (OFF, 7),
    }


async def test_an_entry_that_waits_for_such_a_signal_is_dropped(
    floor: Floor, desk: Any, make: Any
) -> None:
    floor.workflow.hold_new()
    with floor.store.transaction():
        floor.workflow.on_signal(make.signal(1))
    floor.lose()
    await floor.reconciliation.make_up(())
    assert floor.store.open_intents() == []
    [ended] = desk.said("ended")
    assert (ended["state"], "lost" in ended["reason"]) == ("dropped", True)
    await asyncio.sleep(0)


async def test_an_error_that_the_hub_does_not_name_was_cleared(floor: Floor, desk: Any) -> None:
    for number in (1, 2, 3):
        desk.context.errors.learn(error(number))
    floor.lose()
    waiting = asyncio.ensure_future(desk.context.errors.until_cleared(101, "ML1001"))
    await floor.reconciliation.make_up([error(2), error(3), error(3, "Cleared", 11)])
    assert list(floor.store.errors()) == [str(UUID(int=2))]
    assert not waiting.done()
    desk.context.errors.keep_only({})
    await waiting


async def test_it_reads_to_the_last_page_writes_down_and_tells(
    floor: Floor, desk: Any, make: Any
) -> None:
    intent = floor.store.add_intent(make.signal(1), "2026-01-05")
    args = make.order("k")
    floor.store.save_step(Step(intent=intent.number, name="execute:1", args=args, order_ids=(5,)))
    floor.store.save_cursor(12)
    floor.lose(40)
    desk.control.script |= {
        "list_orders": [
            models.ListOrdersResult(Orders=[order(4)], ContinuationToken="t"),
            models.ListOrdersResult(Orders=[order(5)]),
        ],
        "list_positions": [
            models.ListPositionsResult(Positions=[position(1)], ContinuationToken="u"),
            models.ListPositionsResult(Positions=[position(2), position(3)]),
        ],
    }
    await floor.reconciliation.make_up(())
    tokens = [
        (name, args.ContinuationToken) for name, args in desk.control.calls if name != "list_agents"
    ]
    assert tokens == [
        ("list_orders", None),
        ("list_orders", "t"),
        ("list_positions", None),
        ("list_positions", "u"),
    ]
    [line] = desk.said("surfaced")
    assert line["reason"] == (
        "events after 12 are lost for good; read anew at 40: 2 orders, 3 positions;"
        " no answer has named orders 4 yet"
    )
    again = desk.after_kill()
    assert again.losses.open() is None
    assert again.losses.beginning() == 40
    again.close()


async def test_a_kill_before_everything_was_read_leaves_it_to_the_next_life(
    floor: Floor, desk: Any
) -> None:
    floor.store.save_cursor(12)
    floor.lose(40)
    refusal = MesoLiveApiException(models.StatusCode.InternalError)
    desk.control.script["list_positions"] = [refusal]
    with pytest.raises(MesoLiveApiException):
        await floor.reconciliation.make_up(())
    again = desk.after_kill()
    loss = again.losses.open()
    assert loss is not None
    assert (loss.after, loss.resumed_at, again.cursor()) == (12, 40, 40)
    again.close()


async def test_an_agent_that_came_back_unheard_is_known_to_be_back(
    floor: Floor, desk: Any, make: Any
) -> None:
    connector = models.AgentConnector.InteractiveBrokers
    desk.context.agents.know(make.account(is_paper=False))
    desk.context.agents.learn(connector, models.AgentStatus.Offline)
    online = models.AgentInfo(Connector=connector, Status=models.AgentStatus.Online)
    desk.control.script["list_agents"] = [models.ListAgentsResult(Agents=[online])]
    floor.lose()
    await floor.reconciliation.make_up(())
    assert not desk.context.agents.holds_back("ML1001")


async def test_whoever_waits_for_a_job_or_an_order_looks_at_once(floor: Floor) -> None:
    waiter: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    floor.jobs._waiting["job-1"] = waiter
    changed = floor.working_orders._watched[5] = asyncio.Event()
    floor.lose()
    await floor.reconciliation.make_up(())
    assert waiter.result() is None
    assert changed.is_set()
