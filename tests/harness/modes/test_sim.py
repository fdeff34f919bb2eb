"""A run in virtual time: kills are kills at the hubs too, and what fails is told apart."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness.decision_log import DecisionLog
from hubproof.harness.failures import HarnessError
from hubproof.harness.modes import sim
from hubproof.harness.plan import Plan
from hubproof.harness.record import Record
from hubproof.harness.scenario import Scenario
from hubproof.harness.setting import world_of
from hubproof.harness.subjects.naming import Named, parse
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.kill import Kill
from hubproof.simulator.journal import (
    Decided,
    FaultHealed,
    Received,
    Stage,
    SubjectChanged,
)

Bot = Callable[[str], Named]
Plans = Callable[..., Plan]

NEVER_READY = (
    "ready within 30 s: it never subscribed to strategies and never read the event history"
)


def told(record: Record) -> list[tuple[int, str, str | None]]:
    """What became of the subject: life, state, detail."""
    entries = record.history.entries
    return [(e.life, e.state, e.detail) for e in entries if isinstance(e, SubjectChanged)]


def received(record: Record) -> list[str]:
    return [e.method for e in record.history.entries if isinstance(e, Received)]


def kill(method: str, phase: str = "committed", **options: Any) -> Kill:
    options = {"hub": "control", "ordinal": 1, "restart_after_s": 1.0, **options}
    return Kill(method=method, phase=phase, **options)


def test_a_reference_run_is_carried_through(plan: Plans, scenario: Scenario) -> None:
    record = sim.run(plan(), scenario, parse("reference"))

    assert record.trouble is None
    assert [state for _, state, _ in told(record)] == ["started", "ready", "stopping", "exited"]
    entries = record.history.entries
    stages = [entry.stage for entry in entries if isinstance(entry, Stage)]
    assert stages == ["storm", "settle", "end"]
    assert any(isinstance(entry, Decided) for entry in entries)
    assert 40.0 < record.ran_s < 60.0


def test_a_killed_bot_s_finally_sends_no_order_and_writes_no_file(
    plan: Plans, scenario: Scenario, bot: Bot, tmp_path: Path
) -> None:
    subject = bot(f"""
        OUT = pathlib.Path({str(tmp_path)!r})

        async def run(env):
            control, event = hubs(env)
            state = pathlib.Path(env["HUBPROOF_STATE_DIR"])
            if (state / "begun").exists():
                print("in the state directory:", *[path.name for path in state.iterdir()])
                await asyncio.sleep(1000)
            (state / "begun").touch()
            try:
                async with control, event:
                    await ready(event)
                    await control.list_agents(models.ListAgentsArgs())
            finally:
                (state / "late").touch()
                (OUT / "late").touch()
                async with control:
                    await control.list_orders(models.ListOrdersArgs())
                (OUT / "later").touch()
    """)
    record = sim.run(plan(kill("ListAgents")), scenario, subject, state_root=tmp_path)

    assert record.log == "in the state directory: begun\n"
    assert (1, "killed", None) in told(record)
    assert "ListAgents" in received(record)
    assert "ListOrders" not in received(record)
    assert [path.name for path in tmp_path.iterdir()] == ["bots"]


def test_the_answer_that_killed_it_is_never_acted_on(
    plan: Plans, scenario: Scenario, bot: Bot
) -> None:
    subject = bot("""
        async def run(env):
            control, event = hubs(env)
            async with control, event:
                await ready(event)
                try:
                    await control.list_agents(models.ListAgentsArgs())
                except BaseException:
                    pass
                await control.list_orders(models.ListOrdersArgs())
                await asyncio.sleep(1000)
    """)

    for phase, orders in (("received", 1), ("committed", 1), ("answered", 2)):
        record = sim.run(plan(kill("ListAgents", phase)), scenario, subject)
        assert received(record).count("ListAgents") == 2
        assert received(record).count("ListOrders") == orders, phase


def test_a_restart_heals_and_finds_the_state_directory_as_it_was_left(
    plan: Plans, scenario: Scenario, bot: Bot
) -> None:
    subject = bot("""
        SEEN = []

        async def run(env):
            control, event = hubs(env)
            lives = pathlib.Path(env["HUBPROOF_STATE_DIR"]) / "lives"
            with lives.open("a") as file:
                file.write("x")
            SEEN.append(1)
            print("lives", lives.read_text(), "seen", len(SEEN))
            async with control, event:
                await ready(event)
                await control.list_agents(models.ListAgentsArgs())
                await asyncio.sleep(1000)
    """)

    record = sim.run(plan(kill("ListAgents", ordinal=1), kill("ListAgents", ordinal=2)),
                     scenario, subject)  # fmt: skip

    assert record.log.splitlines() == [
        *("lives x seen 1", "lives xx seen 1", "lives xxx seen 1"),
    ]
    healed = [e.fault for e in record.history.entries if isinstance(e, FaultHealed)]
    assert healed == [0, 1]
    assert record.trouble is None


def test_a_decision_that_a_kill_cut_off_does_not_spoil_the_next_life_s(
    plan: Plans, scenario: Scenario, bot: Bot
) -> None:
    subject = bot("""
        async def run(env):
            control, event = hubs(env)
            with open(env["HUBPROOF_DECISIONS"], "a", buffering=1) as log:
                log.write('{"decision":"surfaced","intent":null,"reason":"one"}\\n')
                log.write('{"decision":"surf')
                log.flush()
                async with control, event:
                    await ready(event)
                    await control.list_agents(models.ListAgentsArgs())
                    await asyncio.sleep(1000)
    """)

    record = sim.run(plan(kill("ListAgents")), scenario, subject)

    decided = [entry for entry in record.history.entries if isinstance(entry, Decided)]
    assert [(entry.life, entry.decision["reason"]) for entry in decided] == [(1, "one"), (2, "one")]


def test_the_key_is_in_nothing_that_the_subject_said(
    plan: Plans, scenario: Scenario, bot: Bot
) -> None:
    subject = bot("""
        import json

        async def run(env):
            key = env["MESOLIVE_API_KEY"]
            print("my key is", key)
            with open(env["HUBPROOF_DECISIONS"], "a") as log:
                log.write(json.dumps({"decision": "surfaced", "reason": key}) + "\\n")
            raise ValueError("rejected: " + key)
    """)

    record = sim.run(plan(), scenario, subject)

    assert record.log.splitlines()[0] == "my key is (key)"
    assert record.trouble == "the subject raised ValueError: rejected: (key) before it was ready"


def test_a_subject_that_cancels_every_task_it_sees_cancels_its_own(
    plan: Plans, scenario: Scenario, bot: Bot
) -> None:
    subject = bot("""
        import asyncio
        from hubproof.client.runtime import run as trade

        async def run(env):
            try:
                await trade(env)
            finally:
                me = asyncio.current_task()
                for task in asyncio.all_tasks():
                    if task is not me:
                        task.cancel()
    """)

    record = sim.run(plan(), scenario, subject)

    assert [state for _, state, _ in told(record)] == ["started", "ready", "stopping", "exited"]
    assert record.ran_s < 80.0


def test_a_subject_that_stops_its_loop_ends_itself(
    plan: Plans, scenario: Scenario, bot: Bot
) -> None:
    subject = bot("""
        async def run(env):
            control, event = hubs(env)
            async with control, event:
                await ready(event)
                asyncio.get_running_loop().stop()
                await asyncio.sleep(1000)
    """)

    record = sim.run(plan(), scenario, subject)

    assert told(record)[2][:2] == (1, "exited")
    assert "1" in (told(record)[2][2] or "")


@pytest.mark.parametrize(
    "spoil",
    [
        'os.mkfifo(os.path.join(env["HUBPROOF_STATE_DIR"], "pipe"))',
        'shutil.rmtree(env["HUBPROOF_STATE_DIR"]); open(env["HUBPROOF_STATE_DIR"], "w").close()',
        'os.mkdir(env["HUBPROOF_DECISIONS"])',
    ],
)
def test_what_a_subject_puts_in_the_place_of_its_files_stops_no_run(
    plan: Plans, scenario: Scenario, bot: Bot, spoil: str
) -> None:
    subject = bot(f"""
        import os, shutil

        async def run(env):
            once = env["HUBPROOF_DECISIONS"] + ".once"
            if not os.path.exists(once):
                open(once, "w").close()
                {spoil}
            control, event = hubs(env)
            async with control, event:
                await ready(event)
                await control.list_agents(models.ListAgentsArgs())
                await asyncio.sleep(1000)
    """)

    record = sim.run(plan(kill("ListAgents")), scenario, subject)

    assert [(life, state) for life, state, _ in told(record)][-4:] == [
        (2, "started"),
        (2, "ready"),
        (2, "stopping"),
        (2, "exited"),
    ]
    assert record.trouble is None


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        ("async def run(env): raise LookupError('no strategy')",
         "the subject raised LookupError: no strategy before it was ready"),
        ("async def run(env): pass", "the subject returned before it was ready"),
        ("async def run(env): sys.exit(3)",
         "the subject exited with status 3 before it was ready"),
        ("async def run(env): await asyncio.sleep(1000)", f"the subject was not {NEVER_READY}"),
        ("raise RuntimeError('at the top')",
         "cannot import 'bot_of_a_test' for py:bot_of_a_test:run: RuntimeError: at the top"),
    ],
)  # fmt: skip
def test_a_subject_that_cannot_take_part_is_trouble_in_one_sentence(
    plan: Plans, scenario: Scenario, bot: Bot, body: str, trouble: str
) -> None:
    assert sim.run(plan(), scenario, bot(body)).trouble == trouble


def test_a_subject_that_cannot_come_back_is_trouble(
    plan: Plans, scenario: Scenario, bot: Bot
) -> None:
    subject = bot("""
        HERE = pathlib.Path(__file__)

        async def run(env):
            HERE.write_text("1 / 0")
            control, event = hubs(env)
            async with control, event:
                await ready(event)
                await control.list_agents(models.ListAgentsArgs())
    """)

    record = sim.run(plan(kill("ListAgents")), scenario, subject)

    assert record.trouble is not None
    assert record.trouble.startswith("it could not be started again after a kill: cannot import")


def test_ignoring_sigterm_is_told(plan: Plans, scenario: Scenario, bot: Bot) -> None:
    subject = bot("""
        async def run(env):
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: None)
            control, event = hubs(env)
            async with event:
                await ready(event)
                await asyncio.sleep(1000)
    """)

    record = sim.run(plan(), scenario, subject)

    assert told(record)[-1] == (1, "exited", "ignored SIGTERM for 10 s and was killed")


def test_a_thread_is_refused_with_the_remedy(plan: Plans, scenario: Scenario, bot: Bot) -> None:
    subject = bot("async def run(env): await asyncio.to_thread(print)")

    record = sim.run(plan(), scenario, subject)

    assert record.trouble is not None
    assert "loop.run_in_executor() starts a thread" in record.trouble
    assert "--mode live" in record.trouble


def test_a_run_that_cannot_go_on_says_why_and_leaves_nothing_behind(
    plan: Plans, scenario: Scenario, bot: Bot, tmp_path: Path
) -> None:
    subject = bot(f"""
        async def run(env):
            try:
                while True:
                    await asyncio.sleep(0)
            finally:
                (pathlib.Path({str(tmp_path)!r}) / "late").touch()
    """)

    record = sim.run(plan(), scenario, subject)

    assert record.trouble is not None
    assert "the clock cannot move" in record.trouble
    assert "bot_of_a_test.py" in record.trouble
    assert not (tmp_path / "late").exists()


class Broken:
    """A world that fails at one method."""

    def __init__(self, method: str, error: BaseException, world: Any) -> None:
        self._world = world
        self._method = method
        self._error = error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world, name)

    def apply(self, command: Any, now: int) -> Any:
        if getattr(command, "method", None) == self._method:
            raise self._error
        return self._world.apply(command, now)


Break = Callable[[str, BaseException], None]


@pytest.fixture
def break_at(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Plants a world that fails."""

    def plant(method: str, error: BaseException) -> None:
        monkeypatch.setattr(
            sim, "world_of", lambda *args, **more: Broken(method, error, world_of(*args, **more))
        )

    return plant


