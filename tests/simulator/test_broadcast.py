"""Faults on the delivery of events, and who hears a copy."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

import pytest

from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import CallTimeout
from hubproof.simulator import journal as lines
from hubproof.simulator.broadcast import Broadcast
from hubproof.simulator.clockwork import Clockwork, SteadyClock
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.duplicate_event import DuplicateEvent
from hubproof.simulator.faults.kill import Kill
from hubproof.simulator.hubs.forms import Forms
from hubproof.simulator.injection import Injection
from hubproof.simulator.strikes import READ_US, Strikes
from hubproof.simulator.transports.conversation import Conversation
from hubproof.simulator.world.effects import LoggedEvent


def cut(phase: str, *, ordinal: int = 1, connection: int | None = None) -> Cut:
    return Cut(
        hub="event", method="OnEntrySignal", ordinal=ordinal, phase=phase, connection=connection
    )


def copy(ordinal: int = 1, delay_s: float = 2.0) -> DuplicateEvent:
    return DuplicateEvent(callback="OnEntrySignal", ordinal=ordinal, delay_s=delay_s)


def sent(entries: Sequence[Any]) -> list[tuple[int, int, bool]]:
    """Connection, event and whether it was a copy, of every callback written."""
    return [(e.connection, e.event_seq_id, e.copy) for e in entries if isinstance(e, lines.Sent)]


def fired(entries: Sequence[Any]) -> list[tuple[int, str, int | None]]:
    return [(e.fault, e.phase, e.event_seq_id) for e in entries if isinstance(e, lines.FaultFired)]


def cuts(entries: Sequence[Any]) -> list[int]:
    return [
        e.connection for e in entries if isinstance(e, lines.Disconnected) and e.reason == "cut"
    ]


async def one_signal(stage: Any, *heard: list[Any]) -> None:
    """A client for each list, subscribed to all; then the storm begins, and one signal comes."""
    for one in heard:
        await stage.event(one, subscribe=True)
    stage.simulator.begin_storm()
    stage.announce()
    await asyncio.sleep(0.5)


def test_an_event_cut_when_it_was_committed_is_in_the_log_and_was_never_written(
    perform: Any,
) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        await one_signal(stage, heard)
        await asyncio.sleep(5)
        page = await (await stage.event()).get_events_since(
            models.GetEventsSinceArgs(SinceEventSeqId=0)
        )
        assert len(page.Events) == 1

    entries = perform(act, faults=[cut("committed")])
    assert fired(entries) == [(0, "committed", 1)]
    assert cuts(entries) == [1]
    first = [one for one in sent(entries) if one[0] == 1]
    assert first == []
    assert [event.EventSeqId for event in heard] == [1], "as active state, on its next connection"


def test_an_event_cut_when_it_was_answered_is_certainly_read(perform: Any) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        client = await stage.event(heard, subscribe=True)
        client.on_disconnected(lambda _: heard.append("lost"))
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(0.5)

    entries = perform(act, faults=[cut("answered")])
    assert fired(entries) == [(0, "answered", 1)]
    assert sent(entries)[0] == (1, 1, False)
    assert heard[0].EventSeqId == 1
    assert heard[1] == "lost"


@pytest.mark.parametrize("phase", ["committed", "answered"])
def test_a_cut_at_an_event_ends_the_connection_of_everyone_it_goes_to(
    perform: Any, phase: str
) -> None:
    entries = perform(lambda stage: one_signal(stage, [], []), faults=[cut(phase)])
    assert cuts(entries) == [1, 2]
    assert fired(entries) == [(0, phase, 1)]


@pytest.mark.parametrize("phase", ["committed", "answered"])
def test_a_cut_meant_for_one_connection_leaves_the_event_to_the_others(
    perform: Any, phase: str
) -> None:
    first: list[Any] = []

    entries = perform(lambda stage: one_signal(stage, first, []), faults=[cut(phase, connection=2)])
    assert cuts(entries) == [2]
    written = [connection for connection, _, _ in sent(entries) if connection <= 2]
    assert written == ([1] if phase == "committed" else [1, 2])
    assert [event.EventSeqId for event in first] == [1]


def test_a_kill_at_an_event_is_handed_over_and_the_event_is_not_written(perform: Any) -> None:
    struck: list[int] = []
    kill = Kill(
        hub="event", method="OnEntrySignal", ordinal=1, phase="committed", restart_after_s=1.0
    )

    def strike(index: int, _: Any) -> bool:
        struck.append(index)
        return True

    entries = perform(
        lambda stage: one_signal(stage, []), faults=[kill], outside={"on_subject": strike}
    )
    assert struck == [0]
    assert fired(entries) == [(0, "committed", 1)]
    assert sent(entries) == []


@pytest.mark.parametrize("phase", ["committed", "answered"])
def test_an_event_at_which_nobody_could_be_killed_is_delivered(perform: Any, phase: str) -> None:
    kill = Kill(hub="event", method="OnEntrySignal", ordinal=1, phase=phase, restart_after_s=1.0)
    entries = perform(
        lambda stage: one_signal(stage, []),
        faults=[kill],
        outside={"on_subject": lambda _, __: False},
    )
    assert sent(entries) == [(1, 1, False)]
    assert fired(entries) == []


def test_a_kill_after_an_event_leaves_time_to_read_it(perform: Any) -> None:
    kill = Kill(
        hub="event", method="OnEntrySignal", ordinal=1, phase="answered", restart_after_s=1.0
    )
    entries = perform(
        lambda stage: one_signal(stage, []),
        faults=[kill],
        outside={"on_subject": lambda _, __: True},
    )
    (written,) = [e for e in entries if isinstance(e, lines.Sent)]
    (killed,) = [e for e in entries if isinstance(e, lines.FaultFired)]
    assert killed.at_us - written.at_us == READ_US


def test_a_copy_is_the_same_event_once_more_after_its_delay(perform: Any) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        await one_signal(stage, heard)
        await asyncio.sleep(10)

    entries = perform(act, faults=[copy(delay_s=2.0)])
    assert sent(entries) == [(1, 1, False), (1, 1, True)]
    original, again = heard
    assert original == again
    assert isinstance(again.EventId, UUID)
    written = [e for e in entries if isinstance(e, lines.Sent)]
    assert written[1].at_us - written[0].at_us == 2_000_000
    assert written[1].event_id == written[0].event_id == str(again.EventId)
    (noted,) = [e for e in entries if isinstance(e, lines.FaultFired)]
    assert (noted.fault, noted.name, noted.phase) == (0, "duplicate_event", "repeated")
    assert (noted.event_seq_id, noted.at_us) == (1, written[1].at_us)


def test_a_copy_goes_to_everyone_who_listens_when_it_is_due(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await one_signal(stage, [])
        stage.announce(state="Off")
        await stage.event(subscribe=True)
        await asyncio.sleep(10)

    entries = perform(act, faults=[copy()])
    copies = [one for one in sent(entries) if one[2]]
    assert copies == [(1, 1, True), (2, 1, True)]
    assert fired(entries) == [(0, "repeated", 1)]


def test_a_copy_that_nobody_was_there_to_hear_waits_for_the_next_subscriber(perform: Any) -> None:
    async def act(stage: Any) -> None:
        client = await stage.event(subscribe=True)
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(0.5)
        await client.close()
        await asyncio.sleep(10)
        assert stage.lines(lines.FaultFired) == []
        other = await stage.event()
        await other.subscribe_to_strategies(models.SubscribeToStrategiesArgs(Strategies=[102]))
        assert stage.lines(lines.FaultFired) == []
        for _ in range(2):
            await other.subscribe_to_strategies(models.SubscribeToStrategiesArgs())
        await asyncio.sleep(10)

    entries = perform(act, faults=[copy()])
    assert [one for one in sent(entries) if one[2]] == [(2, 1, True)]
    assert fired(entries) == [(0, "repeated", 1)]
    answered = [n for n, e in enumerate(entries) if isinstance(e, lines.Answered)]
    (copied,) = [n for n, e in enumerate(entries) if isinstance(e, lines.Sent) and e.copy]
    assert answered[2] < copied < answered[3], "after the answer to the subscription"


def test_deliveries_are_counted_by_event_and_not_by_listener(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await one_signal(stage, [], [], [])
        stage.announce(102)
        await asyncio.sleep(10)

    entries = perform(act, faults=[copy(ordinal=2)])
    assert [one for one in sent(entries) if one[2]] == [(1, 2, True), (2, 2, True), (3, 2, True)]


def test_what_is_pushed_on_connect_or_heard_by_nobody_is_not_counted(perform: Any) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        stage.announce(101)
        await asyncio.sleep(1)
        await stage.event(subscribe=True)
        stage.announce(102)
        await asyncio.sleep(10)

    entries = perform(act, faults=[copy()])
    assert sent(entries) == [(1, 1, False), (1, 2, False), (1, 2, True)]


def test_an_event_that_was_never_delivered_is_not_delivered_again(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await one_signal(stage, [])
        await stage.event(subscribe=True)
        await asyncio.sleep(10)

    entries = perform(act, faults=[copy(), cut("committed")])
    assert fired(entries) == [(1, "committed", 1)]


def test_a_subscription_cut_when_it_was_received_was_never_made(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await stage.event(subscribe=True)
        other = await stage.event()
        stage.simulator.begin_storm()
        with pytest.raises(CallTimeout):
            await other.subscribe_to_strategies(models.SubscribeToStrategiesArgs())
        stage.announce()
        await asyncio.sleep(0.5)

    swallowed = Kill(
        hub="event",
        method="SubscribeToStrategies",
        ordinal=1,
        phase="received",
        restart_after_s=1.0,
    )
    entries = perform(act, faults=[swallowed], outside={"on_subject": lambda _, __: True})
    assert sent(entries) == [(1, 1, False)]


class Deaf:
    """A connection to which nothing may be written."""

    number = 1

    def __init__(self, *, is_open: bool) -> None:
        self.is_open = is_open

    def tell(self, *_: object) -> None:
        raise AssertionError("nothing can be written here any more")


@pytest.mark.parametrize("has_left", [False, True])
def test_a_connection_that_has_ended_hears_nothing_more_whether_its_hub_was_told_or_not(
    *, has_left: bool
) -> None:
    journal = lines.Journal()
    clock = SteadyClock(lambda: 0)
    clockwork = Clockwork(clock, next_deadline=lambda: None, advance=lambda _: None)
    strikes = Strikes(
        journal=journal, clock=clock, clockwork=clockwork, on_subject=lambda _, __: False
    )
    broadcast = Broadcast(
        journal=journal,
        injection=Injection([]),
        clock=clock,
        clockwork=clockwork,
        strikes=strikes,
        forms=Forms(),
    )
    connection = cast("Conversation", Deaf(is_open=has_left))
    broadcast.join(connection, [])
    broadcast.subscriptions(connection).subscribe(None, [101])
    if has_left:
        broadcast.leave(connection)
    event = LoggedEvent(1, "an-id", "OnEntrySignal", 101, 0, b"{}")
    broadcast.publish(event)
    assert len(journal) == 0
