"""Ctrl-C ends a campaign in order: nothing is left running, and what was finished is kept."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness.cli.interruption import Interruption
from hubproof.scenarios import SCENARIOS

pytestmark = pytest.mark.live

BOT = """
import os, pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
child = subprocess.Popen(["sleep", "60"])
pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()} {child.pid}")
time.sleep(60)
"""


def is_running(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def summary(out: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((out / "summary.json").read_text())
    return told


def folders(out: Path) -> list[Path]:
    return [one for one in out.iterdir() if one.is_dir()]


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_in_the_middle_of_a_simulated_campaign(
    start: Start, until: Callable[..., Any], tmp_path: Path, number: signal.Signals
) -> None:
    process = start("run", "--seeds", "2000", "--out", str(tmp_path))
    await until(lambda: len(list(tmp_path.glob("steady*sim"))) >= 2)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (2, "")
    told = summary(tmp_path)
    assert (told["interrupted"], told["verdict"]) == (True, "unknown")
    kept = folders(tmp_path)
    assert len(kept) == len(told["runs"]) >= 2
    assert all((one / "verdict.json").is_file() for one in kept)
    assert out.splitlines()[-1] == (
        f"interrupted after {len(kept)} of {2000 * len(SCENARIOS)} runs;"
        f" what was finished is kept in {tmp_path}"
    )


async def test_what_was_invalid_before_stays_so(
    start: Start, until: Callable[..., Any], tmp_path: Path
) -> None:
    options = ("--subject", "mutant:does_nothing", "--out", str(tmp_path), "--json")
    process = start("run", "--seeds", "2000", *options)
    await until(lambda: len(list(tmp_path.glob("steady*sim"))) >= 1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert list(json.loads(out)) == ["version", "verdict", "not_judged", "runs"]
    assert "interrupted after" in err
    assert summary(tmp_path)["interrupted"] is True
    assert err.splitlines()[-1].endswith("--subject mutant:does_nothing")


async def test_a_client_that_swallows_it_is_broken_off_too(
    start: Start, until: Callable[..., Any], bots: Callable[[str], str], tmp_path: Path
) -> None:
    subject = bots(f"""
        import pathlib, time

        async def run(env):
            try:
                pathlib.Path({str(tmp_path / "begun")!r}).touch()
                time.sleep(60)
            except BaseException:
                pass
    """) + "run"  # fmt: skip
    process = start("run", "steady_state", "--seeds", "3", "--subject", subject)
    await until((tmp_path / "begun").exists)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert out.splitlines()[-1].startswith("interrupted after 0 of 3 runs; ")


async def test_of_several_live_runs_none_is_left(
    start: Start, until: Callable[..., Any], tmp_path: Path
) -> None:
    bot, pids = tmp_path / "bot.sh", tmp_path / "pids"
    pids.mkdir()
    bot.write_text(f"#!/bin/sh\ntouch {pids}/$$\nexec sleep 60\n")
    bot.chmod(0o755)
    process = start("run", "steady_state", "--seeds", "20", "--at-once", "5", "--", str(bot))
    await until(lambda: len(list(pids.iterdir())) == 5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (2, "")
    assert out.splitlines()[-1].startswith("interrupted after 0 of 20 runs")
    family = [int(one.name) for one in pids.iterdir()]
    assert len(family) == 5
    await until(lambda: not any(is_running(one) for one in family))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_in_the_middle_of_a_live_run_nothing_is_left_running(
    start: Start, until: Callable[..., Any], tmp_path: Path, number: signal.Signals
) -> None:
    bot, pids, out = tmp_path / "bot.py", tmp_path / "pids", tmp_path / "out"
    bot.write_text(BOT)
    process = start("run", "--out", str(out), "--", "python3", str(bot), str(pids))
    await until(lambda: pids.exists() and len(pids.read_text().split()) == 2)
    family = [int(one) for one in pids.read_text().split()]
    assert all(is_running(one) for one in family)
    process.send_signal(number)
    said, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (2, "")
    await until(lambda: not any(is_running(one) for one in family))
    assert summary(out) == {
        "version": 1,
        "verdict": "unknown",
        "not_judged": [],
        "runs": [],
        "interrupted": True,
    }
    assert said.splitlines()[-1].startswith(f"interrupted after 0 of {len(SCENARIOS)} runs")


@pytest.fixture
def handlers() -> Iterator[list[Any]]:
    """The handlers of both signals, which must be there again afterwards."""
    before = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    yield before
    assert [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)] == before


def test_our_own_code_is_let_finish_and_asked_afterwards(handlers: list[Any]) -> None:
    with Interruption("sim") as interruption:
        interruption.check()
        os.kill(os.getpid(), signal.SIGTERM)
        assert interruption.is_asked
        with pytest.raises(KeyboardInterrupt):
            interruption.check()
    assert len(handlers) == 2


def test_whoever_asks_twice_is_heard_wherever_we_are(handlers: list[Any]) -> None:
    with Interruption("sim"):
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert len(handlers) == 2


def test_a_job_in_the_background_hears_ctrl_c_all_the_same() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Interruption("live"):
            assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_on_real_sockets_ctrl_c_is_left_to_asyncio(handlers: list[Any]) -> None:
    with Interruption("live"):
        assert signal.getsignal(signal.SIGINT) is handlers[0]
