"""Adjustments and the signals of positions over the hubs, from the signal to the changed legs."""

import asyncio
import random
from decimal import Decimal
from typing import Any

import pytest

from hubproof.client.sdk import MesoLiveEventHubClient, models
from hubproof.client.sdk.exceptions import MesoLiveApiException
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.hold_operation import HoldOperation
from hubproof.simulator.faults.lose_job_callback import LoseJobCallback
from hubproof.simulator.faults.refuse_operation import RefuseOperation
from hubproof.simulator.script import Appointment
from hubproof.simulator.world import facts
from hubproof.simulator.world.commands import (
    AnnounceAdjustment,
    AnnounceExit,
    AutoUpdateVars,
    OfPosition,
)
from hubproof.simulator.world.setup import STRATEGIES

On, Off = models.SignalState.On, models.SignalState.Off
CONDITIONS = {one.operation: one.condition for one in STRATEGIES[0].adjustments}
MoveLeg = models.PositionAdjustmentOperation.MoveLeg
UpdateVars = models.PositionAdjustmentOperation.UpdateVars
SIGNALS = ("OnExitSignal", "OnAdjustmentSignal")
START = "StartPreparePositionAdjustment"
COMPLETED = "OnPositionAdjustmentPreparationCompleted"
EVERYTHING = models.SubscribeToStrategiesArgs()


async def entered(stage: Any, control: Any) -> None:
    """Open position 1: two long puts of strategy 101 on the paper account."""
    await control.apply_paper_fills(stage.fills("entry", await stage.prepared(control, "ML1001")))


async def listening(stage: Any, *strategies: int) -> list[Any]:
    """What a new connection hears of signals; without strategies it never subscribes."""
    heard: list[Any] = []
    client = MesoLiveEventHubClient(stage.origin, stage.key, rng=random.Random(5))
    client.on_exit_signal(heard.append)
    client.on_adjustment_signal(heard.append)
    await stage.connected(client)
    if strategies:
        args = models.SubscribeToStrategiesArgs(Strategies=list(strategies))
        await client.subscribe_to_strategies(args)
    return heard


def adjustment(key: str, operation: Any = MoveLeg, **more: Any) -> Any:
    return models.PreparePositionAdjustmentArgs(
        IdempotencyKey=key,
        PositionId=more.pop("position", 1),
        Operation=operation,
        Condition=more.pop("condition", CONDITIONS[operation]),
    )


async def announce(stage: Any, command: OfPosition) -> None:
    stage.simulator.announce(command, at=stage.loop.now_us())
    await asyncio.sleep(1)


def test_a_signal_is_followed_by_an_adjustment_of_the_position_it_names(perform: Any) -> None:
    ends: list[Any] = []
    updates: list[Any] = []
    legs: list[Any] = []

    async def act(stage: Any) -> None:
        control, event = await stage.control(), await stage.event()
        event.on_adjustment_signal(ends.append)
        event.on_position_adjustment_preparation_completed(ends.append)
        event.on_position_update(updates.append)
        event.on_leg_update(legs.append)
        await event.subscribe_to_strategies(EVERYTHING)
        await entered(stage, control)
        await announce(stage, AnnounceAdjustment(1, On, CONDITIONS[MoveLeg]))
        (signal,) = ends
        args = adjustment("move", condition=signal.Condition.Condition, position=signal.PositionId)
        started = await control.start_prepare_position_adjustment(args)
        await asyncio.sleep(5)
        told = ends[-1]
        assert (told.JobId, told.BrokerAccountId) == (started.JobId, "ML1001")
        status = models.GetPreparePositionAdjustmentStatusArgs(JobId=started.JobId)
        job = await control.get_prepare_position_adjustment_status(status)
        assert job.Result == told.Result
        plan = job.Result
        assert (plan.Operation, plan.AdjustmentAllowed) == (MoveLeg, True)
        assert plan.LegGroups == {1: ["put", "moved put"]}
        await control.apply_paper_fills(stage.fills("moved", plan))
        detail = await control.get_position(models.GetPositionArgs(PositionId=1))
        assert {leg.Name: leg.Qty for leg in detail.Legs} == {"put": 0, "moved put": 2}

    entries = perform(act)
    assert [one.Status.value for one in updates] == ["Created", "Adjusted"]
    assert [one.LegName for one in legs] == ["put", "put", "moved put"]
    (changed,) = [one for one in entries if isinstance(one, facts.PositionSignalChanged)]
    assert (changed.state, changed.event_id) == ("On", str(ends[0].EventId))
    *_, answered = [
        one
        for one in entries
        if isinstance(one, lines.Answered) and one.result and one.result.get("Status")
    ]
    assert answered.result == {"JobId": ends[1].JobId, "Status": "Completed"}


