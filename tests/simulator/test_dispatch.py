"""One call and the faults on it: what is true of it when its connection dies at each phase."""

import asyncio
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import CallTimeout, ConnectionLost, HubError
from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.methods import METHODS
from hubproof.simulator import journal as lines
from hubproof.simulator.dispatch import KEYED as JOURNALLED
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.kill import Kill
from hubproof.simulator.strikes import READ_US
from hubproof.simulator.world import facts

WRONG_NUMBER = "ListAgents: Invocation provides 0 argument(s) but target expects 1."
KEYED = ("StartPreparePositionEntry", "ApplyPaperFills", "SendOrder", "CancelOrder")
UNKNOWN = (
    "Failed to invoke 'Buy' due to an error on the server. HubException: Method does not exist."
)


def cut(method: str, phase: str, *, ordinal: int = 1, connection: int | None = None) -> Cut:
    return Cut(hub="control", method=method, ordinal=ordinal, phase=phase, connection=connection)


def kill(phase: str, method: str = "StartPreparePositionEntry") -> Kill:
    return Kill(hub="control", method=method, ordinal=1, phase=phase, restart_after_s=1.0)


async def unfillable(stage: Any, control: Any, plan: Any) -> int:
    """An order that works for ever at a price that nobody quotes; its id."""
    args = stage.order("working", plan)
    terms = msgspec.structs.replace(
        args.LegGroupOrder, OrderType=models.OrderType.Limit, LimitPrice=Decimal("0.05")
    )
    sent = await control.send_order(msgspec.structs.replace(args, LegGroupOrder=terms))
    assert isinstance(sent.LiveOrderId, int)
    return sent.LiveOrderId


async def call(stage: Any, control: Any, method: str) -> Any:
    """Make a keyed call of that method under key `k`, in the storm that begins just before it."""
    plan = None
    if method != "StartPreparePositionEntry":
        account = "ML1001" if method == "ApplyPaperFills" else "U2001"
        plan = await stage.prepared(control, account)
    working = await unfillable(stage, control, plan) if method == "CancelOrder" else None
    stage.simulator.begin_storm()
    if working is not None:
        args = models.CancelOrderArgs(IdempotencyKey="k", OrderId=working)
        return await control.cancel_order(args)
    if method == "SendOrder":
        return await control.send_order(stage.order("k", plan))
    if method == "ApplyPaperFills":
        return await control.apply_paper_fills(stage.fills("k", plan))
    return await control.start_prepare_position_entry(stage.entry("k"))


def of_call(entries: Sequence[Any]) -> tuple[Any, list[str]]:
    """The call under key `k`, and the kinds of its own lines and of its connection's end."""
    (received,) = [
        e for e in entries if isinstance(e, lines.Received) and e.key == "k" and e.method in KEYED
    ]
    its = [
        e
        for e in entries
        if getattr(e, "call", None) == received.call
        or (isinstance(e, lines.Disconnected) and e.connection == received.connection)
    ]
    return received, [type(e).__name__ for e in its]


def states(entries: Sequence[Any]) -> list[str]:
    return [e.status for e in entries if isinstance(e, facts.RecordChanged) and e.key == "k"]


@pytest.mark.parametrize("method", KEYED)
def test_a_call_cut_when_it_was_received_never_happens(perform: Any, method: str) -> None:
    async def act(stage: Any) -> None:
        with pytest.raises(ConnectionLost):
            await call(stage, await stage.control(), method)
        await asyncio.sleep(60)

    entries = perform(act, faults=[cut(method, "received")])
    _, its = of_call(entries)
    assert its == ["Received", "FaultFired", "Disconnected"]
    assert states(entries) == []


@pytest.mark.parametrize("method", KEYED)
def test_a_call_cut_when_it_was_committed_happens_and_nobody_is_told(
    perform: Any, method: str
) -> None:
    async def act(stage: Any) -> None:
        with pytest.raises(ConnectionLost):
            await call(stage, await stage.control(), method)
        await asyncio.sleep(60)

    entries = perform(act, faults=[cut(method, "committed")])
    _, its = of_call(entries)
    assert its == ["Received", "Applied", "FaultFired", "Disconnected"]
    assert states(entries) == ["Processing", "Completed"]


@pytest.mark.parametrize("method", KEYED)
def test_the_answer_of_a_call_cut_when_it_was_answered_is_certainly_read(
    perform: Any, method: str
) -> None:
    told: list[str] = []

    async def act(stage: Any) -> None:
        control = await stage.control()
        control.on_disconnected(lambda _: told.append("lost"))
        result = await call(stage, control, method)
        told.append(type(result).__name__)
        await asyncio.sleep(60)

    entries = perform(act, faults=[cut(method, "answered")])
    _, its = of_call(entries)
    assert its == ["Received", "Applied", "Answered", "FaultFired", "Disconnected"]
    assert told == [METHODS[method].result.__name__, "lost"]
    assert states(entries) == ["Processing", "Completed"]


