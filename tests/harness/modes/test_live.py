"""A run over real sockets: the same sequence, with a process that dies for good."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness import conduct
from hubproof.harness.failures import HarnessError
from hubproof.harness.modes import live
from hubproof.harness.plan import Plan, encode
from hubproof.harness.record import Record
from hubproof.harness.scenario import Limits, Scenario
from hubproof.harness.setting import world_of
from hubproof.harness.subjects import process
from hubproof.harness.subjects.naming import of_command, parse
from hubproof.harness.subjects.subject import STOP_GRACE_S
from hubproof.harness.trial import Terms, carry_out
from hubproof.harness.verdict import Verdict
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.kill import Kill
from hubproof.simulator.journal import FaultHealed, SubjectChanged
from hubproof.simulator.world.habits import BrokerHabits

pytestmark = pytest.mark.live

Plans = Callable[..., Plan]
LIVE = Terms(mode="live")
WAIT_S = 60.0


@pytest.fixture
def scenario(scenario: Scenario) -> Scenario:
    """With a short patience, which is what a run that lost an answer waits for at its end."""
    return replace(scenario, limits=Limits(call_timeout_s=1.0))


def states(record: Record) -> list[str]:
    entries = record.history.entries
    return [entry.state for entry in entries if isinstance(entry, SubjectChanged)]


def is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110  # another process brings it about
            await asyncio.sleep(0.02)


def test_the_reference_client_survives_a_real_kill(plan: Plans, scenario: Scenario) -> None:
    killer = Kill(
        hub="control",
        method="StartPreparePositionEntry",
        ordinal=2,
        phase="committed",
        restart_after_s=0.2,
    )

    finished = carry_out(plan(killer), scenario, parse("reference"), LIVE)

    assert finished.judgement.verdict is Verdict.VALID, finished.judgement.reason
    told = ["started", "ready", "killed", "started", "ready", "stopping", "exited"]
    assert states(finished.record) == told
    assert any(isinstance(entry, FaultHealed) for entry in finished.record.history.entries)
    assert finished.record.ran_s < scenario.live_bound_s


def test_a_mutant_is_convicted_over_real_sockets(plan: Plans, scenario: Scenario) -> None:
    cut = Cut(hub="control", method="SendOrder", ordinal=1, phase="committed")

    finished = carry_out(plan(cut), scenario, parse("mutant:new_key_on_retry"), LIVE)

    assert finished.judgement.verdict is Verdict.INVALID
    rows = {violation.requirement for violation in finished.judgement.violations}
    assert rows == {"IDEM-2", "IDEM-3", "IDEM-8", "SAFE-1"}


def test_a_command_that_never_connects_is_trouble_with_its_last_lines(
    plan: Plans, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conduct, "READY_S", 0.5)
    bot = of_command(["sh", "-c", "echo key $MESOLIVE_API_KEY >&2; exec sleep 60"])

    finished = carry_out(plan(), scenario, bot, LIVE)

    assert finished.judgement.verdict is Verdict.UNKNOWN
    assert finished.judgement.reason is not None
    assert finished.judgement.reason.startswith("the subject was not ready within 0.5 s: it never")
    assert finished.record.tail == ("key (key)",)


@pytest.mark.parametrize(
    ("command", "trouble"),
    [
        (("no-such-bot",), "cannot run 'no-such-bot': No such file or directory; what follows"),
        (("sh", "-c", "exit 9"), "the subject exited with status 9 before it was ready"),
        (("sh", "-c", "kill -9 $$"), "the subject was ended by SIGKILL before it was ready"),
    ],
)
def test_a_command_that_cannot_take_part_is_trouble_in_one_sentence(
    plan: Plans, scenario: Scenario, command: tuple[str, ...], trouble: str
) -> None:
    record = live.run(plan(), scenario, of_command(command))

    assert record.trouble is not None
    assert record.trouble.startswith(trouble)


def test_a_command_that_ignores_sigterm_is_killed(
    plan: Plans, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conduct, "READY_S", 0.5)
    monkeypatch.setattr(process, "STOP_GRACE_S", 0.3)
    ignoring = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    bot = of_command([sys.executable, "-c", ignoring])

    record = live.run(plan(), scenario, bot)

    ends = [e.detail for e in record.history.entries if isinstance(e, SubjectChanged)]
    assert ends[-1] == "ignored SIGTERM for 0.3 s and was killed"


def test_a_simulator_that_fails_is_an_error_and_the_subject_is_gone(
    plan: Plans, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*args: Any, **more: Any) -> object:
        world = world_of(*args, **more)

        def fail(*_: object) -> None:
            raise LookupError("no such leg")

        monkeypatch.setattr(world, "apply", fail)
        return world

    monkeypatch.setattr(live, "world_of", failing)

    with pytest.raises(HarnessError, match="seed 1: the control hub failed: LookupError"):
        live.run(plan(), scenario, parse("reference"))


RUNNER = """
import sys
from hubproof.harness.modes import live
from hubproof.harness.plan import decode
from hubproof.harness.subjects.subject import STOP_GRACE_S
from hubproof.harness.subjects.naming import of_command
from hubproof.scenarios import SCENARIOS

live.run(decode(sys.stdin.buffer.read()), SCENARIOS["steady_state"], of_command(sys.argv[1:]))
"""


async def test_ctrl_c_leaves_no_child_and_waits_for_none(plan: Plans, tmp_path: Path) -> None:
    told = tmp_path / "numbers"
    family = f"trap '' TERM; sleep 60 & echo [$$,$!] > {told}; wait"
    runner = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", RUNNER, "sh", "-c", family),
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert runner.stdin is not None
    runner.stdin.write(encode(plan()))
    runner.stdin.close()
    await until(lambda: told.exists() and told.read_text().endswith("\n"))

    runner.send_signal(signal.SIGINT)

    async with asyncio.timeout(STOP_GRACE_S / 2):
        _, errors = await runner.communicate()
    assert errors.splitlines()[-1] == b"KeyboardInterrupt"
    await until(lambda: not any(map(is_running, json.loads(told.read_text()))))


def test_its_world_fills_orders_as_the_scenario_says(
    plan: Plans, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    habits = BrokerHabits(unfilled_share=0.5)
    asked: list[object] = []

    def world(*args: object, **_: object) -> object:
        asked.append(args[2])
        raise LookupError("no world today")

    monkeypatch.setattr(live, "world_of", world)
    with pytest.raises((LookupError, HarnessError), match="no world today"):
        live.run(plan(), replace(scenario, broker=habits), parse("reference"))
    assert asked == [habits]
