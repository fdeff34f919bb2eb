"""Faults by hand: where and when somebody acts, what is written down, and what falls away."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import MesoLiveApiException
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.announce_again import AnnounceAgain
from hubproof.simulator.faults.delete_strategy import DeleteStrategy
from hubproof.simulator.faults.event_before_subscription import EventBeforeSubscription
from hubproof.simulator.faults.position_outside import PositionOutside
from hubproof.simulator.faults.strategy_error import StrategyError
from hubproof.simulator.script import Appointment
from hubproof.simulator.world import facts
from hubproof.simulator.world.commands import Announce

On, Off = models.SignalState.On, models.SignalState.Off
SIGNAL, POSITION = "OnEntrySignal", "OnPositionUpdate"


def hand(kind: str, method: str = SIGNAL, *, ordinal: int = 1, delay_s: float = 2.0) -> Any:
    return PositionOutside(method=method, ordinal=ordinal, kind=kind, delay_s=delay_s)


def script(*commands: tuple[float, int, models.SignalState]) -> list[Appointment]:
    return [
        Appointment(at_us=round(at_s * 1e6), command=Announce(strategy, "ML1001", state))
        for at_s, strategy, state in commands
    ]


def fired(entries: Sequence[Any]) -> list[tuple[str, str, float]]:
    return [
        (e.name, e.phase, round(e.at_us / 1e6, 1))
        for e in entries
        if isinstance(e, lines.FaultFired)
    ]


def positions(entries: Sequence[Any]) -> list[tuple[int, str, float]]:
    return [
        (e.position_id, e.status, round(e.at_us / 1e6, 1))
        for e in entries
        if isinstance(e, facts.PositionChanged)
    ]


def signals(entries: Sequence[Any]) -> list[tuple[int, str]]:
    return [(e.strategy_id, e.state) for e in entries if isinstance(e, facts.SignalChanged)]


async def storm(stage: Any) -> None:
    stage.simulator.begin_storm()
    await asyncio.sleep(60)


ONE = script((1.0, 101, On))


def test_a_position_is_opened_where_a_signal_was_though_nobody_listens(perform: Any) -> None:
    entries = perform(storm, faults=[hand("opened")], script=ONE)
    assert fired(entries) == [("position_outside", "opened", 3.0)]
    assert positions(entries) == [(1, "Created", 3.0)]
    assert not [e for e in entries if isinstance(e, facts.OrderChanged | facts.PlanMade)]
    kinds = [type(e) for e in entries]
    assert kinds.index(lines.FaultFired) < kinds.index(facts.PositionChanged)


def test_an_order_is_opened_that_has_no_key(perform: Any) -> None:
    entries = perform(storm, faults=[hand("order_opened")], script=ONE)
    assert fired(entries) == [("position_outside", "order_opened", 3.0)]
    orders = [e for e in entries if isinstance(e, facts.OrderChanged)]
    assert [(e.key, e.state) for e in orders] == [(None, "Working"), (None, "Filled")]
    assert positions(entries) == [(1, "Created", 3.0)]


def test_the_position_that_an_event_is_about_is_closed(perform: Any) -> None:
    faults = [
        hand("opened", delay_s=0.0),
        hand("opened", ordinal=2, delay_s=0.0),
        hand("closed", POSITION, delay_s=4.0),
    ]
    entries = perform(storm, faults=faults, script=script((1.0, 101, On), (2.0, 101, Off)))
    assert positions(entries) == [(1, "Created", 1.0), (2, "Created", 2.0), (1, "Closed", 5.0)]
    assert fired(entries)[-1] == ("position_outside", "closed", 5.0)


def test_where_only_a_signal_is_known_the_youngest_position_is_closed(perform: Any) -> None:
    faults = [
        hand("opened", delay_s=0.0),
        hand("closed", delay_s=1.0, ordinal=2),
        hand("closed", delay_s=9.0, ordinal=3),
    ]
    appointments = script((1.0, 101, On), (2.0, 101, Off), (3.0, 101, On))
    entries = perform(storm, faults=faults, script=appointments)
    assert positions(entries) == [(1, "Created", 1.0), (1, "Closed", 3.0)]
    assert len(fired(entries)) == 2, "what is closed nobody closes again"


def test_nobody_acts_when_the_storm_is_over(perform: Any) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        await asyncio.sleep(2)
        stage.simulator.stop_faults()
        await asyncio.sleep(60)

    entries = perform(act, faults=[hand("opened"), gone(1, 2.0)], script=ONE)
    assert fired(entries) == []
    assert positions(entries) == []


def gone(ordinal: int = 1, delay_s: float = 0.0) -> DeleteStrategy:
    return DeleteStrategy(ordinal=ordinal, delay_s=delay_s)


def test_a_strategy_is_deleted_and_its_appointments_fall_away(perform: Any) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        control = await stage.control()
        await stage.event(heard, subscribe=True)
        await storm(stage)
        listed = await control.list_strategies(models.ListStrategiesArgs())
        assert [one.Id for one in listed.Strategies] == [102, 103, 104]
        with pytest.raises(MesoLiveApiException):
            await control.start_prepare_position_entry(stage.entry("late"))

    appointments = script(
        *((1.0, 101, On), (5.0, 102, On), (6.0, 101, Off), (7.0, 101, On), (8.0, 102, Off))
    )
    entries = perform(act, faults=[gone(1, 2.0)], script=appointments)
    assert fired(entries) == [("delete_strategy", "deleted", 3.0)]
    assert signals(entries) == [(101, "On"), (101, "Off"), (102, "On"), (102, "Off")]
    assert [(one.StrategyId, one.State) for one in heard[:2]] == [(101, On), (101, Off)]
    [fact] = [e for e in entries if isinstance(e, facts.StrategyDeleted)]
    assert fact.strategy_id == 101


def test_nothing_more_is_done_to_what_was_deleted(perform: Any) -> None:
    faults = [
        gone(),
        gone(2),  # the Off of the deletion
        hand("opened", delay_s=1.0),
        hand("closed", delay_s=2.0),
        AnnounceAgain(method=SIGNAL, ordinal=1, delay_s=3.0),
        StrategyError(ordinal=2, for_s=1.0),
    ]
    entries = perform(storm, faults=faults, script=ONE)
    assert [one[0] for one in fired(entries) if one[0] != "strategy_error"] == ["delete_strategy"]
    assert signals(entries) == [(101, "On"), (101, "Off")]
    assert positions(entries) == []
    assert not [e for e in entries if isinstance(e, facts.ErrorChanged)]


def test_an_error_ends_with_its_strategy_and_is_not_cleared_again(perform: Any) -> None:
    faults = [StrategyError(ordinal=1, for_s=8.0), gone(1, 2.0)]
    entries = perform(storm, faults=faults, script=ONE)
    states = [e.state for e in entries if isinstance(e, facts.ErrorChanged)]
    assert states == ["Active", "Cleared"]


def test_no_signal_of_a_strategy_that_is_gone_is_brought_forward(perform: Any) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        await asyncio.sleep(3)
        await stage.event(subscribe=True)
        await asyncio.sleep(30)

    entries = perform(
        act,
        faults=[gone(), EventBeforeSubscription(ordinal=1)],
        script=[
            *ONE,
            Appointment(at_us=20_000_000, command=Announce(101, "U2001", On)),
            Appointment(at_us=25_000_000, command=Announce(102, "U2001", On)),
        ],
    )
    assert fired(entries)[-1] == ("event_before_subscription", "unsubscribed", 3.0)
    assert signals(entries) == [(101, "On"), (101, "Off"), (102, "On")]
