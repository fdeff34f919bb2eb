import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

import pytest

from hubproof.client import consumer as module
from hubproof.client.consumer import Consumer
from hubproof.client.records import Signal
from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import MesoLiveApiException
from hubproof.contract.mesolive.callbacks import CALLBACKS

AT = datetime(2026, 1, 5, tzinfo=UTC)


EXPIRED = MesoLiveApiException(
    models.StatusCode.NotFound,
    "they are not kept any more",
    models.MesoLiveApiError(Code="EventsExpired"),
)


class ScriptedHub:
    """The Event hub: a log of signals in pages of two, and callbacks when a test says so."""

    def __init__(self) -> None:
        self.log: list[models.EntrySignalEvent] = []
        self.page_size = 2
        self.failed: list[int] = []
        self.forgotten_up_to = 0
        self.calls: list[str] = []
        self.dropped: list[str] = []
        self.hooks: list[Callable[[], Any]] = []
        self.handlers: dict[str, Callable[[Any], None]] = {}
        self.before: dict[str, Callable[[], None]] = {}

    def __getattr__(self, name: str) -> Any:
        assert name in {callback.registration for callback in CALLBACKS.values()}
        return lambda handler: self.handlers.__setitem__(name, handler)

    def on_other_events(self, handler: Callable[[Any], None]) -> None:
        self.handlers["on_other_events"] = handler

    def on_connected(self, hook: Callable[[], Any]) -> None:
        self.hooks.append(hook)

    def drop(self, reason: str) -> None:
        self.dropped.append(reason)

    def push(self, event: models.EntrySignalEvent) -> None:
        self.handlers["on_entry_signal"](event)

    async def connect(self) -> None:
        for hook in self.hooks:
            await hook()

    async def get_latest_event_seq_id(self) -> models.GetLatestEventSeqIdResult:
        self._note("latest")
        latest = max((event.EventSeqId or 0 for event in self.log), default=0)
        return models.GetLatestEventSeqIdResult(LatestEventSeqId=latest, SnapshotTime=AT)

    async def subscribe_to_strategies(
        self, args: models.SubscribeToStrategiesArgs
    ) -> models.SubscribeToStrategiesResult:
        assert args.Strategies is None
        self._note("subscribe")
        return models.SubscribeToStrategiesResult(
            SuccessfulStrategies=[101], FailedStrategies=self.failed
        )

    async def get_events_since(
        self, args: models.GetEventsSinceArgs
    ) -> models.GetEventsSinceResult:
        since = args.SinceEventSeqId
        if args.ContinuationToken is not None:
            since = int(args.ContinuationToken.removeprefix("after "))
        self._note(f"page {since}")
        if since < self.forgotten_up_to:
            raise EXPIRED
        later = [event for event in self.log if (event.EventSeqId or 0) > since]
        page, rest = later[: self.page_size], later[self.page_size :]
        return models.GetEventsSinceResult(
            Events=[
                models.MesoLiveEventEnvelope(
                    Kind=models.MesoLiveEventKind.EntrySignal, EntrySignal=event
                )
                for event in page
            ],
            ContinuationToken=f"after {page[-1].EventSeqId}" if rest else None,
        )

    def _note(self, call: str) -> None:
        self.calls.append(call)
        self.before.pop(call, lambda: None)()


class Seen:
    """What was handled, and how often the consumer was caught up."""

    def __init__(self) -> None:
        self.events: list[int | None] = []
        self.caught_up = 0
        self.behind = 0
        self.fails: list[int | None] = []
        self.told: list[Any] = []

    def handle(self, event: models.EntrySignalEvent) -> None:
        if event.EventSeqId in self.fails:
            raise ValueError("a bug in a handler")
        self.events.append(event.EventSeqId)

    async def on_lost(self, pushed: Any) -> None:
        self.told.append([event.EventSeqId for event in pushed])

    def on_behind(self) -> None:
        self.behind += 1

    def on_caught_up(self) -> None:
        self.caught_up += 1


@dataclass
class Stage:
    """A consumer between a scripted hub and handlers that are watched."""

    desk: Any
    hub: ScriptedHub
    seen: Seen
    consumer: Consumer

    @classmethod
    def of(cls, desk: Any, kind: type[Consumer] = Consumer) -> Self:
        hub, seen = ScriptedHub(), Seen()
        consumer = kind(
            desk.context,
            hub,  # type: ignore[arg-type]  # it has the methods that a consumer calls
            handlers={models.EntrySignalEvent: seen.handle},
            on_caught_up=seen.on_caught_up,
            on_behind=seen.on_behind,
            on_lost=seen.on_lost,
        )
        consumer.attach()
        return cls(desk, hub, seen, consumer)


@pytest.fixture
def stage(desk: Any) -> Stage:
    return Stage.of(desk)


async def test_without_a_cursor_it_begins_at_the_end_of_the_log(stage: Stage, make: Any) -> None:
    stage.hub.log = [make.signal(3)]
    await stage.hub.connect()
    assert stage.seen.events == []
    assert stage.desk.context.store.cursor() == 3
    assert stage.hub.calls == ["latest", "page 3", "subscribe", "page 3"]
    assert stage.seen.caught_up == 1


