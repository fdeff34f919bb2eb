import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from hubproof.client.sdk import (
    ConnectionOptions,
    MesoLiveControlHubClient,
    MesoLiveEventHubClient,
    exceptions,
    models,
)
from hubproof.client.sdk.link import open_link
from hubproof.client.sdk.states import State

ARGS = models.GetIdempotencyRecordArgs(IdempotencyKey="send_order_1")


def signal(seq_id: int) -> dict[str, Any]:
    return {
        "type": 1,
        "target": "OnEntrySignal",
        "arguments": [
            {
                "EventSeqId": seq_id,
                "EventTime": datetime(2026, 1, 5, tzinfo=UTC).isoformat(),
                "State": "On",
                "StrategyId": 101,
                "StrategyName": "condor",
                "BrokerAccountId": "ML1001",
            }
        ],
    }


async def test_a_call_is_settled_by_its_result(peer: Any, control: Any) -> None:
    async def answer(socket: web.WebSocketResponse, call: dict[str, Any]) -> None:
        await peer.succeed(socket, call, {"Agents": []})

    peer.answers["ListAgents"] = answer
    await control.connect()
    assert await control.list_agents(models.ListAgentsArgs()) == models.ListAgentsResult(Agents=[])
    assert peer.received[0]["arguments"] == [{}]


async def test_another_status_than_success_is_raised_with_what_it_says(
    peer: Any, control: Any
) -> None:
    async def answer(socket: web.WebSocketResponse, call: dict[str, Any]) -> None:
        result = {"Status": "NotFound", "Message": "no such key"}
        await peer.send(socket, {"type": 3, "invocationId": call["invocationId"], "result": result})

    peer.answers["GetIdempotencyRecord"] = answer
    await control.connect()
    with pytest.raises(exceptions.MesoLiveApiException) as raised:
        await control.get_idempotency_record(ARGS)
    assert raised.value.status is models.StatusCode.NotFound
    assert raised.value.message == "no such key"


@pytest.mark.parametrize(
    ("text", "indeterminate"),
    [
        ("Failed to invoke 'GetIdempotencyRecord' due to an error on the server.", False),
        ("An unexpected error occurred invoking 'GetIdempotencyRecord' on the server.", True),
    ],
)
async def test_a_call_is_settled_by_a_hub_error(
    peer: Any, control: Any, text: str, *, indeterminate: bool
) -> None:
    async def answer(socket: web.WebSocketResponse, call: dict[str, Any]) -> None:
        await peer.send(socket, {"type": 3, "invocationId": call["invocationId"], "error": text})

    peer.answers["GetIdempotencyRecord"] = answer
    await control.connect()
    with pytest.raises(exceptions.HubError) as raised:
        await control.get_idempotency_record(ARGS)
    assert raised.value.indeterminate is indeterminate


async def test_a_call_without_an_answer_times_out_as_indeterminate(peer: Any, control: Any) -> None:
    await control.connect()
    with pytest.raises(exceptions.CallTimeout) as raised:
        await control.get_idempotency_record(ARGS)
    assert raised.value.indeterminate
    assert peer.received[0]["target"] == "GetIdempotencyRecord"
    assert control.state is State.CONNECTED


async def test_a_connection_that_answers_nothing_is_given_up_alive_as_it_looks(
    peer: Any, control: Any
) -> None:
    lost: asyncio.Queue[str] = asyncio.Queue()
    control.on_disconnected(lost.put_nowait)
    await control.connect()
    for _ in range(2):
        with pytest.raises(exceptions.CallTimeout):
            await control.get_idempotency_record(ARGS)
    assert await asyncio.wait_for(lost.get(), 10) == "2 calls in a row were not answered"
    await control.connected()
    assert len(peer.sockets) == 2


async def test_one_answer_between_shows_that_a_connection_is_read(peer: Any, control: Any) -> None:
    async def refuse(socket: web.WebSocketResponse, call: dict[str, Any]) -> None:
        await peer.send(socket, {"type": 3, "invocationId": call["invocationId"], "error": "no"})

    peer.answers["ListAgents"] = refuse
    await control.connect()
    for _ in range(2):
        with pytest.raises(exceptions.CallTimeout):
            await control.get_idempotency_record(ARGS)
        with pytest.raises(exceptions.HubError):
            await control.list_agents(models.ListAgentsArgs())
    assert len(peer.sockets) == 1


async def test_an_unreadable_answer_is_indeterminate(peer: Any, control: Any) -> None:
    async def answer(socket: web.WebSocketResponse, call: dict[str, Any]) -> None:
        await peer.succeed(socket, call, {"Agents": "none"})

    peer.answers["ListAgents"] = answer
    await control.connect()
    with pytest.raises(exceptions.UnreadableAnswer) as raised:
        await control.list_agents(models.ListAgentsArgs())
    assert raised.value.indeterminate


