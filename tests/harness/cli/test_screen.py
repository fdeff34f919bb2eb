"""On a terminal a bar moves; in CI, in a pipe and in a file there are plain lines, and enough."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from hubproof.harness.cli.screen import NEWS_EVERY_S, Screen
from hubproof.harness.nemesis import expand
from hubproof.harness.verdict import Verdict
from hubproof.scenarios import SCENARIOS

PLAN = expand(SCENARIOS["steady_state"], 4)
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@pytest.fixture
def clock() -> Callable[..., float]:
    """Reads seconds, after adding what it is called with."""
    now = [100.0]

    def read(passed_s: float = 0.0) -> float:
        now[0] += passed_s
        return now[0]

    return read


def on_a_terminal(*argv: str, **env: str) -> tuple[int, str]:
    """Status and everything that was written to a terminal of 100 columns."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "hubproof", *argv],
        stdout=theirs,
        stderr=theirs,
        env={**{k: v for k, v in os.environ.items() if k != "CI"}, "COLUMNS": "100", **env},
    )
    os.close(theirs)
    written = b""
    try:
        while part := os.read(ours, 65_536):
            written += part
    except OSError:  # how a terminal says that nobody is left at the other end
        os.close(ours)
    return process.wait(), written.decode()


def test_a_terminal_shows_a_bar_and_colours() -> None:
    status, text = on_a_terminal("run", "steady_state", "--seeds", "3", TERM="xterm")
    assert status == 0
    assert "\x1b[32mVALID" in text
    assert "━" in text
    assert "/3" in text
    assert "3 of 3 runs of reference: 3 valid" in text


@pytest.mark.parametrize("env", [{"CI": "true", "TERM": "xterm"}, {"TERM": "dumb"}])
def test_no_bar_moves_in_ci_or_on_a_terminal_that_cannot(env: dict[str, str]) -> None:
    status, text = on_a_terminal("run", "steady_state", "--seeds", "2", **env)
    assert status == 0
    assert "━" not in text
    assert "2 of 2 runs" in text


def test_a_pipe_gets_no_control_characters(hubproof: Callable[..., Any]) -> None:
    said = hubproof("run", "steady_state", "--seeds", "3", "--subject", "mutant:does_nothing")
    assert said.status == 1
    assert not CONTROL.search(said.out + said.err)


def test_with_json_everything_for_people_goes_to_standard_error(
    hubproof: Callable[..., Any],
) -> None:
    said = hubproof("run", "steady_state", "--subject", "mutant:does_nothing", "--json")
    assert said.json["verdict"] == "invalid"
    assert "INVALID" in said.err
    assert said.err.splitlines()[-1].endswith("--subject mutant:does_nothing")


def test_forced_colour_brings_no_bar_into_a_file(
    hubproof: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    said = hubproof("run", "steady_state", "--seeds", "2")
    assert "\x1b[32mVALID" in said.out
    assert "━" not in said.out


def test_each_of_few_runs_has_a_line_and_of_many_only_the_sum(
    hubproof: Callable[..., Any],
) -> None:
    few = hubproof("run", "steady_state", "--seeds", "20")
    assert sum(line.startswith("VALID") for line in few.lines) == 20
    many = hubproof("run", "steady_state", "--seeds", "21")
    assert many.lines == ["21 of 21 runs of reference: 21 valid, 0 invalid, 0 unknown"]


def test_the_first_failures_are_told_in_full_and_the_rest_is_counted(
    hubproof: Callable[..., Any],
) -> None:
    said = hubproof("run", "steady_state", "--seeds", "7", "--subject", "mutant:does_nothing")
    heads = [line for line in said.lines if line.startswith("INVALID")]
    commands = [line for line in said.lines if line.endswith("mutant:does_nothing")]
    assert len(heads) == 7 + 5
    assert len(commands) == 5
    assert "the first 5 of 7 failures follow" in said.lines
    assert said.lines[-1] == commands[-1]


def test_a_long_campaign_says_from_time_to_time_how_far_it_is(
    clock: Callable[..., float], capsys: pytest.CaptureFixture[str]
) -> None:
    with Screen(total=500, is_json=False, clock=clock) as screen:
        for number in range(40):
            screen.begins(PLAN, "sim", 90.0)
            clock(NEWS_EVERY_S / 10)
            screen.finished("", Verdict.INVALID if number == 3 else Verdict.VALID, is_shown=False)
        clock(NEWS_EVERY_S)
    assert capsys.readouterr().out.splitlines() == [
        f"{done} of 500 runs of this campaign: {done - 1} valid, 1 invalid, 0 unknown"
        for done in (10, 20, 30, 40)
    ]


def test_the_last_run_brings_no_news_but_the_sum(
    clock: Callable[..., float], capsys: pytest.CaptureFixture[str]
) -> None:
    with Screen(total=1, is_json=False, clock=clock) as screen:
        clock(2 * NEWS_EVERY_S)
        screen.finished("", Verdict.UNKNOWN, is_shown=False)
    assert capsys.readouterr().out == ""


def test_a_live_run_is_announced_with_the_time_it_may_take(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Screen(total=1, is_json=False) as screen:
        screen.begins(PLAN, "live", 90.0)
        screen.begins(PLAN, "sim", 90.0)
    assert capsys.readouterr().out == "running steady_state  seed 4, for 90 s at most\n"
