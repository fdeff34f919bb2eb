"""The Event hub as a client meets it: every callback, every envelope, who hears what and when."""

import asyncio
import types
import typing
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import msgspec
import pytest

from hubproof.client.sdk import MesoLiveEventHubClient, models
from hubproof.contract.mesolive.callbacks import CALLBACKS
from hubproof.simulator.world.commands import Announce, SetError
from hubproof.simulator.world.turn import Turn

AT = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
PLAIN: dict[object, object] = {
    str: "text",
    int: 1,
    bool: True,
    Decimal: Decimal("1.10"),
    datetime: AT,
    UUID: UUID(int=7),
}


def least(annotation: Any) -> Any:
    """The least value that an annotation of the contract allows."""
    if annotation in PLAIN:
        return PLAIN[annotation]
    arguments = typing.get_args(annotation)
    if types.NoneType in arguments:
        return None
    if arguments:
        return typing.get_origin(annotation)()
    if issubclass(annotation, Enum):
        return next(iter(annotation))
    if issubclass(annotation, models.JsonElement):
        return annotation.from_json({})
    fields = msgspec.structs.fields(annotation)
    return annotation(**{one.name: least(one.type) for one in fields if one.required})


@pytest.mark.parametrize("callback", CALLBACKS)
def test_every_callback_is_heard_and_read_in_its_envelope_as_one_and_the_same_event(
    perform: Any, callback: str
) -> None:
    entry = CALLBACKS[callback]
    heard: list[Any] = []
    pages: list[models.GetEventsSinceResult] = []

    async def act(stage: Any) -> None:
        client = MesoLiveEventHubClient(stage.origin, stage.key, **stage._options())
        getattr(client, entry.registration)(heard.append)
        await stage.connected(client)
        await client.subscribe_to_strategies(models.SubscribeToStrategiesArgs())
        turn = Turn(stage.loop.now_us(), AT)
        stage.simulator._world._log.publish(turn, least(entry.payload), strategy_id=101)
        stage.simulator._carry_out(turn.effects())
        await asyncio.sleep(1)
        args = models.GetEventsSinceArgs(SinceEventSeqId=0)
        pages.append(await client.get_events_since(args))

    perform(act)
    [event] = heard
    [envelope] = pages[0].Events
    assert type(event) is entry.payload
    assert (envelope.Kind, event.EventSeqId) == (entry.kind, 1)
    filled = {kind.value: getattr(envelope, kind.value) for kind in models.MesoLiveEventKind}
    assert {name: one for name, one in filled.items() if one is not None} == {
        entry.envelope_field: event
    }


async def made(stage: Any, name: str) -> int:
    """A strategy that is made while the hubs serve; its id."""
    control = await stage.control()
    args = models.CreateStrategyArgs(
        CloneStrategyId=101, StrategyName=name, ActiveOnAccounts=["ML1001"]
    )
    strategy: models.LiveStrategy = await control.create_strategy(args)
    return strategy.Id


def subscribed(*ids: int) -> models.SubscribeToStrategiesArgs:
    return models.SubscribeToStrategiesArgs(Strategies=list(ids))


def test_a_strategy_that_is_made_later_is_heard_by_who_hears_all_and_by_nobody_else(
    perform: Any,
) -> None:
    everything: list[Any] = []
    by_name: list[Any] = []
    numbers: list[int] = []

    async def act(stage: Any) -> None:
        await stage.event(everything, subscribe=True)
        listener = await stage.event(by_name)
        joined = await listener.subscribe_to_strategies(subscribed(101, 105))
        assert (joined.SuccessfulStrategies, joined.FailedStrategies) == ([101], [105])
        numbers.append(await made(stage, "later"))
        stage.announce(numbers[0])
        await asyncio.sleep(1)
        joined = await listener.subscribe_to_strategies(subscribed(numbers[0]))
        assert joined.SuccessfulStrategies == numbers
        stage.announce(numbers[0], "Off")
        await asyncio.sleep(1)

    perform(act)
    assert numbers == [105]
    assert [event.State.value for event in everything] == ["On", "Off"]
    assert [event.State.value for event in by_name] == ["Off"]


def test_all_and_single_strategies_are_joined_and_left_independently_of_each_other(
    perform: Any,
) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        client = await stage.event(heard, subscribe=True)
        await client.subscribe_to_strategies(subscribed(102))
        stage.announce(102)
        await asyncio.sleep(0.1)
        assert [event.StrategyId for event in heard] == [102], "once, though joined twice"
        await client.unsubscribe_from_strategies(
            models.UnsubscribeFromStrategiesArgs(Strategies=None)
        )
        for strategy in (101, 102):
            stage.announce(strategy, again=True)
        await asyncio.sleep(0.1)
        assert [event.StrategyId for event in heard] == [102, 102]
        await client.unsubscribe_from_strategies(
            models.UnsubscribeFromStrategiesArgs(Strategies=[102])
        )
        stage.announce(102, again=True)
        await asyncio.sleep(0.1)

    perform(act)
    assert [event.StrategyId for event in heard] == [102, 102]


def test_active_signals_and_errors_are_told_to_a_new_connection_before_it_asks_for_anything(
    perform: Any,
) -> None:
    told: list[Any] = []

    async def act(stage: Any) -> None:
        apply = stage.simulator._apply
        for strategy in (101, 102):
            apply(Announce(strategy, "ML1001", models.SignalState.On))
            apply(SetError(strategy, models.ErrorState.Active))
        apply(Announce(101, "ML1001", models.SignalState.Off))
        apply(SetError(102, models.ErrorState.Cleared))
        client = MesoLiveEventHubClient(stage.origin, stage.key, **stage._options())
        client.on_entry_signal(told.append)
        client.on_error(told.append)
        await stage.connected(client)
        await asyncio.sleep(0.1)
        args = models.GetEventsSinceArgs(SinceEventSeqId=0)
        page = await client.get_events_since(args)
        logged = [models.payload_of(envelope) for envelope in page.Events]
        assert len(logged) == 6
        assert [*told] == [logged[2], logged[1]], "the events that began what is active"

    perform(act)
    assert [type(event).__name__ for event in told] == ["EntrySignalEvent", "ErrorEvent"]


def test_a_limit_beyond_the_cap_is_no_offence_and_a_cursor_ahead_of_the_log_finds_nothing(
    perform: Any,
) -> None:
    async def act(stage: Any) -> None:
        client = await stage.event()
        for _ in range(1001):
            stage.announce(again=True)
        await asyncio.sleep(0.1)
        page = await client.get_events_since(
            models.GetEventsSinceArgs(SinceEventSeqId=0, Limit=1_000_000)
        )
        assert len(page.Events) == 1000
        assert page.ContinuationToken is not None
        ahead = models.GetEventsSinceArgs(SinceEventSeqId=5_000)
        page = await client.get_events_since(ahead)
        assert (page.Events, page.ContinuationToken) == ([], None)
        assert (await client.get_latest_event_seq_id()).LatestEventSeqId == 1001

    perform(act)