async def test_a_call_is_lost_with_its_connection_and_a_new_connection_follows(
    peer: Any, control: Any
) -> None:
    async def answer(socket: web.WebSocketResponse, call: dict[str, Any]) -> None:
        if len(peer.sockets) == 1:
            peer.cut(socket)
        else:
            await peer.succeed(socket, call, {"Agents": []})

    peer.answers["ListAgents"] = answer
    await control.connect()
    with pytest.raises(exceptions.ConnectionLost) as raised:
        await control.list_agents(models.ListAgentsArgs())
    assert raised.value.indeterminate
    await control.connected()
    await control.list_agents(models.ListAgentsArgs())
    assert len(peer.sockets) == 2


async def test_a_call_while_not_connected_was_certainly_not_sent(peer: Any, control: Any) -> None:
    with pytest.raises(exceptions.NotConnected) as raised:
        await control.list_agents(models.ListAgentsArgs())
    assert not raised.value.indeterminate
    assert peer.received == []


async def test_a_close_that_does_not_invite_a_reconnection_is_followed_by_one(
    peer: Any, control: Any
) -> None:
    await control.connect()
    peer.opened.clear()
    await peer.send(peer.sockets[0], {"type": 7, "error": "maintenance"})
    await peer.opened.wait()
    await control.connected()
    assert len(peer.sockets) == 2


async def test_a_silent_server_is_noticed(peer: Any) -> None:
    options = ConnectionOptions(server_timeout_s=0.05, backoff_base_s=0.001)
    reasons: list[str] = []
    async with MesoLiveControlHubClient(peer.origin, "dev-key", options=options) as control:
        control.on_disconnected(reasons.append)
        peer.opened.clear()
        await peer.opened.wait()
    assert reasons[0] == "the server was silent for 0.05 s"


