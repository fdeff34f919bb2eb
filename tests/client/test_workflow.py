import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from hubproof.client.directory import Directory
from hubproof.client.jobs import JobEnd, Jobs
from hubproof.client.records import IntentState
from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import MesoLiveApiException, NotConnected
from hubproof.client.submission import Submission
from hubproof.client.workflow import Workflow
from hubproof.client.working_order import WorkingOrders

AT = datetime(2026, 1, 5, tzinfo=UTC)
STARTED = models.StartPreparePositionEntryResult(JobId="job-1")


async def turns(count: int) -> None:
    """Let the loop turn: what has nothing to wait for is done then."""
    for _ in range(count):
        await asyncio.sleep(0)


class Floor:
    """A workflow with its parts, and the signals that a consumer would hand it."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.jobs = Jobs(desk.context)
        submission = Submission(desk.context)
        self.working_orders = WorkingOrders(desk.context, submission)
        self.workflow = Workflow(
            desk.context,
            submission=submission,
            jobs=self.jobs,
            working_orders=self.working_orders,
            directory=Directory(desk.context),
        )

    def hear(self, event: models.EntrySignalEvent) -> None:
        with self.desk.context.store.transaction():
            self.workflow.on_signal(event)

    async def rest(self) -> None:
        await asyncio.gather(*self.workflow._tasks.values())

    async def job_awaited(self) -> None:
        await turns(50)
        assert list(self.jobs._waiting) == ["job-1"]

    def calls(self, name: str) -> list[Any]:
        return [args for called, args in self.desk.control.calls if called == name]


@pytest.fixture
async def floor(desk: Any) -> AsyncIterator[Floor]:
    floor = Floor(desk)
    yield floor
    await floor.workflow.stop(0.0)


def paper(desk: Any, make: Any) -> None:
    desk.control.script = {
        "get_account": [make.account(is_paper=True)],
        "start_prepare_position_entry": [STARTED, STARTED],
        "apply_paper_fills": [models.ApplyPaperFillsResult(LiveOrderIds=[n]) for n in (5, 6)],
    }


async def test_a_signal_on_a_paper_account_is_prepared_and_filled_once_at_the_mid(
    floor: Floor, desk: Any, make: Any
) -> None:
    paper(desk, make)
    floor.jobs.tell("job-1", JobEnd(make.plan()))
    floor.workflow.allow_new()
    floor.hear(make.signal(1))
    await floor.rest()
    (prepare,) = floor.calls("start_prepare_position_entry")
    assert prepare.IdempotencyKey.startswith("prep_entry_")
    assert prepare.Underlying == models.LiveUnderlying(Symbol="SPX")
    (fills,) = floor.calls("apply_paper_fills")
    assert fills.IdempotencyKey.startswith("paper_entry_")
    assert fills.Fills == [models.PaperFill(LegName="leg1", Price=Decimal("1.20"))]
    assert fills.QtyMultiplier is None
    assert [line["state"] for line in desk.said("ended")] == ["done"]
    assert desk.context.store.open_intents() == []


async def test_a_signal_on_a_live_account_sends_one_order_for_each_leg_group(
    floor: Floor, desk: Any, make: Any
) -> None:
    desk.control.script = {
        "get_account": [make.account(is_paper=False)],
        "start_prepare_position_entry": [STARTED],
        "send_order": [models.SendOrderResult(LiveOrderId=n) for n in (5, 6)],
    }
    floor.jobs.tell("job-1", JobEnd(make.plan(2, 1)))
    floor.workflow.allow_new()
    floor.hear(make.signal(1))
    await floor.rest()
    orders = floor.calls("send_order")
    assert [order.LegGroupId for order in orders] == [1, 2]
    assert len({order.IdempotencyKey for order in orders}) == 2
    assert orders[0].LegGroupOrder == models.LegGroupOrder(
        OrderType=models.OrderType.Limit, LimitPrice=Decimal("1.20"), LegNames=["leg1"]
    )


async def test_a_signal_that_is_announced_again_while_on_is_no_second_intent(
    floor: Floor, desk: Any, make: Any
) -> None:
    floor.hear(make.signal(1))
    floor.hear(make.signal(2))
    assert [line["event_id"] for line in desk.said("intent")] == [str(make.signal(1).EventId)]


async def test_on_again_after_off_is_a_second_intent(floor: Floor, desk: Any, make: Any) -> None:
    for number, state in ((1, "On"), (2, "Off"), (3, "On")):
        floor.hear(make.signal(number, state))
    assert [line["intent"] for line in desk.said("intent")] == ["entry-1", "entry-2"]
    assert [line["intent"] for line in desk.said("ended")] == ["entry-1"]


async def test_nothing_begins_before_the_history_is_caught_up(
    floor: Floor, desk: Any, make: Any
) -> None:
    floor.hear(make.signal(1))
    await asyncio.sleep(0)
    assert desk.control.calls == []


async def test_an_off_that_comes_first_drops_the_intent(floor: Floor, desk: Any, make: Any) -> None:
    floor.hear(make.signal(1))
    await asyncio.sleep(0)
    floor.hear(make.signal(2, "Off"))
    floor.workflow.allow_new()
    await asyncio.sleep(0)
    assert desk.control.calls == []
    assert [line["state"] for line in desk.said("ended")] == ["dropped"]
    assert desk.context.store.open_intents() == []


async def test_nothing_begins_while_its_agent_is_offline_and_an_off_drops_it(
    floor: Floor, desk: Any, make: Any
) -> None:
    desk.context.agents.know(make.account(is_paper=False))
    desk.context.agents.learn(None, models.AgentStatus.Offline)
    floor.workflow.allow_new()
    floor.hear(make.signal(1))
    await turns(20)
    assert desk.control.calls == []
    floor.hear(make.signal(2, "Off"))
    desk.context.agents.learn(None, models.AgentStatus.Online)
    await turns(20)
    assert [line["state"] for line in desk.said("ended")] == ["dropped"]
    assert desk.control.calls == []


async def test_an_agent_that_goes_while_an_entry_waits_its_turn_holds_it_back_and_no_other(
    floor: Floor, desk: Any, make: Any
) -> None:
    paper(desk, make)
    live = msgspec.structs.replace(make.account(is_paper=False), BrokerAccountId="live")
    desk.context.agents.know(live)
    floor.hear(msgspec.structs.replace(make.signal(1), BrokerAccountId="live"))
    await turns(20)  # it has the turn of its strategy, and waits for the history
    desk.context.agents.learn(None, models.AgentStatus.Offline)
    floor.hear(make.signal(2))
    floor.workflow.allow_new()
    floor.jobs.tell("job-1", JobEnd(make.plan()))
    await turns(80)
    assert [one.BrokerAccountId for one in floor.calls("start_prepare_position_entry")] == [
        "ML1001"
    ]
    assert [line["intent"] for line in desk.said("ended")] == ["entry-2"]
    desk.control.script["get_account"] = [live]
    desk.control.script["send_order"] = [models.SendOrderResult(LiveOrderId=7)]
    floor.jobs.tell("job-1", JobEnd(make.plan()))
    desk.context.agents.learn(None, models.AgentStatus.Online)
    await floor.rest()
    assert [line["intent"] for line in desk.said("ended")] == ["entry-2", "entry-1"]


async def test_an_off_after_the_beginning_lets_the_entry_finish(
    floor: Floor, desk: Any, make: Any
) -> None:
    paper(desk, make)
    floor.workflow.allow_new()
    floor.hear(make.signal(1))
    await floor.job_awaited()
    floor.hear(make.signal(2, "Off"))
    floor.jobs.tell("job-1", JobEnd(make.plan()))
    await floor.rest()
    assert [line["state"] for line in desk.said("ended")] == ["done"]


async def test_entries_of_one_strategy_run_one_after_another(
    floor: Floor, desk: Any, make: Any
) -> None:
    paper(desk, make)
    floor.workflow.allow_new()
    floor.hear(make.signal(1))
    await floor.job_awaited()
    floor.hear(make.signal(2, "Off"))
    floor.hear(make.signal(3))
    await turns(50)
    assert len(floor.calls("start_prepare_position_entry")) == 1


async def test_parallel_entries_are_bounded(floor: Floor, desk: Any, make: Any) -> None:
    desk.control.script = {
        "get_account": [make.account(is_paper=True)],
        "start_prepare_position_entry": [
            models.StartPreparePositionEntryResult(JobId=f"job-{number}") for number in range(9)
        ],
    }
    floor.workflow.allow_new()
    for number in range(6):
        floor.hear(make.signal(number + 1, strategy_id=101 + number))
    await turns(50)
    assert len(floor.calls("start_prepare_position_entry")) == 4


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (JobEnd(None, "no strikes"), "prepare: the job failed: no strikes"),
        ("not allowed", "prepare: the strategy does not allow the entry"),
        ("unpriced", "leg leg1 has no price in the plan"),
    ],
)
async def test_an_entry_that_cannot_be_made_fails_surfaced(
    floor: Floor, desk: Any, make: Any, end: Any, reason: str
) -> None:
    paper(desk, make)
    plan = {
        "not allowed": _changed(make.plan(), EntryAllowed=False),
        "unpriced": _changed(make.plan(), LegPrices={}),
    }
    floor.jobs.tell("job-1", end if isinstance(end, JobEnd) else JobEnd(plan[end]))
    floor.workflow.allow_new()
    floor.hear(make.signal(1))
    await floor.rest()
    (ended,) = desk.said("ended")
    assert (ended["state"], ended["reason"]) == ("failed", reason)
    assert [line["reason"] for line in desk.said("surfaced")] == [reason]


def _changed(plan: Any, **fields: Any) -> Any:
    return type(plan)(**{name: getattr(plan, name) for name in plan.__struct_fields__} | fields)


async def test_a_bug_in_one_entry_is_dead_lettered(desk: Any, make: Any) -> None:
    class Buggy(Workflow):
        async def enter(self, *_: object) -> str | None:
            raise ZeroDivisionError("size")

    floor = Floor(desk)
    floor.workflow = Buggy(
        desk.context,
        submission=Submission(desk.context),
        jobs=floor.jobs,
        working_orders=floor.working_orders,
        directory=Directory(desk.context),
    )
    floor.workflow.allow_new()
    floor.hear(make.signal(1))
    await floor.rest()
    assert [line["state"] for line in desk.said("ended")] == ["dead_lettered"]


async def test_a_restart_goes_on_where_the_last_life_was_killed(desk: Any, make: Any) -> None:
    """Killed while waiting for the job: no second prepare, and one execution."""
    desk.control.script = {
        "get_account": [make.account(is_paper=True)],
        "start_prepare_position_entry": [STARTED],
    }
    floor = Floor(desk)
    floor.workflow.allow_new()
    floor.hear(make.signal(1))
    await floor.job_awaited()
    for task in floor.workflow._tasks.values():
        task.cancel()

    paper(desk, make)
    desk.control.script["get_prepare_position_entry_status"] = [
        models.GetPreparePositionEntryStatusResult(
            JobId="job-1",
            Status=models.PreparationStatus.Completed,
            Result=make.plan(),
            CreatedAt=AT,
            UpdatedAt=AT,
        )
    ]
    second = Floor(desk)
    second.workflow.recover()
    await second.rest()
    assert len(second.calls("start_prepare_position_entry")) == 1
    assert len(second.calls("apply_paper_fills")) == 1
    assert [line["state"] for line in desk.said("ended")] == ["done"]


async def test_a_restart_sends_a_stored_execution_again_under_its_key(desk: Any, make: Any) -> None:
    """Killed between submit and answer: the key comes back, and a Conflict is learned from."""
    paper(desk, make)
    desk.control.script["apply_paper_fills"] = [NotConnected("stopped")]
    floor = Floor(desk)
    floor.jobs.tell("job-1", JobEnd(make.plan()))

    async def killed() -> None:
        if floor.calls("apply_paper_fills"):
            await asyncio.Event().wait()

    desk.control.connected = killed
    floor.workflow.allow_new()
    floor.hear(make.signal(1))
    await turns(50)
    for task in floor.workflow._tasks.values():
        task.cancel()
    (first,) = floor.calls("apply_paper_fills")

    del desk.control.connected
    conflict = models.StatusCode.Conflict
    desk.control.script = {
        "get_account": [make.account(is_paper=True)],
        "apply_paper_fills": [MesoLiveApiException(conflict)],
        "get_idempotency_record": [
            make.record(
                first.IdempotencyKey,
                "Completed",
                Operation=models.IdempotencyOperation.ApplyPaperFills,
                LiveOrderIds=[5],
            )
        ],
    }
    second = Floor(desk)
    second.workflow.recover()
    await second.rest()
    assert [fills.IdempotencyKey for fills in second.calls("apply_paper_fills")] == [
        first.IdempotencyKey
    ] * 2
    assert [line["state"] for line in desk.said("ended")] == ["done"]


async def test_an_intent_of_a_control_hub_that_is_gone_for_good_stays_open(
    floor: Floor, desk: Any, make: Any
) -> None:
    async def gone() -> None:
        raise NotConnected("stopped")

    desk.control.connected = gone
    floor.workflow.allow_new()
    floor.hear(make.signal(1))
    await floor.rest()
    assert desk.said("ended") == []
    assert len(desk.context.store.open_intents()) == 1


async def test_a_stop_waits_for_what_was_begun_and_leaves_what_was_not(
    floor: Floor, desk: Any, make: Any
) -> None:
    paper(desk, make)
    floor.workflow.allow_new()
    floor.hear(make.signal(1))
    await floor.job_awaited()
    floor.hear(make.signal(2, "Off"))
    floor.hear(make.signal(3))
    asyncio.get_running_loop().call_soon(floor.jobs.tell, "job-1", JobEnd(make.plan()))
    await floor.workflow.stop(1.0)
    assert [line["state"] for line in desk.said("ended")] == ["done"]
    assert [intent.number for intent in desk.context.store.open_intents()] == [2]
    floor.hear(make.signal(4, strategy_id=102))
    assert floor.workflow._tasks == {}


async def test_a_stop_marks_what_does_not_finish_in_time(
    floor: Floor, desk: Any, make: Any
) -> None:
    paper(desk, make)
    floor.workflow.allow_new()
    floor.hear(make.signal(1))
    await floor.job_awaited()
    await floor.workflow.stop(0.001)
    assert len(desk.said("surfaced")) == 1
    assert desk.said("ended") == []
    assert len(desk.context.store.open_intents()) == 1


async def test_an_intent_that_a_kill_left_unbegun_is_dropped_by_a_later_off(
    desk: Any, make: Any
) -> None:
    first = Floor(desk)
    first.hear(make.signal(1))
    for task in first.workflow._tasks.values():
        task.cancel()
    second = Floor(desk)
    second.workflow.recover()
    second.hear(make.signal(2, "Off"))
    store = desk.after_kill()
    assert store.open_intents() == []
    store.close()
    assert [line["state"] for line in desk.said("ended")] == [IntentState.DROPPED.value]


async def test_a_store_that_fails_stops_a_submission_and_not_the_intent(
    desk: Any, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(Submission):
        failures = 2

        def remember_before_submit(self, step: Any) -> None:
            if self.failures:
                self.failures -= 1
                raise sqlite3.OperationalError("database or disk is full")
            super().remember_before_submit(step)

    monkeypatch.setattr("hubproof.client.workflow.STORE_RETRY_S", 0.0)
    paper(desk, make)
    floor = Floor(desk)
    floor.workflow = Workflow(
        desk.context,
        submission=Full(desk.context),
        jobs=floor.jobs,
        working_orders=floor.working_orders,
        directory=Directory(desk.context),
    )
    floor.jobs.tell("job-1", JobEnd(make.plan()))
    floor.workflow.allow_new()
    floor.hear(make.signal(1))
    await floor.rest()
    assert len(floor.calls("start_prepare_position_entry")) == 1
    assert len(floor.calls("apply_paper_fills")) == 1
    assert len(desk.said("surfaced")) == 2
    assert [line["state"] for line in desk.said("ended")] == ["done"]


async def test_a_live_entry_whose_order_is_cancelled_unfilled_fails_surfaced(
    desk: Any, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unfilled(*_: object) -> str:
        return "order 5 ended Cancelled with 0 of 2 filled"

    monkeypatch.setattr(WorkingOrders, "see_through", unfilled)
    floor = Floor(desk)
    desk.control.script = {
        "get_account": [make.account(is_paper=False)],
        "start_prepare_position_entry": [STARTED],
        "send_order": [models.SendOrderResult(LiveOrderId=5)],
    }
    floor.jobs.tell("job-1", JobEnd(make.plan()))
    floor.workflow.allow_new()
    floor.hear(make.signal(1))
    await floor.rest()
    [line] = desk.said("ended")
    assert (line["state"], line["reason"]) == (
        "failed",
        "order 5 ended Cancelled with 0 of 2 filled",
    )


async def test_a_refused_leg_group_leaves_no_order_of_an_earlier_one_unwatched(
    desk: Any, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    async def see_through(_: object, _intent: object, executed: list[Any], _steps: object) -> None:
        seen.extend(order_id for step in executed for order_id in step.order_ids)

    monkeypatch.setattr(WorkingOrders, "see_through", see_through)
    floor = Floor(desk)
    desk.control.script = {
        "get_account": [make.account(is_paper=False)],
        "start_prepare_position_entry": [STARTED],
        "send_order": [
            models.SendOrderResult(LiveOrderId=5),
            MesoLiveApiException(models.StatusCode.ValidationError, "no such leg"),
        ],
    }
    floor.jobs.tell("job-1", JobEnd(make.plan(1, 2)))
    floor.workflow.allow_new()
    floor.hear(make.signal(1))
    await floor.rest()
    assert seen == [5]
    assert [line["state"] for line in desk.said("ended")] == ["failed"]
