"""Faults on a connection mean the same whatever carries it: its streams, polls and posts."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from hubproof.contract.mesolive.dialect import OURS
from hubproof.harness.conformance.wire import ask
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
PHASES = {
    "received": ([], False),
    "committed": (["Processing", "Completed"], False),
    "answered": (["Processing", "Completed"], True),
}


def gone(entries: Sequence[Any]) -> list[tuple[str, str]]:
    return [
        (e.hub, e.reason)
        for e in entries
        if isinstance(e, lines.Disconnected) and e.reason != "stopped"
    ]


def records(entries: Sequence[Any]) -> list[str]:
    return [e.status for e in entries if isinstance(e, facts.RecordChanged)]


async def posts(speaker: Any) -> bool:
    """Call; whether what brought the call was answered itself, as a post is."""
    try:
        await speaker.begin(START, ENTRY)
    except OSError:
        return False
    return True


async def status(speaker: Any) -> int:
    """What the next request that belongs to this connection is answered with."""
    headers = {"Authorization": "Bearer the-key-of-this-test"}
    if speaker.transport == "ServerSentEvents":
        headers["Accept"] = "text/event-stream"
    path = f"{speaker.path}?id={speaker.token}"
    reply = await ask(speaker.server, "GET", path, headers=headers)
    await reply.body()
    return reply.status


@pytest.mark.parametrize("phase", PHASES)
def test_a_cut_at_each_phase(perform: Any, speak: Any, pair: Any, phase: str) -> None:
    """What became of the call, whether it was told, and that the connection is no more."""
    states, is_told = PHASES[phase]

    async def act(stage: Any) -> None:
        control = await speak(stage, "control", *pair)
        stage.simulator.begin_storm()
        is_posted = await posts(control)
        assert is_posted is (is_told or control.transport == "WebSockets")
        await control.until(lambda: bool(control.ends), 10)
        assert [one["type"] for one in control.heard] == [3] * is_told
        assert control.ends != ["the end (204)"], "a cut is no good end"
        if control.transport != "WebSockets":  # one lingers until its socket has ended
            assert await status(control) == 404
        back = await speak(stage, "control", *pair)
        await back.ask("ListAgents", {})
        await asyncio.sleep(30)

    entries = perform(act, faults=[Cut(hub="control", method=START, ordinal=1, phase=phase)])
    assert gone(entries)[0] == ("control", "cut")
    assert records(entries) == states
    (fired,) = [e for e in entries if isinstance(e, lines.FaultFired)]
    assert (fired.name, fired.phase) == ("cut", phase)


@pytest.mark.parametrize("phase", ["committed", "answered"])
def test_a_cut_at_an_event(perform: Any, speak: Any, pair: Any, phase: str) -> None:
    async def act(stage: Any) -> None:
        event = await speak(stage, "event", *pair)
        await event.ask("SubscribeToStrategies", {"Strategies": None})
        stage.simulator.begin_storm()
        stage.announce()
        await event.until(lambda: bool(event.ends))
        assert len(event.callbacks(SIGNAL)) == (phase == "answered")

    entries = perform(act, faults=[Cut(hub="event", method=SIGNAL, ordinal=1, phase=phase)])
    assert gone(entries) == [("event", "cut")]


def test_a_reset_ends_every_connection_and_tears_what_is_told(
    perform: Any, speak: Any, pair: Any
) -> None:
    async def act(stage: Any) -> None:
        event, control = await speak(stage, "event", *pair), await speak(stage, "control", *pair)
        await event.ask("SubscribeToStrategies", {"Strategies": None})
        stage.simulator.begin_storm()
        stage.announce()
        await event.until(lambda: bool(event.ends))
        await control.until(lambda: bool(control.ends))
        assert event.callbacks(SIGNAL) == []

    fault = NetworkReset(hub="event", method=SIGNAL, ordinal=1, phase="committed")
    entries = perform(act, faults=[fault])
    assert sorted(gone(entries)) == [("control", "reset"), ("event", "reset")]


def test_nothing_passes_while_a_connection_is_stalled_and_then_it_does(
    perform: Any, speak: Any, pair: Any
) -> None:
    """What is said meanwhile waits, posts of the client's own included."""
    came: list[float] = []

    async def act(stage: Any) -> None:
        event = await speak(stage, "event", *pair)
        await event.ask("SubscribeToStrategies", {"Strategies": None})
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(1)
        asking = asyncio.create_task(event.ask("GetLatestEventSeqId", {}))
        await asyncio.sleep(8)
        assert event.callbacks(SIGNAL) == []
        assert not asking.done()
        began = stage.loop.time()
        await event.until(lambda: bool(event.callbacks(SIGNAL)))
        await asking
        came.append(stage.loop.time() - began)
        assert event.ends == []

    fault = NetworkStall(
        hub="event", method=SIGNAL, ordinal=1, phase="committed", for_s=10.0, everywhere=False
    )
    entries = perform(act, faults=[fault])
    assert 0.5 < came[0] < 2.0
    received = [e for e in entries if isinstance(e, lines.Received)]
    (healed,) = [e for e in entries if isinstance(e, lines.FaultHealed)]
    assert received[-1].at_us >= healed.at_us
    assert gone(entries) == []