async def test_attempts_that_fail_in_a_row_may_be_bounded(
    peer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = [True, False, True, False, False]

    async def attempt(*args: Any) -> Any:
        if script.pop(0):
            return await open_link(*args)
        raise exceptions.ConnectFailed("down")

    monkeypatch.setattr("hubproof.client.sdk.connection.open_link", attempt)
    options = ConnectionOptions(backoff_base_s=0.001, attempts_max=2)
    async with MesoLiveControlHubClient(peer.origin, "dev-key", options=options) as control:
        peer.opened.clear()
        peer.cut(peer.sockets[-1])
        await peer.opened.wait()  # what succeeded made up for the failure before it
        peer.cut(peer.sockets[-1])
        await control.ended()
        assert control.state is State.CLOSED
        assert script == []
        with pytest.raises(exceptions.NotConnected, match=r"no connection to .*: down") as said:
            await control.connected()
        assert isinstance(said.value.__cause__, exceptions.ConnectFailed)


async def test_pings_are_sent_while_nothing_else_is(peer: Any) -> None:
    options = ConnectionOptions(ping_s=0.01)
    pinged = asyncio.Event()
    async with MesoLiveControlHubClient(peer.origin, "dev-key", options=options) as control:
        assert control.state is State.CONNECTED

        async def answer(_: web.WebSocketResponse, message: dict[str, Any]) -> None:
            if message == {"type": 6}:
                pinged.set()

        peer.answers[""] = answer
        await pinged.wait()


async def test_a_handshake_that_never_comes_is_given_up_and_tried_again(peer: Any) -> None:
    options = ConnectionOptions(connect_timeout_s=0.05, backoff_base_s=0.001)
    peer.handshake = b"{"
    client = MesoLiveControlHubClient(peer.origin, "dev-key", options=options)
    connecting = asyncio.ensure_future(client.connect())
    await peer.opened.wait()
    peer.handshake = b'{}\x1e{"type":6}\x1e'
    await connecting
    assert len(peer.sockets) >= 2
    await client.close()


async def test_a_refused_key_is_not_tried_again(peer: Any) -> None:
    client = MesoLiveControlHubClient(peer.origin, "wrong")
    with pytest.raises(exceptions.AuthenticationFailed, match="refused MESOLIVE_API_KEY"):
        await client.connect()
    with pytest.raises(exceptions.AuthenticationFailed):
        await client.ended()
    assert client.state is State.CLOSED
    await client.close()


async def test_hooks_run_at_every_new_connection_before_it_counts_as_connected(
    peer: Any, event: MesoLiveEventHubClient
) -> None:
    states: list[State] = []

    async def hook() -> None:
        states.append(event.state)

    event.on_connected(hook)
    await event.connect()
    peer.opened.clear()
    peer.cut(peer.sockets[0])
    await peer.opened.wait()
    await event.connected()
    assert states == [State.RECOVERING, State.RECOVERING]


async def test_a_failing_hook_costs_the_connection_and_is_run_again_on_the_next(
    peer: Any, event: MesoLiveEventHubClient
) -> None:
    runs: list[int] = []

    async def hook() -> None:
        runs.append(len(runs))
        if len(runs) == 1:
            raise RuntimeError("not yet")

    event.on_connected(hook)
    await event.connect()
    assert runs == [0, 1]
    assert len(peer.sockets) == 2


async def test_what_a_handler_raises_is_suppressed_and_the_next_one_runs(
    peer: Any, event: MesoLiveEventHubClient
) -> None:
    seen: list[tuple[str, int | None]] = []
    done = asyncio.Event()

    def fails(_: models.EntrySignalEvent) -> None:
        raise RuntimeError("a bug in a bot")

    async def slow(signal: models.EntrySignalEvent) -> None:
        await asyncio.sleep(0)
        seen.append(("slow", signal.EventSeqId))

    def quick(signal: models.EntrySignalEvent) -> None:
        seen.append(("quick", signal.EventSeqId))
        if signal.EventSeqId == 2:
            done.set()

    for handler in (fails, slow, quick):
        event.on_entry_signal(handler)
    await event.connect()
    await peer.send(peer.sockets[0], signal(1), signal(2))
    await done.wait()
    assert seen == [("slow", 1), ("quick", 1), ("slow", 2), ("quick", 2)]
    assert event.state is State.CONNECTED


async def test_a_handler_may_call_the_hub(peer: Any, event: MesoLiveEventHubClient) -> None:
    latest: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def answer(socket: web.WebSocketResponse, call: dict[str, Any]) -> None:
        at = datetime(2026, 1, 5, tzinfo=UTC).isoformat()
        await peer.succeed(socket, call, {"LatestEventSeqId": 7, "SnapshotTime": at})

    async def handler(_: models.EntrySignalEvent) -> None:
        latest.set_result((await event.get_latest_event_seq_id()).LatestEventSeqId)

    peer.answers["GetLatestEventSeqId"] = answer
    event.on_entry_signal(handler)
    await event.connect()
    await peer.send(peer.sockets[0], signal(1))
    assert await latest == 7


async def test_a_callback_that_cannot_be_read_is_skipped(
    peer: Any, event: MesoLiveEventHubClient
) -> None:
    seen: asyncio.Queue[int | None] = asyncio.Queue()
    event.on_entry_signal(lambda signal: seen.put_nowait(signal.EventSeqId))
    await event.connect()
    broken = signal(1) | {"arguments": [{"State": "Perhaps"}]}
    unknown = signal(1) | {"target": "OnSomethingNew"}
    await peer.send(peer.sockets[0], broken, unknown, {"type": 99}, signal(2))
    assert await seen.get() == 2


async def test_a_server_that_asks_for_a_result_is_told_that_there_is_none(
    peer: Any, event: MesoLiveEventHubClient
) -> None:
    told = asyncio.Event()

    async def answer(_: web.WebSocketResponse, message: dict[str, Any]) -> None:
        if message["type"] == 3:
            assert message["error"] == "Client didn't provide a result."
            told.set()

    peer.answers[""] = answer
    await event.connect()
    await peer.send(peer.sockets[0], signal(1) | {"invocationId": "s1"})
    await told.wait()


async def test_stray_completions_and_stream_items_break_nothing(peer: Any, control: Any) -> None:
    async def answer(socket: web.WebSocketResponse, call: dict[str, Any]) -> None:
        await peer.send(
            socket,
            {"type": 3, "invocationId": "99", "result": 1},
            {"type": 2, "invocationId": "98", "item": 1},
            {"type": 3, "invocationId": "97"},
        )
        await peer.succeed(socket, call, {"Agents": []})

    peer.answers["ListAgents"] = answer
    await control.connect()
    await control.list_agents(models.ListAgentsArgs())


async def test_a_clean_close_says_goodbye_and_loses_open_calls(peer: Any) -> None:
    gone = asyncio.Event()

    async def answer(_: web.WebSocketResponse, message: dict[str, Any]) -> None:
        if message == {"type": 7}:
            gone.set()

    peer.answers[""] = answer
    client = MesoLiveControlHubClient(peer.origin, "dev-key")
    await client.connect()
    call = asyncio.ensure_future(client.list_agents(models.ListAgentsArgs()))
    await asyncio.sleep(0)
    await client.close()
    await gone.wait()
    with pytest.raises(exceptions.ConnectionLost):
        await call
    with pytest.raises(exceptions.NotConnected):
        await client.connected()