@pytest.mark.parametrize("phase", ["received", "committed", "answered"])
def test_a_cut_is_written_down_with_its_place_in_the_plan_and_its_reason(
    perform: Any, phase: str
) -> None:
    async def act(stage: Any) -> None:
        try:
            await call(stage, await stage.control(), "StartPreparePositionEntry")
        except ConnectionLost:
            assert phase != "answered"
        await asyncio.sleep(60)

    faults = [cut("SendOrder", "received"), cut("StartPreparePositionEntry", phase)]
    entries = perform(act, faults=faults)
    (fired,) = [e for e in entries if isinstance(e, lines.FaultFired)]
    assert (fired.fault, fired.name, fired.phase, fired.call) == (1, "cut", phase, 1)
    assert fired.event_seq_id is None
    ended = [(e.connection, e.reason) for e in entries if isinstance(e, lines.Disconnected)]
    assert ended == [(1, "cut"), (2, "client")]


def test_a_cut_meant_for_one_connection_leaves_the_others_alone(perform: Any) -> None:
    async def act(stage: Any) -> None:
        first, second = await stage.control(), await stage.control()
        stage.simulator.begin_storm()
        for client in (first, second, first, second):
            await client.list_agents(models.ListAgentsArgs())
        with pytest.raises(ConnectionLost):
            await second.list_accounts(models.ListAccountsArgs())

    faults = [
        cut("ListAgents", "received", ordinal=2, connection=1),
        cut("ListAccounts", "received", ordinal=1, connection=2),
    ]
    fired = [e.fault for e in perform(act, faults=faults) if isinstance(e, lines.FaultFired)]
    assert fired == [1]


