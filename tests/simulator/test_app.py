"""The simulator as a whole, without faults: who gets in, who hears what, what is written down."""

import asyncio
from typing import Any

import aiohttp
import msgspec
import pytest

from hubproof.client.sdk import MesoLiveControlHubClient, MesoLiveEventHubClient, models
from hubproof.client.sdk.exceptions import (
    AuthenticationFailed,
    ConnectionLost,
    MesoLiveApiException,
)
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.script import Appointment
from hubproof.simulator.world import facts
from hubproof.simulator.world.commands import Announce

On = models.SignalState.On


def subscribe_to(*strategies: int) -> models.SubscribeToStrategiesArgs:
    return models.SubscribeToStrategiesArgs(Strategies=list(strategies))


def kinds(entries: list[Any]) -> list[str]:
    return [msgspec.to_builtins(entry)["kind"] for entry in entries]


@pytest.mark.parametrize("hub", ["control", "event"])
def test_a_wrong_key_gets_401_and_leaves_no_trace(perform: Any, hub: str) -> None:
    statuses: list[int] = []

    async def act(stage: Any) -> None:
        url = f"{stage.origin}/hubs/{hub}/v1"
        async with aiohttp.ClientSession() as session:
            for headers in ({}, {"Authorization": "Bearer wrong"}):
                async with session.post(f"{url}/negotiate", headers=headers) as answer:
                    statuses.append(answer.status)
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(url, params={"access_token": "wrong"})
            statuses.append(refused.value.status)

    assert perform(act) == []
    assert statuses == [401, 401, 401]


@pytest.mark.parametrize("kind", [MesoLiveControlHubClient, MesoLiveEventHubClient])
def test_the_sdk_is_told_that_its_key_is_wrong(perform: Any, kind: Any) -> None:
    async def act(stage: Any) -> None:
        with pytest.raises(AuthenticationFailed):
            await stage.connected(kind(stage.origin, stage.key + "?"))

    assert perform(act) == []


