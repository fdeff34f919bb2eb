"""The workflow with a hold: what passes it, what waits at it, and what is dropped there."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from hubproof.client.directory import Directory
from hubproof.client.jobs import JobEnd, Jobs
from hubproof.client.quote_hold import SignalGoneError
from hubproof.client.records import Intent, IntentState
from hubproof.client.sdk import models
from hubproof.client.submission import Submission
from hubproof.client.workflow import Workflow
from hubproof.client.working_order import WorkingOrders

STARTED = models.StartPreparePositionEntryResult(JobId="job-1")


class Gate:
    """A hold that a test opens."""

    def __init__(self) -> None:
        self.is_open = False
        self.passed: list[tuple[str, str]] = []

    async def until_agreed(self, intent: str, symbol: str, is_wanted: Callable[[], bool]) -> None:
        while not self.is_open:
            if not is_wanted():
                raise SignalGoneError("the signal went Off")
            await asyncio.sleep(0)
        self.passed.append((intent, symbol))


class Floor:
    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.gate = Gate()
        self.jobs = Jobs(desk.context)
        submission = Submission(desk.context)
        self.workflow = Workflow(
            desk.context,
            submission=submission,
            working_orders=WorkingOrders(desk.context, submission),
            jobs=self.jobs,
            directory=Directory(desk.context),
            hold=self.gate,  # type: ignore[arg-type]  # it holds and lets pass
        )
        self.workflow.allow_new()

    def hear(self, event: models.EntrySignalEvent) -> None:
        with self.desk.context.store.transaction():
            self.workflow.on_signal(event)

    async def turns(self) -> None:
        for _ in range(50):
            await asyncio.sleep(0)

    async def rest(self) -> None:
        async with asyncio.timeout(30.0):
            while self.workflow._tasks:
                await asyncio.gather(*self.workflow._tasks.values())

    def called(self) -> list[str]:
        return [name for name, _ in self.desk.control.calls]

    def ends(self) -> list[tuple[str, str]]:
        return [(line["intent"], line["state"]) for line in self.desk.said("ended")]


@pytest.fixture
async def floor(desk: Any) -> AsyncIterator[Floor]:
    floor = Floor(desk)
    yield floor
    await floor.workflow.stop(0.0)


def script(desk: Any, make: Any, *, is_paper: bool = True) -> None:
    desk.control.script = {
        "get_account": [make.account(is_paper=is_paper)] * 2,
        "start_prepare_position_entry": [STARTED, STARTED],
        "apply_paper_fills": [models.ApplyPaperFillsResult(LiveOrderIds=[n]) for n in (5, 6)],
        "send_order": [models.SendOrderResult(LiveOrderId=n) for n in (5, 6)],
    }


async def test_an_entry_is_prepared_and_then_waits_until_the_quotes_allow_it(
    floor: Floor, desk: Any, make: Any
) -> None:
    script(desk, make)
    floor.jobs.tell("job-1", JobEnd(make.plan()))
    floor.hear(make.signal(1))
    await floor.turns()
    assert floor.called() == ["get_account", "start_prepare_position_entry"]
    assert desk.said("submitted")[-1]["step"] == "prepare"
    floor.gate.is_open = True
    await floor.rest()
    assert floor.called()[-1] == "apply_paper_fills"
    assert floor.gate.passed == [("entry-1", "SPX")]
    assert floor.ends() == [("entry-1", "done")]


async def test_a_signal_that_goes_off_at_the_hold_drops_its_entry_once(
    floor: Floor, desk: Any, make: Any
) -> None:
    script(desk, make)
    floor.jobs.tell("job-1", JobEnd(make.plan()))
    floor.hear(make.signal(1))
    await floor.turns()
    floor.hear(make.signal(2, "Off"))
    await floor.rest()
    floor.gate.is_open = True
    await floor.turns()
    assert "apply_paper_fills" not in floor.called()
    assert floor.ends() == [("entry-1", "dropped")]
    assert desk.context.store.open_intents() == []


async def test_a_new_on_period_is_not_the_one_that_an_entry_waited_for(
    floor: Floor, desk: Any, make: Any
) -> None:
    script(desk, make)
    floor.jobs.tell("job-1", JobEnd(make.plan()))
    floor.hear(make.signal(1))
    await floor.turns()
    floor.hear(make.signal(2, "Off"))
    floor.hear(make.signal(3))
    await floor.turns()
    assert floor.ends() == [("entry-1", "dropped")]
    floor.jobs.tell("job-1", JobEnd(make.plan()))
    floor.gate.is_open = True
    await floor.rest()
    assert floor.ends() == [("entry-1", "dropped"), ("entry-2", "done")]
    assert floor.called().count("apply_paper_fills") == 1


async def test_every_leg_group_passes_the_hold_and_none_is_left_out_half_way(
    floor: Floor, desk: Any, make: Any
) -> None:
    script(desk, make, is_paper=False)
    floor.jobs.tell("job-1", JobEnd(make.plan(1, 2)))
    floor.gate.is_open = True
    original = desk.control.script["send_order"]

    class Closing(list[Any]):
        def pop(self, index: int = -1) -> Any:  # type: ignore[override]
            floor.gate.is_open = False
            return super().pop(index)

    desk.control.script["send_order"] = Closing(original)
    floor.hear(make.signal(1))
    await floor.turns()
    assert floor.called().count("send_order") == 1
    floor.hear(make.signal(2, "Off"))
    await floor.turns()
    assert floor.ends() == []
    floor.gate.is_open = True
    await floor.rest()
    assert floor.called().count("send_order") == 2
    assert floor.ends() == [("entry-1", "done")]


async def test_what_was_submitted_is_sent_again_without_the_hold(
    floor: Floor, desk: Any, make: Any
) -> None:
    script(desk, make)
    floor.jobs.tell("job-1", JobEnd(make.plan()))
    floor.gate.is_open = True
    store = desk.context.store
    floor.hear(make.signal(1))
    await floor.rest()
    step = store.steps(1)["execute:all"]
    store.end_intent(1, IntentState.OPEN, None)
    store.save_step(replace(step, is_settled=False))
    floor.gate.is_open = False
    floor.gate.passed.clear()
    floor.workflow.recover()
    await floor.rest()
    assert floor.called().count("apply_paper_fills") == 2
    assert floor.gate.passed == []


async def test_an_entry_that_an_earlier_life_prepared_waits_like_any_other(
    floor: Floor, desk: Any, make: Any
) -> None:
    script(desk, make)
    floor.jobs.tell("job-1", JobEnd(make.plan()))
    floor.hear(make.signal(1))
    await floor.turns()
    await floor.workflow.stop(0.0)
    (intent,) = desk.context.store.open_intents()
    assert isinstance(intent, Intent)
    later = Floor(desk)
    later.workflow.recover()
    await later.turns()
    assert "apply_paper_fills" not in later.called()
    later.gate.is_open = True
    await later.rest()
    assert later.ends() == [("entry-1", "done")]


async def test_an_entry_on_nobody_knows_what_is_not_made(
    floor: Floor, desk: Any, make: Any
) -> None:
    script(desk, make)
    floor.jobs.tell("job-1", JobEnd(make.plan()))
    floor.gate.is_open = True
    nameless = models.EntrySignalsResult(Underlying=models.LiveUnderlying(Root="SPX"))
    floor.hear(msgspec.structs.replace(make.signal(1), EntrySignalResult=nameless))
    await floor.rest()
    assert "apply_paper_fills" not in floor.called()
    assert floor.ends() == [("entry-1", "failed")]
    assert "names no symbol" in desk.said("surfaced")[0]["reason"]