async def test_history_is_read_from_the_cursor_to_the_last_page_and_handled_in_order(
    stage: Stage, make: Any
) -> None:
    stage.desk.context.store.save_cursor(1)
    stage.hub.log = [make.signal(number) for number in (1, 2, 4, 5, 9, 11)]
    await stage.hub.connect()
    assert stage.seen.events == [2, 4, 5, 9, 11]
    assert stage.hub.calls == ["latest", "page 1", "page 4", "page 9", "subscribe", "page 11"]
    assert stage.desk.context.store.cursor() == 11
    assert [line["event_seq_id"] for line in stage.desk.said("handled")] == stage.seen.events


async def test_what_falls_between_the_last_page_and_the_subscription_is_read_too(
    stage: Stage, make: Any
) -> None:
    stage.desk.context.store.save_cursor(0)
    stage.hub.before["subscribe"] = lambda: stage.hub.log.append(make.signal(1))
    await stage.hub.connect()
    assert stage.seen.events == [1]


async def test_callbacks_during_a_replay_wait_and_do_not_move_the_cursor(
    stage: Stage, make: Any
) -> None:
    stage.desk.context.store.save_cursor(0)
    stage.hub.log = [make.signal(1), make.signal(2)]

    def push() -> None:
        stage.hub.push(make.signal(4))
        stage.hub.push(make.signal(3))
        assert stage.desk.context.store.cursor() == 0

    stage.hub.before["page 0"] = push
    await stage.hub.connect()
    assert stage.seen.events == [1, 2, 3, 4]
    assert stage.desk.context.store.cursor() == 4


async def test_an_event_that_comes_twice_is_handled_once_also_after_a_restart(
    stage: Stage, make: Any
) -> None:
    stage.desk.context.store.save_cursor(0)
    stage.hub.log = [make.signal(1)]
    await stage.hub.connect()
    stage.hub.push(make.signal(1))
    stage.hub.push(make.signal(2))
    stage.hub.push(make.signal(2))
    again = stage.desk.after_kill()
    assert again.is_handled(str(UUID(int=2)))
    assert stage.seen.events == [1, 2]
    again.close()


async def test_a_cursor_ahead_of_the_log_is_reset_and_later_events_are_handled(
    stage: Stage, make: Any
) -> None:
    stage.desk.context.store.save_cursor(50)
    on = models.SignalState.On
    stage.desk.context.store.save_signal(101, "ML1001", Signal(state=on, event_seq_id=50))
    stage.hub.log = [make.signal(3)]
    await stage.hub.connect()
    assert stage.desk.context.store.cursor() == 3
    stage.hub.push(make.signal(4))
    assert stage.seen.events == [4]
    assert len(stage.desk.said("surfaced")) == 1


async def test_a_missing_number_is_looked_for_in_the_history(stage: Stage, make: Any) -> None:
    await stage.hub.connect()
    stage.hub.log = [make.signal(1), make.signal(2)]
    stage.hub.push(make.signal(2))
    assert stage.seen.events == []
    assert stage.consumer._closing_gap is not None
    await stage.consumer._closing_gap
    assert stage.seen.events == [1, 2]
    stage.hub.push(make.signal(3))
    assert stage.seen.events == [1, 2, 3]


async def test_a_number_that_does_not_exist_is_not_waited_for(stage: Stage, make: Any) -> None:
    await stage.hub.connect()
    stage.hub.log = [make.signal(7)]
    stage.hub.push(make.signal(7))
    assert stage.consumer._closing_gap is not None
    await stage.consumer._closing_gap
    assert stage.seen.events == [7]


async def test_an_overtaken_state_of_a_signal_is_not_handled(stage: Stage, make: Any) -> None:
    off = models.SignalState.Off
    await stage.hub.connect()
    stage.desk.context.store.save_signal(101, "ML1001", Signal(state=off, event_seq_id=9))
    stage.hub.push(make.signal(0, event_id=77))
    assert stage.seen.events == []


async def test_a_handler_that_fails_for_good_leaves_a_dead_letter_and_the_next_event_is_handled(
    stage: Stage, make: Any
) -> None:
    stage.seen.fails = [1]
    await stage.hub.connect()
    stage.hub.push(make.signal(1))
    stage.hub.push(make.signal(2))
    assert stage.seen.events == [2]
    dead = [(str(UUID(int=1)), "ValueError: a bug in a handler")]
    assert stage.desk.context.store.dead_letters() == dead
    assert stage.desk.context.store.cursor() == 2
    assert len(stage.desk.said("surfaced")) == 1


async def test_a_handler_that_fails_once_is_tried_again(desk: Any, make: Any) -> None:
    class Once(Consumer):
        failed = False

        def handle(self, event: models.Event) -> None:
            if not self.failed:
                self.failed = True
                raise ValueError("at first")
            super().handle(event)

    stage = Stage.of(desk, Once)
    await stage.hub.connect()
    stage.hub.push(make.signal(1))
    assert stage.seen.events == [1]
    assert desk.context.store.dead_letters() == []


