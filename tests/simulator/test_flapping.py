"""Signals that flap: what is told and when, and whose word counts in the end."""

import asyncio
from collections.abc import Sequence
from typing import Any

from hubproof.client.sdk import models
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.flap_signal import FlapSignal
from hubproof.simulator.script import Appointment
from hubproof.simulator.world import facts
from hubproof.simulator.world.commands import Announce

On, Off = models.SignalState.On, models.SignalState.Off
START = "StartPreparePositionEntry"


def flap(times: int = 2, gap_s: float = 1.5, method: str = "OnEntrySignal") -> FlapSignal:
    return FlapSignal(method=method, ordinal=1, times=times, gap_s=gap_s)


def script(*commands: tuple[float, models.SignalState]) -> list[Appointment]:
    return [
        Appointment(at_us=round(at_s * 1e6), command=Announce(101, "ML1001", state))
        for at_s, state in commands
    ]


def levels(entries: Sequence[Any]) -> list[tuple[float, str]]:
    return [(e.at_us / 1e6, e.state) for e in entries if isinstance(e, facts.SignalChanged)]


def spans(entries: Sequence[Any]) -> list[tuple[float, float]]:
    """When each fault acted, and when it was healed, to a tenth of a second."""
    healed = {e.fault: e.at_us for e in entries if isinstance(e, lines.FaultHealed)}
    fired = [e for e in entries if isinstance(e, lines.FaultFired)]
    return [(round(e.at_us / 1e6, 1), round(healed[e.fault] / 1e6, 1)) for e in fired]


async def storm(stage: Any) -> None:
    stage.simulator.begin_storm()
    await asyncio.sleep(60)


def test_a_signal_goes_off_and_on_and_ends_on(perform: Any) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        await stage.event(heard, subscribe=True)
        await storm(stage)

    entries = perform(act, faults=[flap()], script=script((2.0, On), (40.0, Off)))
    began = levels(entries)[0][0]
    assert [(round(at - began, 3), state) for at, state in levels(entries)] == [
        (0.0, "On"),
        (0.0, "Off"),
        (1.5, "On"),
        (3.0, "Off"),
        (4.5, "On"),
        (38.0, "Off"),
    ]
    assert spans(entries) == [(2.0, 6.5)]
    assert [event.State for event in heard] == [On, Off, On, Off, On, Off]
    assert len({event.EventId for event in heard}) == 6


def test_a_preparation_sets_it_off_while_its_job_runs(perform: Any) -> None:
    allowed: list[bool] = []

    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        stage.announce()
        control = await stage.control()
        allowed.append((await stage.prepared(control, "ML1001")).EntryAllowed)

    entries = perform(act, faults=[flap(1, 9.0, START)], job_s=(1.0, 1.0))
    [fired] = [e for e in entries if isinstance(e, lines.FaultFired)]
    assert (fired.phase, fired.call) == ("flapped", 1)
    assert allowed == [False], "the condition does not hold while the signal is Off"


def test_what_the_script_turns_off_stays_off(perform: Any) -> None:
    appointments = script((2.0, On), (3.0, Off), (30.0, On))
    entries = perform(storm, faults=[flap(times=3)], script=appointments)
    assert [state for _, state in levels(entries)] == ["On", "Off", "On"]
    assert spans(entries) == [(2.0, 3.0)], "it was Off by the fault, and is no longer its affair"

    while_on = script((2.0, On), (4.0, Off), (30.0, On))
    entries = perform(storm, faults=[flap(times=3)], script=while_on)
    assert [state for _, state in levels(entries)] == ["On", "Off", "On", "Off", "On"]
    assert spans(entries) == [(2.0, 4.0)]


def test_the_end_of_the_storm_leaves_it_on(perform: Any) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        await asyncio.sleep(3)
        stage.simulator.stop_faults()
        await asyncio.sleep(30)

    entries = perform(act, faults=[flap(times=3, gap_s=4.0)], script=script((2.0, On)))
    assert [state for _, state in levels(entries)] == ["On", "Off", "On"]
    assert spans(entries) == [(2.0, 3.0)]


def test_a_signal_that_is_off_or_flaps_already_is_left_alone(perform: Any) -> None:
    on_its_off = FlapSignal(method="OnEntrySignal", ordinal=2, times=1, gap_s=1.0)
    entries = perform(storm, faults=[on_its_off], script=script((2.0, On), (9.0, Off)))
    assert spans(entries) == []

    while_it_flaps = FlapSignal(method="OnEntrySignal", ordinal=3, times=1, gap_s=1.0)
    entries = perform(storm, faults=[flap(), while_it_flaps], script=script((2.0, On)))
    assert len(spans(entries)) == 1
    assert [state for _, state in levels(entries)] == ["On", "Off", "On", "Off", "On"]


def test_nothing_flaps_when_the_storm_is_over(perform: Any) -> None:
    stages: list[Any] = []

    async def act(stage: Any) -> None:
        stages.append(stage)
        stage.simulator.begin_storm()
        stage.announce()
        control = await stage.control()
        await stage.prepared(control, "ML1001")

    def stop(_hub: str, method: str) -> None:
        if method == START:
            stages[0].simulator.stop_faults()

    entries = perform(act, faults=[flap(method=START)], outside={"on_call": stop})
    assert [state for _, state in levels(entries)] == ["On"]


def test_a_strategy_that_was_deleted_meanwhile_stays_silent(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        stage.simulator.begin_storm()
        await asyncio.sleep(3)
        await control.delete_strategy(models.DeleteStrategyArgs(StrategyId=101))
        await asyncio.sleep(60)

    appointments = script((2.0, On), (40.0, Off), (50.0, On))
    entries = perform(act, faults=[flap(gap_s=4.0)], script=appointments)
    assert [state for _, state in levels(entries)] == ["On", "Off"]
    assert spans(entries) == [(2.0, 14.0)]