def test_a_world_that_fails_is_no_verdict_but_an_error_of_ours(
    plan: Plans, scenario: Scenario, break_at: Break
) -> None:
    break_at("SendOrder", LookupError("no such leg"))

    with pytest.raises(HarnessError) as failed:
        sim.run(plan(seed=7), scenario, parse("reference"))

    assert str(failed.value).startswith(
        "short, seed 7: the control hub failed: LookupError: no such leg (test_sim.py:"
    )


def test_a_conductor_that_fails_is_an_error_of_ours(
    plan: Plans, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise LookupError("in a restart")

    monkeypatch.setattr(DecisionLog, "skip_rest", failing)
    killer = kill("StartPreparePositionEntry")

    with pytest.raises(HarnessError, match="conducting the run failed: LookupError: in a restart"):
        sim.run(plan(killer), scenario, parse("reference"))


def test_errors_of_the_subject_s_loop_are_its_own(
    plan: Plans, scenario: Scenario, bot: Bot
) -> None:
    subject = bot("""
        async def fail():
            raise LookupError("in a task that nobody awaits")

        async def run(env):
            control, event = hubs(env)
            async with event:
                await ready(event)
                asyncio.ensure_future(fail())
                asyncio.get_running_loop().call_soon(int, "x")
                await asyncio.sleep(1000)
    """)

    record = sim.run(plan(), scenario, subject)

    assert record.trouble is None
    assert "LookupError: in a task that nobody awaits" in record.log
    assert "ValueError: invalid literal for int()" in record.log


def test_ctrl_c_ends_a_run_and_the_subject_without_a_last_word(
    plan: Plans, scenario: Scenario, bot: Bot, break_at: Break, tmp_path: Path
) -> None:
    subject = bot(f"""
        async def run(env):
            control, event = hubs(env)
            try:
                async with control, event:
                    await ready(event)
                    await control.list_agents(models.ListAgentsArgs())
            finally:
                (pathlib.Path({str(tmp_path)!r}) / "late").touch()
    """)
    break_at("ListAgents", KeyboardInterrupt())

    with pytest.raises(KeyboardInterrupt):
        sim.run(plan(), scenario, subject, state_root=tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["bots"]


def test_the_same_plan_leaves_the_same_bytes_whatever_cut_it(
    plan: Plans, scenario: Scenario
) -> None:
    cut = Cut(hub="control", method="SendOrder", ordinal=1, phase="committed")

    runs = [sim.run(plan(cut, seed=3), scenario, parse("reference")) for _ in range(2)]

    assert runs[0].history.encode() == runs[1].history.encode()
    assert (
        runs[0].history.sha256()
        != sim.run(plan(seed=3), scenario, parse("reference")).history.sha256()
    )
