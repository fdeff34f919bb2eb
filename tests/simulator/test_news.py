"""Faults on what happens: earlier, again, and under later numbers; each as the world tells it."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import CallTimeout, ConnectionLost, MesoLiveApiException
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.announce_again import AnnounceAgain
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.event_before_subscription import EventBeforeSubscription
from hubproof.simulator.faults.forget_events import ForgetEvents
from hubproof.simulator.faults.kill import Kill
from hubproof.simulator.faults.signal_storm import SignalStorm
from hubproof.simulator.faults.skip_event_seq_ids import SkipEventSeqIds
from hubproof.simulator.script import Appointment
from hubproof.simulator.world import facts
from hubproof.simulator.world.commands import Announce

On, Off = models.SignalState.On, models.SignalState.Off


def script(*commands: tuple[float, int, models.SignalState]) -> list[Appointment]:
    return [
        Appointment(at_us=round(at_s * 1e6), command=Announce(strategy, "ML1001", state))
        for at_s, strategy, state in commands
    ]


def fired(entries: Sequence[Any]) -> list[tuple[str, str, int | None]]:
    return [(e.name, e.phase, e.call) for e in entries if isinstance(e, lines.FaultFired)]


def signals(entries: Sequence[Any]) -> list[tuple[int, str, int]]:
    """Strategy, state and number of every announcement, in the order of time."""
    found = [e for e in entries if isinstance(e, facts.SignalChanged)]
    return [(e.strategy_id, e.state, e.event_seq_id) for e in found]


def places(entries: Sequence[Any], *kinds: type) -> list[int]:
    return [number for number, entry in enumerate(entries) if isinstance(entry, kinds)]


def test_a_signal_goes_on_after_the_last_page_and_before_anybody_hears_it(perform: Any) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        client = await stage.event(heard)
        stage.simulator.begin_storm()
        args = models.GetEventsSinceArgs(SinceEventSeqId=0)
        assert (await client.get_events_since(args)).Events == []
        await client.subscribe_to_strategies(models.SubscribeToStrategiesArgs())
        assert len((await client.get_events_since(args)).Events) == 1
        await asyncio.sleep(30)

    entries = perform(
        act,
        faults=[EventBeforeSubscription(ordinal=1)],
        script=script((5.0, 101, On), (6.0, 102, On), (20.0, 101, Off)),
    )
    assert fired(entries) == [("event_before_subscription", "unsubscribed", 2)]
    assert signals(entries) == [(101, "On", 1), (102, "On", 2), (101, "Off", 3)]
    assert [event.EventSeqId for event in heard] == [2, 3]
    answered = places(entries, lines.Answered)
    happened = places(entries, facts.SignalChanged)[0]
    assert answered[0] < happened < answered[1], "between the page and the subscription"
    at_us = [e.at_us for e in entries if isinstance(e, facts.SignalChanged | lines.Applied)]
    assert at_us[1] == at_us[2], "at the instant at which the subscription takes effect"


def test_who_subscribed_before_hears_the_event_that_another_misses(perform: Any) -> None:
    early: list[Any] = []

    async def act(stage: Any) -> None:
        await stage.event(early, subscribe=True)
        late = await stage.event()
        stage.simulator.begin_storm()
        await late.subscribe_to_strategies(models.SubscribeToStrategiesArgs())
        await asyncio.sleep(1)

    entries = perform(
        act, faults=[EventBeforeSubscription(ordinal=1)], script=script((9.0, 101, On))
    )
    assert [event.EventSeqId for event in early] == [1]
    assert [e.connection for e in entries if isinstance(e, lines.Sent)] == [1]


def test_without_a_signal_in_store_nothing_happens_and_nothing_is_written(perform: Any) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        await stage.event(subscribe=True)

    entries = perform(
        act, faults=[EventBeforeSubscription(ordinal=1)], script=script((9.0, 101, Off))
    )
    assert fired(entries) == []
    assert signals(entries) == []


def test_a_subscription_that_is_never_applied_brings_nothing_forward(perform: Any) -> None:
    kill = Kill(
        hub="event",
        method="SubscribeToStrategies",
        ordinal=1,
        phase="received",
        restart_after_s=1.0,
    )

    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        with pytest.raises(CallTimeout):
            await stage.event(subscribe=True)

    entries = perform(
        act,
        faults=[kill, EventBeforeSubscription(ordinal=1)],
        script=script((60.0, 101, On)),
        outside={"on_subject": lambda _, __: True},
    )
    assert fired(entries) == [("kill", "received", 1)]
    assert signals(entries) == []


def again(method: str = "OnEntrySignal", delay_s: float = 2.0) -> AnnounceAgain:
    return AnnounceAgain(method=method, ordinal=1, delay_s=delay_s)


async def announced(stage: Any, heard: list[Any]) -> None:
    await stage.event(heard, subscribe=True)
    stage.simulator.begin_storm()
    stage.announce()


def test_a_signal_is_announced_again_as_a_new_event_while_it_is_on(perform: Any) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        await announced(stage, heard)
        await asyncio.sleep(10)
        await stage.event(heard)

    entries = perform(act, faults=[again()])
    assert fired(entries) == [("announce_again", "announced", None)]
    assert signals(entries) == [(101, "On", 1), (101, "On", 2)]
    first, second = (e.at_us for e in entries if isinstance(e, facts.SignalChanged))
    assert second - first == 2_000_000
    assert [(event.EventSeqId, event.State) for event in heard] == [(1, On), (2, On), (2, On)]
    assert heard[0].EventId != heard[1].EventId
    assert heard[1] == heard[2], "the last announcement is the one that is active"


def test_a_signal_that_has_gone_off_is_left_alone(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await announced(stage, [])
        await asyncio.sleep(1)
        stage.announce(state="Off")
        await asyncio.sleep(10)

    entries = perform(act, faults=[again()])
    assert fired(entries) == []
    assert signals(entries) == [(101, "On", 1), (101, "Off", 2)]


def test_nothing_is_announced_again_when_the_storm_is_over(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await announced(stage, [])
        await asyncio.sleep(1)
        stage.simulator.stop_faults()
        await asyncio.sleep(10)

    entries = perform(act, faults=[again()])
    assert fired(entries) == []
    assert signals(entries) == [(101, "On", 1)]


def crowd(count: int, method: str = "OnEntrySignal") -> SignalStorm:
    return SignalStorm(method=method, ordinal=1, count=count)


SIX = script(
    *((10.0 * number, 100 + number, On) for number in (1, 2, 3, 4)),
    (50.0, 101, Off),
    (60.0, 102, Off),
)


def test_the_next_signals_go_on_with_one_and_once_each(perform: Any) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        await asyncio.sleep(100)

    entries = perform(act, faults=[crowd(2)], script=SIX)
    assert fired(entries) == [("signal_storm", "crowded", None)]
    told = [e for e in entries if isinstance(e, facts.SignalChanged)]
    assert [(e.strategy_id, e.state) for e in told] == [
        *((one, "On") for one in (101, 102, 103, 104)),
        (101, "Off"),
        (102, "Off"),
    ]
    assert [e.at_us // 1_000_000 for e in told] == [10, 10, 10, 40, 50, 60]


def test_a_crowd_is_no_larger_than_what_is_left(perform: Any) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        await asyncio.sleep(100)

    entries = perform(act, faults=[crowd(100)], script=SIX)
    assert [one[:2] for one in signals(entries)[:4]] == [(n, "On") for n in (101, 102, 103, 104)]
    alone = perform(act, faults=[crowd(100)], script=script((1.0, 101, On)))
    assert fired(alone) == [], "there was nobody to come with it"


def test_nobody_crowds_when_the_storm_is_over(perform: Any) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        await asyncio.sleep(9.9)
        stage.simulator._news.stop()
        await asyncio.sleep(5)

    assert fired(perform(act, faults=[crowd(2)], script=SIX)) == []


def hole(by: int, method: str = "OnEntrySignal") -> SkipEventSeqIds:
    return SkipEventSeqIds(method=method, ordinal=1, by=by)


def test_the_numbers_leave_a_hole_after_the_chosen_delivery(perform: Any) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        client = await stage.event(heard, subscribe=True)
        stage.simulator.begin_storm()
        for strategy in (101, 102, 103):
            stage.announce(strategy)
            await asyncio.sleep(1)
        latest = await client.get_latest_event_seq_id()
        assert latest.LatestEventSeqId == 1203
        args = models.GetEventsSinceArgs(SinceEventSeqId=1)
        assert len((await client.get_events_since(args)).Events) == 2

    entries = perform(act, faults=[hole(1200)])
    assert fired(entries) == [("skip_event_seq_ids", "skipped", None)]
    assert [event.EventSeqId for event in heard] == [1, 1202, 1203]
    sent = places(entries, lines.Sent)
    [skipped] = places(entries, lines.FaultFired)
    assert sent[0] < skipped < sent[1]


async def prepared(stage: Any) -> None:
    """A client that has no event connection at all prepares an entry for a signal."""
    stage.simulator.begin_storm()
    stage.announce()
    control = await stage.control()
    await control.start_prepare_position_entry(stage.entry("k"))
    await asyncio.sleep(10)


def test_a_preparation_sets_them_off_too_for_who_hears_no_callbacks(perform: Any) -> None:
    method = "StartPreparePositionEntry"
    entries = perform(prepared, faults=[hole(7, method), again(method)])
    assert fired(entries) == [
        ("skip_event_seq_ids", "skipped", 1),
        ("announce_again", "announced", 1),
    ]
    logged = [e.event_seq_id for e in entries if isinstance(e, facts.EventLogged)]
    assert logged[:2] == [1, 9]
    assert [(strategy, state) for strategy, state, _ in signals(entries)] == [
        (101, "On"),
        (101, "On"),
    ]


def test_a_preparation_that_never_arrives_sets_nothing_off(perform: Any) -> None:
    method = "StartPreparePositionEntry"
    lost = Cut(hub="control", method=method, ordinal=1, phase="received")

    async def act(stage: Any) -> None:
        with pytest.raises(ConnectionLost):
            await prepared(stage)

    entries = perform(act, faults=[lost, hole(7, method), again(method)])
    assert fired(entries) == [("cut", "received", 1)]


def test_who_was_away_while_the_log_forgot_is_told_and_who_had_read_all_is_not(
    perform: Any,
) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        for strategy in (101, 102, 103):
            stage.announce(strategy)
            await asyncio.sleep(1)
        active: list[Any] = []
        client = await stage.event(active)
        await asyncio.sleep(1)
        assert [event.EventSeqId for event in active] == [1, 2, 3], "what is active is told"
        with pytest.raises(MesoLiveApiException) as refused:
            await client.get_events_since(models.GetEventsSinceArgs(SinceEventSeqId=0))
        assert refused.value.status is models.StatusCode.NotFound
        assert refused.value.error is not None
        assert refused.value.error.Code == "EventsExpired"
        assert (await client.get_latest_event_seq_id()).LatestEventSeqId == 3
        page = await client.get_events_since(models.GetEventsSinceArgs(SinceEventSeqId=1))
        assert len(page.Events) == 2

    entries = perform(act, faults=[ForgetEvents(ordinal=3, keep=2)])
    assert fired(entries) == [("forget_events", "forgotten", None)]
    [forgotten] = [e for e in entries if isinstance(e, facts.EventsForgotten)]
    assert (forgotten.up_to, forgotten.kept) == (1, 2)


def test_a_log_that_is_no_longer_than_what_is_kept_forgets_nothing(perform: Any) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(1)

    assert fired(perform(act, faults=[ForgetEvents(ordinal=1, keep=1)])) == []


def test_nothing_is_forgotten_when_the_storm_is_over(perform: Any) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        stage.announce(101)
        await asyncio.sleep(1)
        stage.simulator.stop_faults()
        stage.announce(102)
        await asyncio.sleep(1)

    assert fired(perform(act, faults=[ForgetEvents(ordinal=2, keep=1)])) == []
