"""Outages from end to end: what the subject meets, what the world does meanwhile, what heals."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import CallTimeout, ConnectionLost, MesoLiveApiException
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.agent_offline import AgentOffline
from hubproof.simulator.faults.fault import Address
from hubproof.simulator.faults.hub_restart import HubRestart
from hubproof.simulator.faults.network_reset import NetworkReset
from hubproof.simulator.faults.network_stall import NetworkStall
from hubproof.simulator.faults.strategy_error import StrategyError
from hubproof.simulator.world import facts

START = "StartPreparePositionEntry"
SIGNAL = "OnEntrySignal"


def at(method: str, phase: str, ordinal: int = 1) -> Address:
    hub = "event" if method.startswith("On") else "control"
    return Address(hub=hub, method=method, ordinal=ordinal, phase=phase)


def spans(entries: Sequence[Any]) -> list[tuple[str, float, float]]:
    """Every fault that acted: its name, when, and for how long."""
    healed = {e.fault: e.at_us for e in entries if isinstance(e, lines.FaultHealed)}
    return [
        (e.name, e.at_us / 1e6, round((healed.get(e.fault, e.at_us) - e.at_us) / 1e6, 3))
        for e in entries
        if isinstance(e, lines.FaultFired)
    ]


def gone(entries: Sequence[Any]) -> list[tuple[str, str]]:
    return [(e.hub, e.reason) for e in entries if isinstance(e, lines.Disconnected)]


@pytest.mark.parametrize("goodbye", [True, False])
@pytest.mark.parametrize(
    ("phase", "states"), [("received", []), ("committed", ["Processing", "Completed"])]
)
def test_a_restart_takes_all_hubs_down_and_the_world_goes_on(
    perform: Any, phase: str, states: list[str], *, goodbye: bool
) -> None:
    back: list[float] = []

    async def act(stage: Any) -> None:
        control = await stage.control()
        await stage.event(subscribe=True)
        stage.simulator.begin_storm()
        with pytest.raises(ConnectionLost):
            await control.start_prepare_position_entry(stage.entry("k"))
        await control.connected()
        back.append(stage.loop.time())
        await asyncio.sleep(60)

    fault = HubRestart(
        hub="control", method=START, ordinal=1, phase=phase, down_for_s=8.0, goodbye=goodbye
    )
    entries = perform(act, faults=[fault])
    [(name, fired_s, down_s)] = spans(entries)
    assert (name, down_s) == ("hub_restart", 8.0)
    assert sorted(gone(entries)[:2]) == [("control", "restart"), ("event", "restart")]
    opened = [e.at_us / 1e6 - fired_s for e in entries if isinstance(e, lines.Connected)]
    assert [one > 8.0 for one in opened] == [False, False, True, True]
    assert back[0] - fired_s > 8.0
    records = [e.status for e in entries if isinstance(e, facts.RecordChanged)]
    assert records == states


def test_the_hubs_serve_when_the_last_of_two_restarts_is_healed_or_the_storm_ends(
    perform: Any,
) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        await stage.event(subscribe=True)
        stage.simulator.begin_storm()
        stage.announce()
        with pytest.raises(ConnectionLost):
            await control.start_prepare_position_entry(stage.entry("k"))
        await asyncio.sleep(5)
        assert control.state.name in {"CONNECTING", "WAITING"}
        stage.simulator.stop_faults()
        await control.connected()

    faults = [
        HubRestart.drawn(at(START, "received"), 1.0),
        HubRestart.drawn(at(SIGNAL, "answered"), 60.0),
    ]
    entries = perform(act, faults=faults)
    assert [round(span) for _, _, span in spans(entries)] in ([1, 5], [5, 1], [5])


@pytest.mark.parametrize(("phase", "is_applied"), [("received", False), ("committed", True)])
def test_a_reset_ends_every_connection_of_every_hub(
    perform: Any, phase: str, *, is_applied: bool
) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        await stage.event(subscribe=True)
        stage.simulator.begin_storm()
        with pytest.raises(ConnectionLost):
            await control.start_prepare_position_entry(stage.entry("k"))
        await asyncio.sleep(20)

    entries = perform(act, faults=[NetworkReset.drawn(at(START, phase), 0.0)])
    assert sorted(gone(entries)[:2]) == [("control", "reset"), ("event", "reset")]
    assert not any(isinstance(e, lines.Answered) and e.call == 2 for e in entries)
    assert any(isinstance(e, facts.RecordChanged) for e in entries) == is_applied


def test_half_a_callback_is_none(perform: Any) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        await stage.event(heard, subscribe=True)
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(0.5)

    entries = perform(act, faults=[NetworkReset.drawn(at(SIGNAL, "committed"), 0.0)])
    assert heard == []
    assert gone(entries)[0] == ("event", "reset")
    assert not any(isinstance(e, lines.Sent) for e in entries)


def test_a_stall_is_silent_for_calls_and_callbacks_and_flows_on_where_both_still_hold(
    perform: Any,
) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        control = await stage.control()
        await stage.event(heard, subscribe=True)
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(1)
        with pytest.raises(CallTimeout):
            await control.start_prepare_position_entry(stage.entry("k"))
        assert heard == []
        await asyncio.sleep(10)
        assert len(heard) == 1

    fault = NetworkStall(
        hub="event", method=SIGNAL, ordinal=1, phase="committed", for_s=12.0, everywhere=True
    )
    entries = perform(act, faults=[fault])
    assert [(name, span) for name, _, span in spans(entries)] == [("network_stall", 12.0)]
    assert [(e.hub, e.connection) for e in entries if isinstance(e, lines.Stalled)] == [
        ("control", 1),
        ("event", 1),
    ]
    [call] = [e for e in entries if isinstance(e, lines.Received) and e.key == "k"]
    [healed] = [e for e in entries if isinstance(e, lines.FaultHealed)]
    assert call.at_us > healed.at_us


def test_a_stall_of_one_hub_leaves_the_other_and_every_new_connection_alone(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        await stage.event(subscribe=True)
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(1)
        await control.list_agents(models.ListAgentsArgs())
        await stage.event(subscribe=True)

    fault = NetworkStall(hub="event", method=SIGNAL, ordinal=1, phase="answered", for_s=60.0)
    entries = perform(act, faults=[fault])
    assert [(e.hub, e.connection) for e in entries if isinstance(e, lines.Stalled)] == [
        ("event", 1)
    ]


def test_a_client_finds_out_by_its_time_out_and_the_server_by_its_own(perform: Any) -> None:
    lost: list[float] = []

    async def act(stage: Any) -> None:
        event = await stage.event(subscribe=True)
        event.on_disconnected(lambda _: lost.append(stage.loop.time()))
        await asyncio.sleep(16)  # a server times out only who has pinged
        stage.simulator.begin_storm()
        stage.announce()
        await asyncio.sleep(100)

    fault = NetworkStall(hub="event", method=SIGNAL, ordinal=1, phase="answered", for_s=90.0)
    entries = perform(act, faults=[fault])
    [(_, fired_s, _)] = spans(entries)
    assert len(lost) == 1
    assert 29.9 < lost[0] - fired_s < 33
    assert gone(entries)[0] == ("event", "timeout")
    # Its client was gone by the healing, and the connection that it had made instead lives on.
    assert [e.connection for e in entries if isinstance(e, lines.Connected)] == [1, 2]


def test_a_stall_that_finds_nothing_left_to_stall_is_not_written_down(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        stage.simulator.begin_storm()
        with pytest.raises(CallTimeout):
            await control.start_prepare_position_entry(stage.entry("k"))

    faults = [
        NetworkStall.drawn(at(START, "committed"), 7.0),
        NetworkStall.drawn(at(START, "answered"), 7.0),
    ]
    entries = perform(act, faults=faults)
    assert [e.phase for e in entries if isinstance(e, lines.FaultFired)] == ["committed"]


@pytest.mark.parametrize("phase", ["received", "answered"])
def test_an_agent_goes_and_comes_and_everybody_is_told_in_order(perform: Any, phase: str) -> None:
    told: list[tuple[str, int | None]] = []
    refused: list[models.StatusCode] = []

    async def act(stage: Any) -> None:
        control = await stage.control()
        event = await stage.event()  # subscribed to nothing
        event.on_agent_status_change(lambda one: told.append((one.Status.value, one.EventSeqId)))
        plan = await stage.prepared(control, "U2001")
        stage.simulator.begin_storm()
        try:
            await control.send_order(stage.order("k", plan))
        except MesoLiveApiException as error:
            refused.append(error.status)
        await asyncio.sleep(0.5)
        [agent] = (await control.list_agents(models.ListAgentsArgs())).Agents
        assert agent.Status is models.AgentStatus.Offline
        await asyncio.sleep(8)
        await control.send_order(stage.order("k" if phase == "received" else "k2", plan))

    entries = perform(act, faults=[AgentOffline.drawn(at("SendOrder", phase), 7.0)])
    assert refused == ([models.StatusCode.ProviderError] if phase == "received" else [])
    assert [status for status, _ in told] == ["Offline", "Online"]
    assert [(name, span) for name, _, span in spans(entries)] == [("agent_offline", 7.0)]
    changes = [e for e in entries if isinstance(e, facts.AgentChanged)]
    assert [(e.status, e.account_ids) for e in changes] == [
        ("Offline", ("U2001",)),
        ("Online", ("U2001",)),
    ]
    assert [seq for _, seq in told] == [e.event_seq_id for e in changes]


def test_an_agent_is_back_when_the_last_of_two_absences_is_healed(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await stage.event(subscribe=True)
        stage.simulator.begin_storm()
        stage.announce(101)
        await asyncio.sleep(1)
        stage.announce(102)
        await asyncio.sleep(30)

    faults = [
        AgentOffline.drawn(at(SIGNAL, "answered", 1), 5.0),
        AgentOffline.drawn(at(SIGNAL, "answered", 2), 10.0),
    ]
    entries = perform(act, faults=faults)
    offline, online = [e.at_us for e in entries if isinstance(e, facts.AgentChanged)]
    assert online - offline == pytest.approx(11_000_000, abs=10_000)
    assert [span for _, _, span in spans(entries)] == [5.0, 10.0]


def test_errors_of_one_strategy_that_overlap_are_one_and_nobody_needs_to_listen(
    perform: Any,
) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        for strategy, account in ((101, "ML1001"), (102, "ML1001"), (101, "U2001")):
            stage.announce(strategy, account=account)
            await asyncio.sleep(1)
        await asyncio.sleep(30)

    faults = [StrategyError(ordinal=ordinal, for_s=for_s) for ordinal, for_s in ((1, 5), (3, 8))]
    entries = perform(act, faults=faults)
    assert spans(entries)[0][2] == 5.0
    assert [
        (e.strategy_id, e.state, round(e.at_us / 1e6))
        for e in entries
        if isinstance(e, facts.ErrorChanged)
    ] == [(101, "Active", 0), (101, "Cleared", 10)]
    (failed, *_) = [e for e in entries if isinstance(e, facts.EventLogged)][1:]
    assert failed.event_kind == "Error"


def test_the_end_of_the_storm_clears_an_error(perform: Any) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        stage.announce(101)
        await asyncio.sleep(1)
        stage.simulator.stop_faults()

    entries = perform(act, faults=[StrategyError(ordinal=1, for_s=50.0)])
    states = [e.state for e in entries if isinstance(e, facts.ErrorChanged)]
    assert states == ["Active", "Cleared"]
    assert [span for _, _, span in spans(entries)] == [1.0]