def test_faults_act_in_the_storm_only(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        await control.list_agents(models.ListAgentsArgs())
        stage.simulator.begin_storm()
        await control.list_accounts(models.ListAccountsArgs())
        stage.simulator.stop_faults()
        await control.list_agents(models.ListAgentsArgs())

    entries = perform(act, faults=[cut("ListAgents", "received")])
    assert not [e for e in entries if isinstance(e, lines.FaultFired)]


class Runner:
    """Runs the subject, as far as a test needs that: it notes each strike, and does nothing."""

    def __init__(self, *, is_alive: bool) -> None:
        self.is_alive = is_alive
        self.struck: list[tuple[int, Any]] = []

    def strike(self, index: int, fault: Any) -> bool:
        self.struck.append((index, fault))
        return self.is_alive


@pytest.mark.parametrize(
    ("phase", "written", "record"),
    [
        ("received", ["Received", "FaultFired"], []),
        ("committed", ["Received", "Applied", "FaultFired"], ["Processing", "Completed"]),
    ],
)
def test_a_kill_is_handed_over_once_and_its_call_is_never_answered(
    perform: Any, phase: str, written: list[str], record: list[str]
) -> None:
    runner = Runner(is_alive=True)

    async def act(stage: Any) -> None:
        control = await stage.control()
        with pytest.raises(CallTimeout):
            await call(stage, control, "StartPreparePositionEntry")

    entries = perform(act, faults=[kill(phase)], outside={"on_subject": runner.strike})
    assert runner.struck == [(0, kill(phase))]
    assert of_call(entries)[1] == [*written, "Disconnected"]
    assert states(entries) == record


def test_a_kill_after_the_answer_leaves_time_to_read_it(perform: Any) -> None:
    runner = Runner(is_alive=True)

    async def act(stage: Any) -> None:
        control = await stage.control()
        assert (await call(stage, control, "StartPreparePositionEntry")).JobId
        assert runner.struck == []
        await asyncio.sleep(1)

    entries = perform(act, faults=[kill("answered")], outside={"on_subject": runner.strike})
    assert runner.struck == [(0, kill("answered"))]
    (answered,) = [e for e in entries if isinstance(e, lines.Answered)]
    (fired,) = [e for e in entries if isinstance(e, lines.FaultFired)]
    assert fired.at_us - answered.at_us == READ_US
    assert (fired.name, fired.phase, fired.call) == ("kill", "answered", 1)


@pytest.mark.parametrize("method", ["StartPreparePositionEntry", "SendOrder"])
@pytest.mark.parametrize("phase", ["received", "committed", "answered"])
def test_a_kill_that_finds_nobody_is_not_written_down_and_changes_nothing(
    perform: Any, phase: str, method: str
) -> None:
    runner = Runner(is_alive=False)

    async def act(stage: Any) -> None:
        control = await stage.control()
        assert await call(stage, control, method)
        await asyncio.sleep(1)

    fault = kill(phase, method)
    entries = perform(act, faults=[fault], outside={"on_subject": runner.strike})
    assert runner.struck == [(0, fault)]
    assert of_call(entries)[1] == ["Received", "Applied", "Answered", "Disconnected"]


def test_without_anybody_who_runs_the_subject_a_kill_changes_nothing(perform: Any) -> None:
    async def act(stage: Any) -> None:
        assert await call(stage, await stage.control(), "StartPreparePositionEntry")

    entries = perform(act, faults=[kill("committed")])
    assert not [e for e in entries if isinstance(e, lines.FaultFired)]


def invocation(target: str, *arguments: Any, invocation_id: str | None = "1") -> str:
    message = {"type": 1, "target": target, "arguments": arguments}
    if invocation_id is not None:
        message["invocationId"] = invocation_id
    return json.dumps(message) + "\x1e"


async def heard(socket: Any) -> list[Any]:
    return [json.loads(text) for text in (await socket.receive_str()).split("\x1e")[:-1]]


def test_an_invocation_that_is_no_call_is_refused_and_written_down_as_that(perform: Any) -> None:
    answers: list[Any] = []

    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        socket = await stage.socket("control")
        for sent in (
            invocation("Buy", {}),
            invocation("ListAgents"),
            invocation("ListAgents", {}),
            invocation("ListAgents", {}).replace('"type": 1', '"type": 4'),
        ):
            await socket.send_str(sent)
            answers.append(*await heard(socket))

    entries = perform(act, faults=[cut("ListAgents", "received", ordinal=2)])
    assert answers[0] == {"type": 3, "invocationId": "1", "error": UNKNOWN}
    assert "error" in answers[1]
    told = wire.decode_response(json.dumps(answers[2]["result"]).encode(), models.ListAgentsResult)
    assert told.Status is models.StatusCode.Success
    assert "streaming invocation" in answers[3]["error"]
    refused = [e for e in entries if isinstance(e, lines.Refused)]
    assert [e.error for e in refused] == [answers[n]["error"] for n in (0, 1, 3)]
    assert [e.why for e in refused] == ["", WRONG_NUMBER, ""]
    assert {(e.hub, e.connection) for e in refused} == {("control", 1)}
    assert [e.method for e in entries if isinstance(e, lines.Received)] == ["ListAgents"]
    assert not [e for e in entries if isinstance(e, lines.FaultFired)], "a refusal does not count"


def test_the_sdk_knows_that_a_refused_invocation_never_ran(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        with pytest.raises(HubError) as refused:
            await control._call("Buy", models.ListAgentsArgs(), models.ListAgentsResult)
        assert str(refused.value) == UNKNOWN
        assert not refused.value.indeterminate

    perform(act)


def test_a_call_that_asked_for_no_answer_happens_and_is_not_called_answered(perform: Any) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        socket = await stage.socket("control")
        await socket.send_str(invocation("ListAgents", {}, invocation_id=None))
        await socket.send_str(invocation("ListAgents", {}))
        (answer,) = await heard(socket)
        assert answer["invocationId"] == "1"

    entries = perform(act, faults=[cut("ListAgents", "answered")])
    assert [e.call for e in entries if isinstance(e, lines.Applied)] == [1, 2]
    assert [e.call for e in entries if isinstance(e, lines.Answered)] == [2]
    assert not [e for e in entries if isinstance(e, lines.FaultFired)]


def test_an_answer_that_comes_after_its_connection_ended_is_not_written(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        plan = await stage.prepared(control, "U2001")
        sending = asyncio.ensure_future(control.send_order(stage.order("k", plan)))
        await asyncio.sleep(0.1)
        control.drop("the test says so")
        with pytest.raises(ConnectionLost):
            await sending
        await asyncio.sleep(5)

    entries = perform(act, order_s=(1.0, 1.0), slow_share=0.0)
    assert of_call(entries)[1] == ["Received", "Applied", "Disconnected"]
    assert states(entries) == ["Processing", "Completed"]


def test_a_call_that_waited_is_carried_out_after_all_that_happened_before_it(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await stage.event(subscribe=True)
        control = await stage.control()
        plan = await stage.prepared(control, "U2001")
        sending = asyncio.ensure_future(control.send_order(stage.order("k", plan)))
        await asyncio.sleep(0)
        waiting = asyncio.ensure_future(control.start_prepare_position_entry(stage.entry("next")))
        await asyncio.gather(sending, waiting)
        await asyncio.sleep(0.1)

    entries = perform(act, order_s=(1.0, 1.0), slow_share=0.0)
    accepted = next(n for n, e in enumerate(entries) if isinstance(e, facts.OrderChanged))
    told = [
        type(e).__name__
        for e in entries[accepted:]
        if e.at_us == entries[accepted].at_us and not isinstance(e, facts.EventLogged)
    ]
    assert told == [
        *("OrderChanged", "RecordChanged", "Answered", "Sent"),
        *("Received", "Applied", "RecordChanged", "JobChanged", "Answered"),
    ]


def test_a_committed_fault_on_a_call_that_waited_keeps_its_answer_back(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        plan = await stage.prepared(control, "U2001")
        stage.simulator.begin_storm()
        sending = asyncio.ensure_future(control.send_order(stage.order("first", plan)))
        await asyncio.sleep(0)
        waiting = asyncio.ensure_future(control.start_prepare_position_entry(stage.entry("k")))
        assert await sending
        with pytest.raises(CallTimeout):
            await waiting

    runner = Runner(is_alive=True)
    entries = perform(act, faults=[kill("committed")], outside={"on_subject": runner.strike})
    assert of_call(entries)[1] == ["Received", "Applied", "FaultFired", "Disconnected"]
    assert states(entries)[0] == "Processing"


@pytest.mark.parametrize("waiting_phase", ["received", "committed"])
def test_a_cut_after_an_answer_leaves_the_call_behind_it_unreceived(
    perform: Any, waiting_phase: str
) -> None:
    told: list[Any] = []

    async def act(stage: Any) -> None:
        control = await stage.control()
        plan = await stage.prepared(control, "U2001")
        stage.simulator.begin_storm()
        sending = asyncio.ensure_future(control.send_order(stage.order("first", plan)))
        await asyncio.sleep(0)
        waiting = asyncio.ensure_future(control.start_prepare_position_entry(stage.entry("k")))
        told.append(await sending)
        with pytest.raises(ConnectionLost):
            await waiting
        await asyncio.sleep(60)

    faults = [cut("SendOrder", "answered"), cut("StartPreparePositionEntry", waiting_phase)]
    entries = perform(act, faults=faults)
    assert told[0].LiveOrderId == 1
    assert [e.fault for e in entries if isinstance(e, lines.FaultFired)] == [0]
    assert states(entries) == []


def test_many_calls_that_wait_behind_one_are_each_taken_in_their_turn(perform: Any) -> None:
    waiting = 400

    async def act(stage: Any) -> None:
        control = await stage.control()
        plan = await stage.prepared(control, "U2001")
        sending = asyncio.ensure_future(control.send_order(stage.order("k", plan)))
        await asyncio.sleep(0)
        asked = [control.list_agents(models.ListAgentsArgs()) for _ in range(waiting)]
        await asyncio.gather(sending, *asked)

    entries = perform(act)
    behind = [e for e in entries if isinstance(e, lines.Received | lines.Answered)]
    behind = behind[-2 * waiting :]
    assert [e.call for e in behind[::2]] == [e.call for e in behind[1::2]]


@pytest.mark.parametrize("phase", ["received", "committed", "answered"])
def test_a_call_right_before_a_goodbye_happens_though_there_is_nothing_left_to_cut(
    perform: Any, phase: str
) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        plan = await stage.prepared(control, "U2001")
        order = json.loads(wire.encode(stage.order("first", plan)))
        entry = json.loads(wire.encode(stage.entry("k")))
        stage.simulator.begin_storm()
        socket = await stage.socket("control")
        calls = invocation("SendOrder", order) + invocation("StartPreparePositionEntry", entry)
        await socket.send_str(calls + '{"type":7}\x1e')
        await asyncio.sleep(60)

    entries = perform(act, faults=[cut("StartPreparePositionEntry", phase, ordinal=1)])
    _, its = of_call(entries)
    assert its == ["Disconnected", "Received", "Applied"]
    told = [e for e in entries if isinstance(e, lines.Answered | lines.Disconnected)]
    assert [type(e) for e in told[-3:]] == [lines.Answered, lines.Disconnected, lines.Disconnected]
    assert not [e for e in entries if isinstance(e, lines.FaultFired)]
    assert states(entries) == ["Processing", "Completed"]


def test_the_journal_names_the_key_of_every_keyed_call() -> None:
    keyed = [method.args for method in METHODS.values() if method.keyed]
    assert {*keyed, models.GetIdempotencyRecordArgs} == {*JOURNALLED}
