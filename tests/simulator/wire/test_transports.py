"""The three hubs over every transport, in every encoding: the same hubs, and the same journal."""

import asyncio
import json
from typing import Any

import pytest

from hubproof.harness.conformance.wire import Server, ask
from hubproof.simulator import journal as lines
from hubproof.simulator.hubs.forms import Forms

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
ALL = ["WebSockets", "ServerSentEvents", "LongPolling"]


def field(told: dict[str, Any], name: str) -> Any:
    """A field in either casing."""
    return told[name] if name in told else told[name[0].lower() + name[1:]]


def test_each_hub_serves_over_each_transport(perform: Any, speak: Any, pair: Any) -> None:
    async def act(stage: Any) -> None:
        control = await speak(stage, "control", *pair)
        event = await speak(stage, "event", *pair)
        data = await speak(stage, "data", *pair)
        assert control.offered == ALL
        await event.ask("SubscribeToStrategies", {"Strategies": None})
        stream = await data.begin("StreamUnderlyingData", QUOTES, kind=4)
        job = field(await control.ask("StartPreparePositionEntry", ENTRY), "Data")
        assert field(job, "JobId")
        stage.announce()
        await event.until(lambda: bool(event.callbacks("OnPositionEntryPreparationCompleted")))
        (signal,) = event.callbacks("OnEntrySignal")
        page = await event.ask("GetEventsSince", {"SinceEventSeqId": 0})
        envelopes = field(field(page, "Data"), "Events")
        assert field(envelopes[0], "EntrySignal") == signal
        await data.until(lambda: len(data.items(stream)) > 3)
        assert control.ends == event.ends == data.ends == []
        for one in (control, event, data):
            one.leave()
        await asyncio.sleep(20)

    entries = perform(act)
    opened = [e for e in entries if isinstance(e, lines.Connected)]
    assert {(e.transport, e.encoding) for e in opened} == {pair}
    gone = [e.reason for e in entries if isinstance(e, lines.Disconnected)]
    assert gone == ["lost"] * 3
    assert [e.reason for e in entries if isinstance(e, lines.StreamEnded)] == ["disconnected"]


def test_no_transport_is_open_to_who_shows_no_key(perform: Any, speak: Any) -> None:
    async def act(stage: Any) -> None:
        host, port = stage.origin.removeprefix("http://").split(":")
        server, hub = Server(host, int(port)), "/hubs/control/v1"
        known = await speak(stage, "control", "LongPolling", "json")
        asked = [
            ("POST", f"{hub}/negotiate?negotiateVersion=1", {}),
            ("GET", f"{hub}?id={known.token}", {}),
            ("GET", f"{hub}?id={known.token}", {"Accept": "text/event-stream"}),
            ("POST", f"{hub}?id={known.token}", {}),
            ("DELETE", f"{hub}?id={known.token}", {}),
        ]
        for method, path, headers in asked:
            for key in ({}, {"Authorization": "Bearer another"}):
                reply = await ask(server, method, path, headers={**headers, **key})
                assert reply.status == 401, (method, headers)
                await reply.body()
        (strategy, *_) = field(field(await known.ask("ListStrategies", {}), "Data"), "Strategies")
        assert strategy

    entries = perform(act)
    assert len([e for e in entries if isinstance(e, lines.Connected)]) == 1


@pytest.mark.parametrize("transport", ["ServerSentEvents", "LongPolling"])
def test_a_key_in_the_query_opens_every_transport(perform: Any, transport: str) -> None:
    """Browsers cannot set headers on a stream of events."""

    async def act(stage: Any) -> None:
        host, port = stage.origin.removeprefix("http://").split(":")
        server, hub = Server(host, int(port)), "/hubs/control/v1"
        path = f"{hub}/negotiate?negotiateVersion=1&access_token={stage.key}"
        reply = await ask(server, "POST", path)
        token = json.loads(await reply.body())["connectionToken"]
        accept = {"Accept": "text/event-stream"} if transport == "ServerSentEvents" else {}
        path = f"{hub}?id={token}&access_token={stage.key}"
        reply = await ask(server, "GET", path, headers=accept)
        assert reply.status == 200
        reply.writer.close()

    perform(act)


def test_an_event_to_many_is_written_once_for_each_encoding(
    perform: Any, speak: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    right = Forms.invocation

    def noted(self: Forms, connection: Any, event: Any) -> bytes:
        written.append(connection.protocol.name)
        return right(self, connection, event)

    async def act(stage: Any) -> None:
        pairs = [("WebSockets", "json"), ("LongPolling", "json"), ("WebSockets", "messagepack")]
        hearers = [await speak(stage, "event", *pair) for pair in pairs]
        for one in hearers:
            await one.ask("SubscribeToStrategies", {"Strategies": None})
        monkeypatch.setattr(Forms, "invocation", noted)
        stage.announce()
        for one in hearers:
            await one.until(lambda one=one: bool(one.callbacks("OnEntrySignal")))

    perform(act)
    assert sorted(written) == ["json", "messagepack"]
