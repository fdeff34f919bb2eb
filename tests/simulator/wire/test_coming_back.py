"""Connections that can come back: what a fault does to their sockets, and what is told after it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest

from hubproof.contract.mesolive.dialect import OURS
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.hub_restart import HubRestart
from hubproof.simulator.faults.network_reset import NetworkReset
from hubproof.simulator.faults.network_stall import NetworkStall
from hubproof.simulator.world import facts

pytestmark = pytest.mark.parametrize("dialect", [OURS], ids=str)  # it changes nothing here

START, SIGNAL = "StartPreparePositionEntry", "OnEntrySignal"
ENTRY = {
    "IdempotencyKey": "k",
    "PositionName": "entry",
    "StrategyId": 101,
    "BrokerAccountId": "ML1001",
    "LegSelectionConstraint": "UniqueInPosition",
    "Underlying": {"Symbol": "SPX"},
    "DataProvider": None,
}
QUOTES = {"Symbol": "SPX", "Provider": "InteractiveBrokers"}


@pytest.fixture(params=["json", "messagepack"])
def encoding(request: pytest.FixtureRequest) -> str:
    """What is spoken."""
    return str(request.param)


def presence(entries: Sequence[Any]) -> list[tuple[str, str]]:
    kinds = (lines.Connected, lines.Away, lines.Back, lines.Disconnected)
    return [
        (type(e).__name__, e.reason if isinstance(e, lines.Disconnected) else e.hub)
        for e in entries
        if isinstance(e, kinds)
    ]


@pytest.mark.parametrize("phase", ["received", "committed", "answered"])
def test_a_call_whose_socket_is_cut_is_answered_once_on_the_return(
    perform: Any, speak: Any, encoding: str, phase: str
) -> None:
    async def act(stage: Any) -> None:
        control = await speak(stage, "control", encoding=encoding, is_stateful=True)
        stage.simulator.begin_storm()
        number = await control.begin(START, ENTRY)
        await control.until(lambda: bool(control.ends))
        told = len(control.heard)
        assert told == (phase == "answered")
        await asyncio.sleep(3)
        assert await control.come_back() == 101
        await control.completion(number)
        (record,) = [await control.ask("GetIdempotencyRecord", {"IdempotencyKey": "k"})]
        assert record["Data"]["JobId"]
        assert [one["type"] for one in control.heard] == [3] * told + [9] + [3] * (2 - told)

    fault = Cut(hub="control", method=START, ordinal=1, phase=phase)
    entries = perform(act, faults=[fault])
    assert presence(entries) == [
        ("Connected", "control"),
        ("Away", "control"),
        ("Back", "control"),
        ("Disconnected", "stopped"),
    ]
    assert [e.fault for e in entries if isinstance(e, lines.FaultFired)] == [0]
    changed = [e.status for e in entries if isinstance(e, facts.RecordChanged)]
    assert changed[:1] == ["Processing"]


@pytest.mark.parametrize("phase", ["committed", "answered"])
@pytest.mark.parametrize("kind", [Cut, NetworkReset])
def test_an_event_is_told_once_and_the_subscription_lives_on(
    perform: Any, speak: Any, encoding: str, phase: str, kind: Any
) -> None:
    async def act(stage: Any) -> None:
        event = await speak(stage, "event", encoding=encoding, is_stateful=True)
        await event.ask("SubscribeToStrategies", {"Strategies": None})
        stage.simulator.begin_storm()
        stage.announce()
        await event.until(lambda: bool(event.ends))
        assert await event.come_back() == 101
        await event.until(lambda: bool(event.callbacks(SIGNAL)))
        stage.announce(102)
        await event.until(lambda: len(event.callbacks(SIGNAL)) == 2)
        await asyncio.sleep(1)
        told = [one["EventSeqId"] for one in event.callbacks(SIGNAL)]
        assert told == sorted(set(told))

    fault = kind(hub="event", method=SIGNAL, ordinal=1, phase=phase)
    entries = perform(act, faults=[fault])
    assert [kind for kind, _ in presence(entries)][1:3] == ["Away", "Back"]


def test_who_does_not_come_back_is_given_up_and_then_unknown(perform: Any, speak: Any) -> None:
    async def act(stage: Any) -> None:
        event = await speak(stage, "event", is_stateful=True)
        event.leave()
        await asyncio.sleep(14)
        assert len(stage.lines(lines.Disconnected)) == 0
        await asyncio.sleep(2)
        assert await event.come_back() == 404

    entries = perform(act)
    assert presence(entries) == [
        ("Connected", "event"),
        ("Away", "event"),
        ("Disconnected", "lost"),
    ]


def test_a_stream_is_silent_while_its_reader_is_away_and_goes_on_with_the_newest(
    perform: Any, speak: Any
) -> None:
    async def act(stage: Any) -> None:
        data = await speak(stage, "data", is_stateful=True)
        stream = await data.begin("StreamUnderlyingData", QUOTES, kind=4)
        await data.until(lambda: len(data.items(stream)) > 1)
        data.leave()
        await asyncio.sleep(10)
        before = len(data.items(stream))
        quoted = len(stage.lines(lines.Quoted))
        assert quoted - before <= 1
        assert await data.come_back() == 101
        await data.until(lambda: len(data.items(stream)) > before + 2)

    perform(act)


def test_a_restart_ends_what_could_have_come_back(perform: Any, speak: Any) -> None:
    async def act(stage: Any) -> None:
        control = await speak(stage, "control", is_stateful=True)
        stage.simulator.begin_storm()
        await control.begin(START, ENTRY)
        await control.until(lambda: bool(control.ends))
        assert await control.come_back() == 503
        await asyncio.sleep(9)
        assert await control.come_back() == 404

    fault = HubRestart(
        hub="control", method=START, ordinal=1, phase="received", down_for_s=8.0, goodbye=False
    )
    assert ("Disconnected", "restart") in presence(perform(act, faults=[fault]))


def test_a_stalled_socket_is_left_for_another_one(perform: Any, speak: Any) -> None:
    """What was held back on the old socket is told on the new one, and once."""

    async def act(stage: Any) -> None:
        event = await speak(stage, "event", is_stateful=True)
        await event.ask("SubscribeToStrategies", {"Strategies": None})
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(5)
        assert event.callbacks(SIGNAL) == []
        assert await event.come_back() == 101
        await event.until(lambda: bool(event.callbacks(SIGNAL)))
        await asyncio.sleep(30)
        assert len(event.callbacks(SIGNAL)) == 1

    fault = NetworkStall(hub="event", method=SIGNAL, ordinal=1, phase="committed", for_s=20.0)
    entries = perform(act, faults=[fault])
    assert [kind for kind, _ in presence(entries)][1:3] == ["Away", "Back"]


@pytest.mark.parametrize("transport", ["ServerSentEvents", "LongPolling"])
def test_only_a_websocket_can_be_come_back_to(perform: Any, speak: Any, transport: str) -> None:
    """Whatever was negotiated: a cut is an end there."""

    async def act(stage: Any) -> None:
        control = await speak(stage, "control", transport, "json", is_stateful=True)
        stage.simulator.begin_storm()
        with suppress(OSError):
            await control.begin(START, ENTRY)
        await control.until(lambda: bool(control.ends))

    entries = perform(act, faults=[Cut(hub="control", method=START, ordinal=1, phase="committed")])
    assert presence(entries)[:2] == [("Connected", "control"), ("Disconnected", "cut")]


@pytest.mark.parametrize("kind", [Cut, NetworkReset, NetworkStall])
def test_who_is_away_already_is_not_struck_again(perform: Any, speak: Any, kind: Any) -> None:
    """What was to come back in 15 s comes back in 15 s, and nothing is told twice."""
    fault = (
        NetworkStall(hub="event", method=SIGNAL, ordinal=1, phase="committed", for_s=5.0)
        if kind is NetworkStall
        else kind(hub="event", method=SIGNAL, ordinal=1, phase="committed")
    )

    async def act(stage: Any) -> None:
        event = await speak(stage, "event", is_stateful=True)
        await event.ask("SubscribeToStrategies", {"Strategies": None})
        event.leave()
        await asyncio.sleep(1)
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(12)
        assert await event.come_back() == 101
        await event.until(lambda: bool(event.callbacks(SIGNAL)))
        await asyncio.sleep(6)
        assert len(event.callbacks(SIGNAL)) == 1

    entries = perform(act, faults=[fault])
    assert [what for what, _ in presence(entries)][:3] == ["Connected", "Away", "Back"]