def test_variables_are_changed_by_the_preparation(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        await entered(stage, control)
        await control.start_prepare_position_adjustment(adjustment("vars", UpdateVars))
        await asyncio.sleep(5)
        detail = await control.get_position(models.GetPositionArgs(PositionId=1))
        assert detail.Vars == {"stop_loss": Decimal(500)}

    perform(act)


def test_a_preparation_is_given_up_and_its_key_is_used(perform: Any) -> None:
    failed: list[Any] = []

    async def act(stage: Any) -> None:
        control, event = await stage.control(), await stage.event(subscribe=True)
        event.on_position_adjustment_preparation_failed(failed.append)
        await entered(stage, control)
        started = await control.start_prepare_position_adjustment(adjustment("k", UpdateVars))
        args = models.CancelPreparePositionAdjustmentArgs(
            IdempotencyKey="cancel", JobId=started.JobId
        )
        cancelled = await control.cancel_prepare_position_adjustment(args)
        assert cancelled.Status is models.PreparationStatus.Cancelled
        with pytest.raises(MesoLiveApiException) as refused:
            await control.start_prepare_position_adjustment(adjustment("k", UpdateVars))
        assert refused.value.status is models.StatusCode.DuplicateRequest
        assert (await control.get_position(models.GetPositionArgs(PositionId=1))).Vars == {}

    perform(act)
    assert [one.JobId for one in failed] == ["job-2"]


def test_who_subscribed_to_the_strategy_hears_and_nobody_else(perform: Any) -> None:
    heard: dict[str, list[Any]] = {}

    async def act(stage: Any) -> None:
        await entered(stage, await stage.control())
        heard["own"] = await listening(stage, 101)
        heard["other"] = await listening(stage, 102)
        heard["none"] = await listening(stage)
        await announce(stage, AnnounceExit(1, On))
        await announce(stage, AnnounceAdjustment(1, On, CONDITIONS[MoveLeg]))

    perform(act)
    assert (len(heard["own"]), heard["other"], heard["none"]) == (2, [], [])
    leave, move = heard["own"]
    assert (leave.PositionId, leave.State, leave.BrokerAccountId) == (1, On, "ML1001")
    assert (move.Condition.Condition, move.AdjustmentTimeOk) == (CONDITIONS[MoveLeg], True)


def test_what_is_on_is_pushed_on_connect_under_its_own_event_id(perform: Any) -> None:
    pushed: list[Any] = []

    async def act(stage: Any) -> None:
        await entered(stage, await stage.control())
        heard = await listening(stage, 101)
        await announce(stage, AnnounceExit(1, On))
        await announce(stage, AnnounceAdjustment(1, On, CONDITIONS[MoveLeg]))
        await announce(stage, AnnounceAdjustment(1, On, CONDITIONS[UpdateVars]))
        await announce(stage, AnnounceAdjustment(1, Off, CONDITIONS[MoveLeg]))
        late = await listening(stage)
        await asyncio.sleep(1)
        assert late == [heard[0], heard[2]]
        pushed.extend(late)
        await announce(stage, AnnounceExit(1, Off))
        await announce(stage, AnnounceAdjustment(1, Off, CONDITIONS[UpdateVars]))
        assert await listening(stage) == []

    entries = perform(act)
    copies = [one for one in entries if isinstance(one, lines.Sent) and one.callback in SIGNALS]
    for event in pushed:
        assert [one.event_seq_id for one in copies].count(event.EventSeqId) == 2


def test_everybody_hears_of_variables_that_change_by_themselves(perform: Any) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        await entered(stage, await stage.control())
        event = await stage.event()
        event.on_auto_update_vars_adjustment_started(heard.append)
        event.on_auto_update_vars_adjustment_completed(heard.append)
        await announce(stage, AutoUpdateVars(1, CONDITIONS[UpdateVars]))
        await asyncio.sleep(5)
        page = await event.get_events_since(models.GetEventsSinceArgs(SinceEventSeqId=0))
        assert page.Events[-1].AutoUpdateVarsAdjustmentCompleted == heard[1]

    perform(act)
    started, completed = heard
    assert (started.PositionId, started.Condition) == (1, CONDITIONS[UpdateVars])
    assert completed.Vars == {"stop_loss": Decimal(500)}


def test_history_has_them_in_their_envelopes(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await entered(stage, await stage.control())
        await announce(stage, AnnounceExit(1, On))
        await announce(stage, AnnounceAdjustment(1, On, CONDITIONS[MoveLeg]))
        event = await stage.event()
        page = await event.get_events_since(models.GetEventsSinceArgs(SinceEventSeqId=0))
        leave, move = page.Events[-2:]
        assert leave.Kind is models.MesoLiveEventKind.ExitSignal
        assert leave.ExitSignal.PositionId == 1
        assert move.Kind is models.MesoLiveEventKind.AdjustmentSignal
        assert move.AdjustmentSignal.Condition.IsMet is True

    perform(act)


def test_the_script_passes_over_what_there_is_nothing_to_say_of(perform: Any) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        heard.append(await listening(stage, 101))
        stage.simulator.begin_storm()
        await asyncio.sleep(2)
        await entered(stage, await stage.control())
        await asyncio.sleep(30)

    commands: list[tuple[int, OfPosition]] = [
        (1, AnnounceExit(1, On)),
        (10, AnnounceExit(1, Off)),
        (11, AnnounceExit(1, On)),
        (12, AnnounceExit(2, On)),
        (13, AnnounceExit(1, Off)),
    ]
    script = [Appointment(at_us=at * 1_000_000, command=command) for at, command in commands]
    perform(act, script=script)
    (signals,) = heard
    assert [(one.PositionId, one.State) for one in signals] == [(1, On), (1, Off)]


@pytest.mark.parametrize(
    ("fault", "heard_after_s"),
    [
        (HoldOperation(method=START, ordinal=1, for_s=12.0), {"Completed": 12}),
        (RefuseOperation(method=START, ordinal=1), {"Failed": 1}),
        (LoseJobCallback(callback=COMPLETED, ordinal=1), {}),
    ],
)
def test_what_befalls_a_preparation_befalls_this_one_too(
    perform: Any, fault: Any, heard_after_s: dict[str, int]
) -> None:
    heard: dict[str, int] = {}

    async def act(stage: Any) -> None:
        control, event = await stage.control(), await stage.event(subscribe=True)
        began = stage.loop.time()

        def hear(end: str) -> None:
            heard[end] = round(stage.loop.time() - began)

        event.on_position_adjustment_preparation_completed(lambda _: hear("Completed"))
        event.on_position_adjustment_preparation_failed(lambda _: hear("Failed"))
        await entered(stage, control)
        stage.simulator.begin_storm()
        began = stage.loop.time()
        started = await control.start_prepare_position_adjustment(adjustment("k"))
        await asyncio.sleep(30)
        args = models.GetPreparePositionAdjustmentStatusArgs(JobId=started.JobId)
        job = await control.get_prepare_position_adjustment_status(args)
        is_refused = isinstance(fault, RefuseOperation)
        assert job.Status.value == ("Failed" if is_refused else "Completed")

    entries = perform(act, faults=[fault], job_s=(1.0, 1.0))
    (fired,) = [one for one in entries if isinstance(one, lines.FaultFired)]
    assert (fired.name, heard) == (fault.name, heard_after_s)
