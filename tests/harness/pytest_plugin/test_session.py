"""What surrounds the tests: refusals before the first run, and an end in order when asked."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

WAIT_S = 60.0
NAMED = ("--pyargs", "hubproof.scenarios")
BOT = """
import os, pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
child = subprocess.Popen(["sleep", "60"])
pathlib.Path("running").write_text(f"{os.getpid()} {child.pid}")
time.sleep(60)
"""
ENDLESS = """
import pathlib
async def run(env):
    pathlib.Path(__file__).with_name("running").write_text("")
    try:
        while True:
            pass
    except KeyboardInterrupt:
        return
"""


@pytest.fixture
def start(foreign: Path, alone: list[str]) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts pytest there; none of them outlives the test."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *alone, *arguments],
            cwd=foreign,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110  # what is waited for is a process
            await asyncio.sleep(0.02)


def is_running(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_who_is_judged_and_how_is_said_once(theirs: Callable[..., Any]) -> None:
    order = ("--co", "--hubproof-subject", "mutant:no_dedupe", "--hubproof-seeds", "5")
    assert "\nhubproof: mutant:no_dedupe, sim, seeds 1-5\n" in theirs(*NAMED, *order).out
    assert "hubproof:" not in theirs(*NAMED, *order, "-q").out


def test_a_blind_checker_is_said_aloud(
    start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUBPROOF_BLIND", "misses_no_event")
    out, _ = start("-q", *NAMED, "--co").communicate(timeout=WAIT_S)
    assert "hubproof: no verdict here counts: HUBPROOF_BLIND makes the checker" in out


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("seeds", "", "ERROR: --hubproof-seeds '' names no seeds; give how many, from 1 to"),
        ("seeds", "0", "ERROR: --hubproof-seeds '0' names no seeds; give how many, from 1 to"),
        ("subject", "nobody", "ERROR: there is no subject 'nobody'; use reference, mutant:NAME,"),
    ],
)
def test_what_cannot_be_run_is_refused_in_one_sentence(
    theirs: Callable[..., Any], option: str, value: str, sentence: str
) -> None:
    done = theirs("-q", *NAMED, f"--hubproof-{option}", value)
    assert done.status == pytest.ExitCode.USAGE_ERROR
    (line,) = done.err.strip().splitlines()
    assert line.startswith(sentence)
    assert "no tests ran" in done.out


def test_a_worker_of_xdist_says_so_in_each_test_and_does_not_crash(
    theirs: Callable[..., Any], foreign: Path
) -> None:
    (foreign / "conftest.py").write_text("def pytest_configure(config): config.workerinput = {}\n")
    done = theirs("--pyargs", "hubproof.scenarios.steady_state", "--hubproof-seeds", "0")
    assert done.status == pytest.ExitCode.TESTS_FAILED
    assert "ERROR at setup of steady_state" in done.out
    assert "\n--hubproof-seeds '0' names no seeds; give how many" in done.out
    assert "1 error" in done.out.splitlines()[-1]


@pytest.mark.live
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_interrupted_in_the_middle_nothing_is_left_running(
    start: Callable[..., Any], foreign: Path, number: signal.Signals
) -> None:
    (foreign / "bot.py").write_text(BOT)
    process = start(*NAMED, "--hubproof-command", f"{sys.executable} bot.py")
    note = foreign / "running"
    await until(lambda: note.is_file() and len(note.read_text().split()) == 2)
    bot, child = map(int, note.read_text().split())
    process.send_signal(number)
    out, _ = process.communicate(timeout=WAIT_S)
    assert process.returncode == pytest.ExitCode.INTERRUPTED
    assert "KeyboardInterrupt" in out
    await until(lambda: not is_running(bot) and not is_running(child))


@pytest.mark.live
async def test_a_bot_that_swallows_the_interruption_in_virtual_time_does_not_prevent_it(
    start: Callable[..., Any], foreign: Path
) -> None:
    (foreign / "endless.py").write_text(ENDLESS)
    process = start(*NAMED, "--hubproof-subject", "py:endless:run")
    await until((foreign / "running").is_file)
    os.kill(process.pid, signal.SIGINT)
    process.communicate(timeout=WAIT_S)
    assert process.returncode == pytest.ExitCode.INTERRUPTED