async def test_a_kill_between_handling_and_saving_leaves_the_event_ahead_of_the_cursor(
    desk: Any, make: Any
) -> None:
    class Killed(Consumer):
        def save_cursor(self, event: models.Event) -> None:
            super().save_cursor(event)
            raise KeyboardInterrupt

    desk.context.store.save_cursor(0)
    stage = Stage.of(desk, Killed)
    stage.hub.log = [make.signal(1)]
    with pytest.raises(KeyboardInterrupt):
        await stage.hub.connect()
    again = desk.after_kill()
    assert again.cursor() == 0
    assert not again.is_handled(str(UUID(int=1)))
    again.close()
    assert desk.said("handled") == []


async def test_a_store_that_fails_costs_the_connection_and_not_the_event(
    desk: Any, make: Any
) -> None:
    class Full(Consumer):
        is_full = True

        def handle_then_save(self, event: models.Event) -> None:
            if self.is_full:
                raise sqlite3.OperationalError("database or disk is full")
            super().handle_then_save(event)

    stage = Stage.of(desk, Full)
    await stage.hub.connect()
    stage.hub.log = [make.signal(1)]
    stage.hub.push(make.signal(1))
    assert stage.hub.dropped == ["the store fails"]
    stage.consumer.is_full = False  # type: ignore[attr-defined]  # there is room again
    stage.consumer.suspend()
    await stage.hub.connect()
    assert stage.seen.events == [1]


async def test_what_waits_for_a_lost_connection_comes_again_from_the_history(
    stage: Stage, make: Any
) -> None:
    stage.hub.push(make.signal(8))
    stage.consumer.suspend()
    await stage.hub.connect()
    assert stage.seen.events == []


async def test_more_callbacks_than_may_wait_are_read_from_the_history(
    stage: Stage, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUFFER_MAX", 1)
    stage.desk.context.store.save_cursor(0)

    def flood() -> None:
        stage.hub.log = [make.signal(1), make.signal(2)]
        stage.hub.push(make.signal(1))
        stage.hub.push(make.signal(2))

    def flood_late() -> None:
        stage.hub.before["page 0"] = flood

    stage.hub.before["subscribe"] = flood_late
    await stage.hub.connect()
    if stage.consumer._closing_gap is not None:
        await stage.consumer._closing_gap
    assert stage.seen.events == [1, 2]


async def test_failed_strategies_are_surfaced(stage: Stage) -> None:
    stage.hub.failed = [103]
    await stage.hub.connect()
    (line,) = stage.desk.said("surfaced")
    assert line["reason"] == "strategy 103 could not be subscribed to"


async def test_an_event_without_an_id_is_told_by_its_number(stage: Stage) -> None:
    await stage.hub.connect()
    bare = models.EntrySignalEvent(
        EventSeqId=1,
        EventTime=AT,
        State=models.SignalState.On,
        StrategyId=101,
        StrategyName="condor",
        BrokerAccountId="ML1001",
    )
    stage.hub.push(bare)
    stage.hub.push(bare)
    assert stage.seen.events == [1]


async def test_a_cursor_whose_events_are_forgotten_is_given_up_durably_and_made_up_for_anew(
    stage: Stage, make: Any
) -> None:
    store = stage.desk.context.store
    store.save_cursor(1)
    stage.hub.log = [make.signal(number) for number in (1, 2, 5, 6)]
    stage.hub.forgotten_up_to = 5
    with pytest.raises(MesoLiveApiException):
        await stage.hub.connect()
    assert stage.hub.calls == ["latest", "page 1", "latest"]
    assert (stage.seen.told, stage.seen.caught_up) == ([], 0)
    again = stage.desk.after_kill()
    assert again.cursor() == 6
    assert again.losses.open() is not None
    again.close()
    stage.consumer.suspend()
    stage.hub.push(make.signal(2))
    stage.hub.calls.clear()
    stage.hub.log.append(make.signal(7))
    await stage.hub.connect()
    assert stage.seen.told == [[2]], "what the new connection was told by itself"
    assert stage.hub.calls == ["latest", "page 6", "subscribe", "page 7"]
    assert stage.seen.events == [7, 2]


async def test_another_refusal_leaves_the_cursor_alone(stage: Stage, make: Any) -> None:
    def refuse() -> None:
        raise MesoLiveApiException(models.StatusCode.NotFound)

    stage.desk.context.store.save_cursor(1)
    stage.hub.log = [make.signal(2)]
    stage.hub.before["page 1"] = refuse
    with pytest.raises(MesoLiveApiException):
        await stage.hub.connect()
    assert stage.desk.context.store.cursor() == 1
    assert stage.desk.context.store.losses.open() is None


async def test_a_gap_whose_events_are_forgotten_costs_the_connection(
    stage: Stage, make: Any
) -> None:
    await stage.hub.connect()
    stage.hub.log = [make.signal(9)]
    stage.hub.forgotten_up_to = 8
    stage.hub.push(make.signal(9))
    assert stage.consumer._closing_gap is not None
    await stage.consumer._closing_gap
    assert len(stage.hub.dropped) == 1
    assert stage.desk.context.store.losses.open() is not None
    assert stage.seen.events == []