@pytest.mark.parametrize("transport", ["ServerSentEvents", "LongPolling"])
def test_a_post_that_is_given_up_while_nothing_passes_is_no_matter(
    perform: Any, speak: Any, transport: str
) -> None:
    async def act(stage: Any) -> None:
        event = await speak(stage, "event", transport, "json")
        await event.ask("SubscribeToStrategies", {"Strategies": None})
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(1)
        asking = asyncio.create_task(event.begin("GetLatestEventSeqId", {}))
        await asyncio.sleep(1)
        asking.cancel()
        await asyncio.sleep(20)
        assert len(event.callbacks(SIGNAL)) == 1
        await event.ask("GetLatestEventSeqId", {})

    perform(
        act,
        faults=[NetworkStall(hub="event", method=SIGNAL, ordinal=1, phase="committed", for_s=10.0)],
    )


def test_a_connection_that_is_stalled_for_too_long_is_gone_when_it_heals(
    perform: Any, speak: Any, pair: Any
) -> None:
    async def act(stage: Any) -> None:
        event = await speak(stage, "event", *pair)
        await event.say_text('{"type":6}') if pair[1] == "json" else await event._send(
            b"\x02\x91\x06"
        )
        await event.ask("SubscribeToStrategies", {"Strategies": None})
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(59)
        assert event.ends == []
        await event.until(lambda: bool(event.ends))
        assert event.callbacks(SIGNAL) == []

    fault = NetworkStall(
        hub="event", method=SIGNAL, ordinal=1, phase="committed", for_s=60.0, everywhere=False
    )
    entries = perform(act, faults=[fault])
    assert gone(entries) == [("event", "timeout")]


@pytest.mark.parametrize("goodbye", [True, False])
def test_a_restart_is_met_over_every_transport(
    perform: Any, speak: Any, pair: Any, *, goodbye: bool
) -> None:
    async def act(stage: Any) -> None:
        control = await speak(stage, "control", *pair)
        await asyncio.sleep(1)  # a poll waits
        stage.simulator.begin_storm()
        await posts(control)
        await control.until(lambda: bool(control.ends))
        closes = [one for one in control.heard if one["type"] == 7]
        assert [one["allowReconnect"] for one in closes] == [True] * goodbye
        assert await status(control) == 503
        await asyncio.sleep(8)
        assert await status(control) == 404

    fault = HubRestart(
        hub="control", method=START, ordinal=1, phase="received", down_for_s=8.0, goodbye=goodbye
    )
    entries = perform(act, faults=[fault])
    assert gone(entries) == [("control", "restart")]


@pytest.mark.parametrize("phase", PHASES)
def test_a_stream_of_events_that_is_cut_has_no_end(perform: Any, speak: Any, phase: str) -> None:
    """Its last chunk never comes, so that no client can take the cut for a farewell."""

    async def act(stage: Any) -> None:
        control = await speak(stage, "control", "ServerSentEvents", "json")
        stage.simulator.begin_storm()
        raw: list[bytes] = []
        reader = control.carrier._reply.reader
        read = reader.readline

        async def note() -> bytes:
            line: bytes = await read()
            raw.append(line)
            return line

        reader.readline = note
        await posts(control)
        await control.until(lambda: bool(control.ends), 10)
        assert b"0\r\n" not in raw

    perform(act, faults=[Cut(hub="control", method=START, ordinal=1, phase=phase)])
