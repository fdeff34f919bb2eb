"""Defects of recorded servers, as a client of the three hubs meets them."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import CallTimeout
from hubproof.contract.mesolive.dialect import OURS
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.close_with_error import CloseWithError
from hubproof.simulator.faults.keep_half_message import KeepHalfMessage
from hubproof.simulator.faults.stop_reading import StopReading

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


def fired(entries: Sequence[Any]) -> list[tuple[str, str]]:
    return [(e.name, e.phase) for e in entries if isinstance(e, lines.FaultFired)]


def gone(entries: Sequence[Any]) -> list[str]:
    return [e.reason for e in entries if isinstance(e, lines.Disconnected)]


@pytest.mark.parametrize("phase", ["received", "committed", "answered"])
def test_a_connection_that_is_not_read_answers_nothing_and_pings_on(
    perform: Any, speak: Any, pair: Any, phase: str
) -> None:
    async def act(stage: Any) -> None:
        control = await speak(stage, "control", *pair)
        stage.simulator.begin_storm()
        first = await control.begin(START, ENTRY)
        await asyncio.sleep(1)
        assert bool(control.heard) == (phase != "received")
        second = await control.begin("ListAgents", {})
        await asyncio.sleep(120)
        assert control.ends == []  # whatever a client time-out would have done
        assert {one["invocationId"] for one in control.heard} <= {first}
        assert second != first
        again = await speak(stage, "control", *pair)
        await again.ask("ListAgents", {})
        stage.simulator.stop_faults()
        await control.until(lambda: bool(control.ends))

    fault = StopReading(hub="control", method=START, ordinal=1, phase=phase)
    entries = perform(act, faults=[fault])
    assert fired(entries) == [("stop_reading", phase)]
    received = [e.method for e in entries if isinstance(e, lines.Received)]
    assert received == [START, "ListAgents"]
    assert gone(entries)[0] == "cut"
    assert [e.name for e in entries if isinstance(e, lines.FaultHealed)] == ["stop_reading"]


def test_a_connection_that_is_not_read_still_tells_events(perform: Any, speak: Any) -> None:
    async def act(stage: Any) -> None:
        event = await speak(stage, "event")
        await event.ask("SubscribeToStrategies", {"Strategies": None})
        await event._send(b"\x02\x91\x06")  # a ping: silence means something from now on
        stage.simulator.begin_storm()
        for strategy in (101, 102):
            stage.announce(strategy)
            await asyncio.sleep(60)
        assert len(event.callbacks(SIGNAL)) == 2
        event.leave()
        await asyncio.sleep(1)

    fault = StopReading(hub="event", method=SIGNAL, ordinal=1, phase="answered")
    entries = perform(act, faults=[fault])
    assert gone(entries) == ["lost"]
    assert [e.name for e in entries if isinstance(e, lines.FaultHealed)] == ["stop_reading"]


def test_the_reference_client_leaves_a_connection_that_answers_nothing(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        stage.simulator.begin_storm()
        await control.start_prepare_position_entry(stage.entry("k"))
        for _ in range(2):
            with pytest.raises(CallTimeout):
                await control.list_agents(models.ListAgentsArgs())
        await asyncio.sleep(2)
        assert (await control.list_agents(models.ListAgentsArgs())).Agents

    fault = StopReading(hub="control", method=START, ordinal=1, phase="answered")
    entries = perform(act, faults=[fault])
    assert [e.name for e in entries if isinstance(e, lines.FaultHealed)] == ["stop_reading"]


@pytest.mark.parametrize("encoding", ["json", "messagepack"])
@pytest.mark.parametrize("phase", ["received", "committed", "answered"])
def test_half_a_message_ends_the_connection_that_comes_back(
    perform: Any, speak: Any, encoding: str, phase: str
) -> None:
    async def act(stage: Any) -> None:
        control = await speak(stage, "control", encoding=encoding, is_stateful=True)
        stage.simulator.begin_storm()
        await control.begin(START, ENTRY)
        await control.until(lambda: bool(control.ends))
        assert await control.come_back() == 101
        await control.until(lambda: len(control.ends) > 1)
        close = control.heard[-1]
        assert close["type"] == 7
        assert close["error"] == "Connection closed with an error."
        again = await speak(stage, "control", encoding=encoding, is_stateful=True)
        response = await again.ask("GetIdempotencyRecord", {"IdempotencyKey": "k"})
        assert response["Data"] is not None

    fault = KeepHalfMessage(hub="control", method=START, ordinal=1, phase=phase)
    entries = perform(act, faults=[fault])
    assert fired(entries) == [("keep_half_message", phase)]


def test_who_cannot_come_back_meets_no_half_message(perform: Any, speak: Any) -> None:
    async def act(stage: Any) -> None:
        control = await speak(stage, "control")
        stage.simulator.begin_storm()
        await control.ask(START, ENTRY)
        assert control.ends == []

    fault = KeepHalfMessage(hub="control", method=START, ordinal=1, phase="answered")
    assert fired(perform(act, faults=[fault])) == []


@pytest.mark.parametrize("phase", ["received", "committed", "answered"])
def test_a_connection_is_closed_with_an_error_and_may_come_again(
    perform: Any, speak: Any, pair: Any, phase: str
) -> None:
    async def act(stage: Any) -> None:
        control = await speak(stage, "control", *pair)
        stage.simulator.begin_storm()
        await control.begin(START, ENTRY)
        await control.until(lambda: bool(control.ends))
        told = [one["type"] for one in control.heard]
        assert told == ([3, 7] if phase == "answered" else [7])
        assert control.heard[-1]["error"] == "Connection closed with an error."
        assert control.heard[-1]["allowReconnect"] is True

    fault = CloseWithError(hub="control", method=START, ordinal=1, phase=phase)
    entries = perform(act, faults=[fault])
    assert fired(entries) == [("close_with_error", phase)]
    applied = any(isinstance(e, lines.Applied) for e in entries)
    assert applied == (phase != "received")


def test_the_reference_client_comes_back_after_a_close_with_an_error(perform: Any) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        event = await stage.event(heard, subscribe=True)
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(10)
        assert event.state.name == "CONNECTED"

    fault = CloseWithError(hub="event", method=SIGNAL, ordinal=1, phase="answered")
    entries = perform(act, faults=[fault])
    assert {one.EventSeqId for one in heard} == {1}
    assert len([e for e in entries if isinstance(e, lines.Connected)]) == 2
