"""The whole client in virtual time, against the simulator."""

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hubproof.client.runtime import run
from hubproof.client.sdk.exceptions import AuthenticationFailed
from hubproof.client.sdk.models import SignalState
from hubproof.harness.subjects.in_process import LoopClock
from hubproof.harness.virtual import VirtualLoop, virtual_loop
from hubproof.simulator import journal as lines
from hubproof.simulator.app import Simulator
from hubproof.simulator.outside import Outside
from hubproof.simulator.world.commands import Announce
from hubproof.simulator.world.setup import WorldSetup
from hubproof.simulator.world.world import World

EPOCH = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
KEY = "sim-key"

Act = Callable[[Simulator, VirtualLoop, dict[str, str]], Awaitable[None]]


def simulate(tmp_path: Path, act: Act) -> list[Any]:
    tokens = random.Random(3)
    with virtual_loop(rng=random.Random(1), horizon_s=600.0) as loop:
        simulator = Simulator(
            World(WorldSetup(user="user-1"), random.Random(2), EPOCH),
            key=KEY,
            user="user-1",
            outside=Outside(
                clock=loop.now_us, token=lambda: f"{int(tokens.random() * 2**53):032x}"
            ),
        )

        async def main() -> None:
            port = await simulator.start("127.0.0.1", 0)
            env = {
                "MESOLIVE_INSTANCE": f"http://127.0.0.1:{port}",
                "MESOLIVE_API_KEY": KEY,
                "HUBPROOF_STATE_DIR": str(tmp_path / "state"),
                "HUBPROOF_DECISIONS": str(tmp_path / "decisions.ndjson"),
            }
            try:
                await act(simulator, loop, env)
            finally:
                await simulator.stop()

        loop.run_until_complete(main())
    return list(simulator.journal.entries())


def methods(entries: list[Any]) -> list[str]:
    return [entry.method for entry in entries if isinstance(entry, lines.Received)]


def test_it_connects_verifies_catches_up_and_enters_once_on_paper_and_live(tmp_path: Path) -> None:
    async def act(simulator: Simulator, loop: VirtualLoop, env: dict[str, str]) -> None:
        client = asyncio.ensure_future(run(env, rng=random.Random(4)))
        await asyncio.sleep(5)
        for strategy, account in ((101, "ML1001"), (102, "U2001")):
            announce = Announce(strategy, account, SignalState.On)
            simulator.announce(announce, at=loop.now_us())
        await asyncio.sleep(60)
        loop.signal_handlers[signal.SIGTERM]()
        await client

    entries = simulate(tmp_path, act)
    called = methods(entries)
    assert called[:7] == [
        "ListAgents",
        "ListAccounts",
        "ListStrategies",
        "GetLatestEventSeqId",
        "GetEventsSince",
        "SubscribeToStrategies",
        "GetEventsSince",
    ]
    assert [called.count(name) for name in ("ApplyPaperFills", "SendOrder")] == [1, 1]
    gone = [entry.hub for entry in entries if isinstance(entry, lines.Disconnected)]
    assert gone == ["event", "control"]
    log = (tmp_path / "decisions.ndjson").read_text()
    assert log.count('"state":"done"') == 2
    assert KEY not in log


def test_what_happens_to_its_positions_is_heard_and_it_goes_on(tmp_path: Path) -> None:
    async def act(simulator: Simulator, loop: VirtualLoop, env: dict[str, str]) -> None:
        client = asyncio.ensure_future(run(env, rng=random.Random(4)))
        await asyncio.sleep(5)
        for account in ("ML1001", "U2001"):
            simulator.announce(Announce(101, account, SignalState.On), at=loop.now_us())
            await asyncio.sleep(20)
            for command in simulator.possible():
                simulator.announce(command, at=loop.now_us())
            await asyncio.sleep(20)
        loop.signal_handlers[signal.SIGTERM]()
        await client

    entries = simulate(tmp_path, act)
    called = methods(entries)
    assert [called.count(name) for name in ("ApplyPaperFills", "SendOrder")] == [1, 1]
    heard = {entry.callback for entry in entries if isinstance(entry, lines.Sent)}
    assert heard >= {
        "OnExitSignal",
        "OnAdjustmentSignal",
        "OnAutoUpdateVarsAdjustmentStarted",
        "OnAutoUpdateVarsAdjustmentCompleted",
    }
    gone = [entry.reason for entry in entries if isinstance(entry, lines.Disconnected)]
    assert gone == ["client", "client"]


def test_quotes_are_taken_between_control_and_event_and_left_between_event_and_control(
    tmp_path: Path,
) -> None:
    async def act(simulator: Simulator, loop: VirtualLoop, env: dict[str, str]) -> None:
        workload = '{"version":1,"limits":{"quotes":{}}}'
        client = asyncio.ensure_future(
            run(env | {"HUBPROOF_WORKLOAD": workload}, rng=random.Random(4), clock=LoopClock(EPOCH))
        )
        await asyncio.sleep(5)
        simulator.announce(Announce(101, "ML1001", SignalState.On), at=loop.now_us())
        await asyncio.sleep(10)
        loop.signal_handlers[signal.SIGTERM]()
        await client

    entries = simulate(tmp_path, act)
    came = [entry.hub for entry in entries if isinstance(entry, lines.Connected)]
    gone = [entry.hub for entry in entries if isinstance(entry, lines.Disconnected)]
    assert came == ["control", "data", "event"]
    assert gone == ["event", "data", "control"]
    called = methods(entries)
    assert called.index("StreamUnderlyingData") < called.index("GetLatestEventSeqId")
    assert called.count("StreamUnderlyingData") == called.count("GetUnderlyingSnapshot") == 2
    assert called.count("ApplyPaperFills") == 1
    ended = [entry.reason for entry in entries if isinstance(entry, lines.StreamEnded)]
    assert ended == ["cancelled", "cancelled"]


def test_a_hub_that_starts_late_is_waited_for_and_sigterm_ends_the_wait(tmp_path: Path) -> None:
    async def act(simulator: Simulator, loop: VirtualLoop, env: dict[str, str]) -> None:
        await simulator.stop()
        client = asyncio.ensure_future(run(env, rng=random.Random(4)))
        await asyncio.sleep(30)
        assert not client.done()
        began = loop.time()
        loop.signal_handlers[signal.SIGTERM]()
        await client
        assert loop.time() - began < 1.0

    assert methods(simulate(tmp_path, act)) == []


def test_a_refused_key_ends_the_client_with_a_sentence(tmp_path: Path) -> None:
    async def act(_: Simulator, loop: VirtualLoop, env: dict[str, str]) -> None:
        with pytest.raises(AuthenticationFailed, match="check the key") as raised:
            await run(env | {"MESOLIVE_API_KEY": "another-key"}, rng=random.Random(4))
        assert "another-key" not in str(raised.value)
        assert loop.signal_handlers == {}

    simulate(tmp_path, act)


def test_cancelling_it_is_passed_on_and_leaves_nothing_running(tmp_path: Path) -> None:
    async def act(_: Simulator, loop: VirtualLoop, env: dict[str, str]) -> None:
        before = len(asyncio.all_tasks())
        client = asyncio.ensure_future(run(env, rng=random.Random(4)))
        await asyncio.sleep(5)
        client.cancel()
        with pytest.raises(asyncio.CancelledError):
            await client
        await asyncio.sleep(5)
        assert len(asyncio.all_tasks()) == before
        assert loop.signal_handlers == {}

    simulate(tmp_path, act)