@pytest.mark.parametrize("path", ["/", "/hubs/data/v2", "/hubs/control/v2", "/hubs/control"])
def test_a_path_that_is_no_hubs_gets_404_with_any_key(perform: Any, path: str) -> None:
    async def act(stage: Any) -> None:
        headers = {"Authorization": f"Bearer {stage.key}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            for url in (stage.origin + path, f"{stage.origin}{path.rstrip('/')}/negotiate"):
                async with session.post(url) as answer:
                    assert answer.status == 404

    assert perform(act) == []


def test_each_hub_counts_its_connections_from_one(perform: Any) -> None:
    async def act(stage: Any) -> None:
        first = await stage.control()
        await stage.event()
        await stage.control()
        await first.close()
        await stage.control()
        await stage.event()

    entries = perform(act)
    connected = [(e.hub, e.connection) for e in entries if isinstance(e, lines.Connected)]
    assert connected == [
        ("control", 1),
        ("event", 1),
        ("control", 2),
        ("control", 3),
        ("event", 2),
    ]
    left = [e for e in entries if isinstance(e, lines.Disconnected)]
    assert (left[0].hub, left[0].connection, left[0].reason) == ("control", 1, "client")


def test_the_state_that_is_active_is_pushed_before_anything_is_asked_for(perform: Any) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        for strategy, state in ((101, "On"), (102, "On"), (101, "Off"), (103, "On")):
            stage.announce(strategy, state)
        await asyncio.sleep(1)
        await stage.event(heard)
        await asyncio.sleep(1)

    entries = perform(act)
    assert [(event.StrategyId, event.State) for event in heard] == [(102, On), (103, On)]
    assert [event.EventSeqId for event in heard] == [2, 4]
    told = [e for e in entries if isinstance(e, lines.Connected | lines.Sent | lines.Received)]
    assert kinds(told) == ["connected", "sent", "sent"]
    assert [e.event_seq_id for e in told if isinstance(e, lines.Sent)] == [2, 4]


def test_who_did_not_subscribe_hears_nothing_live(perform: Any) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        await stage.event(heard)
        stage.announce()
        await asyncio.sleep(1)

    assert not [e for e in perform(act) if isinstance(e, lines.Sent)]
    assert heard == []


def test_an_event_goes_to_everyone_who_subscribed_to_its_strategy_and_once(perform: Any) -> None:
    every: list[Any] = []
    some: list[Any] = []

    async def act(stage: Any) -> None:
        one = await stage.event(every, subscribe=True)
        await one.subscribe_to_strategies(subscribe_to(101, 102))
        other = await stage.event(some)
        result = await other.subscribe_to_strategies(subscribe_to(102, 999))
        assert (result.SuccessfulStrategies, result.FailedStrategies) == ([102], [999])
        for strategy in (101, 102, 103):
            stage.announce(strategy)
        await asyncio.sleep(1)

    entries = perform(act)
    assert [event.StrategyId for event in every] == [101, 102, 103]
    assert [event.StrategyId for event in some] == [102]
    sent = [(e.connection, e.event_seq_id) for e in entries if isinstance(e, lines.Sent)]
    assert sent == [(1, 1), (1, 2), (2, 2), (1, 3)]


def test_who_unsubscribed_hears_no_more_and_its_neighbour_goes_on(perform: Any) -> None:
    first: list[Any] = []
    second: list[Any] = []

    async def act(stage: Any) -> None:
        leaver = await stage.event(first, subscribe=True)
        await stage.event(second, subscribe=True)
        stage.announce(101)
        await asyncio.sleep(1)
        await leaver.unsubscribe_from_strategies(models.UnsubscribeFromStrategiesArgs())
        stage.announce(102)
        await asyncio.sleep(1)

    perform(act)
    assert [event.StrategyId for event in first] == [101]
    assert [event.StrategyId for event in second] == [101, 102]


def test_a_subscription_dies_with_its_connection(perform: Any) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        client = await stage.event(heard, subscribe=True)
        client.drop("the test says so")
        await asyncio.sleep(5)
        assert list(stage.simulator._broadcast._listeners) == [2], "nothing of it is kept"
        stage.announce()
        await asyncio.sleep(1)

    entries = perform(act)
    assert [e.connection for e in entries if isinstance(e, lines.Connected)] == [1, 2]
    assert heard == []


def test_a_call_is_written_down_as_received_applied_its_facts_and_answered(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        await control.start_prepare_position_entry(stage.entry("k"))
        record = models.GetIdempotencyRecordArgs(IdempotencyKey="k")
        assert (await control.get_idempotency_record(record)).JobId == "job-1"

    entries = perform(act)
    assert kinds(entries) == [
        "connected",
        *("received", "applied", "record", "job", "answered"),
        *("received", "applied", "answered"),
        "disconnected",
    ]
    received, answered = entries[1], entries[5]
    assert (received.call, received.method, received.key) == (1, "StartPreparePositionEntry", "k")
    assert (received.hub, received.connection) == ("control", 1)
    assert received.args["BrokerAccountId"] == "ML1001"
    assert (answered.call, answered.status) == (1, "Success")
    assert answered.result == {"JobId": "job-1"}
    asked, told = entries[6], entries[8]
    assert (asked.call, asked.key) == (2, "k")
    assert told.result["Status"] == "Processing"


def test_a_refusal_by_the_world_is_an_answer_with_its_status_and_message(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        with pytest.raises(MesoLiveApiException) as refused:
            await control.get_account(models.GetAccountArgs(BrokerAccountId="X"))
        assert refused.value.status is models.StatusCode.NotFound

    (answered,) = [e for e in perform(act) if isinstance(e, lines.Answered)]
    assert (answered.status, answered.result) == ("NotFound", None)
    assert answered.message is not None
    assert "X" in answered.message


def test_money_is_written_down_as_the_text_that_was_sent(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        plan = await stage.prepared(control, "ML1001")
        await control.apply_paper_fills(stage.fills("fill", plan))

    (fill,) = [e for e in perform(act) if getattr(e, "method", "") == "ApplyPaperFills"]
    assert fill.args["Fills"] == [{"LegName": "put", "Price": "1.10"}]


def test_a_page_of_history_is_written_down_as_the_events_it_carried(perform: Any) -> None:
    async def act(stage: Any) -> None:
        for strategy in (101, 102, 103):
            stage.announce(strategy)
        await asyncio.sleep(1)
        event = await stage.event()
        page = await event.get_events_since(models.GetEventsSinceArgs(SinceEventSeqId=0))
        assert page.ContinuationToken
        latest = await event.get_latest_event_seq_id()
        assert latest.LatestEventSeqId == 3

    page, latest = [e for e in perform(act, page_size_max=2) if isinstance(e, lines.Answered)]
    assert page.event_seq_ids == (1, 2)
    assert page.result is not None
    assert page.result["ContinuationToken"]
    assert latest.result == {"LatestEventSeqId": 3}


def test_the_key_is_nowhere_in_the_journal(perform: Any) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        await stage.socket("event")
        event = await stage.event(subscribe=True)
        control = await stage.control()
        plan = await stage.prepared(control, "ML1001")
        with pytest.raises(ConnectionLost):
            await control.apply_paper_fills(stage.fills("fill", plan))
        await event.get_events_since(models.GetEventsSinceArgs(SinceEventSeqId=0))
        await asyncio.sleep(5)
        key.append(stage.key)

    key: list[str] = []
    cut = Cut(hub="control", method="ApplyPaperFills", ordinal=1, phase="committed")
    written = msgspec.json.encode(perform(act, faults=[cut])).decode()
    assert "ApplyPaperFills" in written
    assert "cut" in written
    assert key[0] not in written


def test_whoever_asked_hears_of_every_call_and_of_no_refused_one(perform: Any) -> None:
    heard: list[tuple[str, str]] = []

    async def act(stage: Any) -> None:
        control = await stage.control()
        await control.list_agents(models.ListAgentsArgs())
        socket = await stage.socket("event")
        for target in ("Nothing", "getlatesteventseqid"):
            call: dict[str, Any] = {
                "type": 1,
                "target": target,
                "arguments": [{}],
                "invocationId": "1",
            }
            await socket.send_str(msgspec.json.encode(call).decode() + "\x1e")
            await socket.receive()

    perform(act, outside={"on_call": lambda hub, method: heard.append((hub, method))})
    assert heard == [("control", "ListAgents"), ("event", "GetLatestEventSeqId")]


def test_the_script_runs_from_the_storm_on_to_the_microsecond(perform: Any) -> None:
    script = [
        Appointment(at_us=at_us, command=Announce(101, "ML1001", models.SignalState(state)))
        for at_us, state in ((0, "On"), (1_500_000, "Off"))
    ]

    async def act(stage: Any) -> None:
        await asyncio.sleep(10)
        stage.simulator.begin_storm()
        await asyncio.sleep(2)
        stage.simulator.end_storm()

    entries = perform(act, script=script)
    signals = [(e.at_us, e.state) for e in entries if isinstance(e, facts.SignalChanged)]
    assert signals == [(10_000_000, "On"), (11_500_000, "Off")]
    stages = [(e.at_us, e.stage) for e in entries if isinstance(e, lines.Stage)]
    assert stages == [(10_000_000, "storm"), (12_000_000, "settle")]


def test_after_a_stop_nothing_happens_and_nobody_is_connected(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await stage.control()
        stage.simulator.announce(Announce(101, "ML1001", On), at=5_000_000)
        await stage.simulator.stop()
        await asyncio.sleep(10)
        async with aiohttp.ClientSession() as session:
            with pytest.raises(aiohttp.ClientConnectorError):
                await session.get(stage.origin)

    entries = perform(act)
    assert kinds(entries) == ["connected", "disconnected"]
    assert entries[-1].reason == "stopped"
