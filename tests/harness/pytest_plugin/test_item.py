"""A verdict is an outcome of pytest's: valid passes, everything else does not, and says why."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness.cli.main import main
from hubproof.scenarios import SCENARIOS

NAMED = ("--pyargs", "hubproof.scenarios.steady_state")
STORM = "unknown_outcome_of_an_order"
OURS = "pytest_plugin"
Properties = Callable[[Path], dict[str, dict[str, list[str]]]]


def test_a_bot_that_lives_in_the_repository_passes(
    theirs: Callable[..., Any], foreign: Path, properties: Properties
) -> None:
    bot = ("--hubproof-subject", "py:bots:good", "--junitxml", "junit.xml")
    done = theirs("-q", "--pyargs", "hubproof.scenarios", *bot)
    assert done.status == pytest.ExitCode.OK, done.out
    cases = properties(foreign / "junit.xml")
    assert sorted(cases) == sorted(SCENARIOS)
    for name, told in cases.items():
        assert told["requirement"] == [*SCENARIOS[name].requirements]
        assert (told["verdict"], told["mode"], told["seeds"]) == (["valid"], ["sim"], ["seed 1"])
        assert told["subject"] == ["py:bots:good"]
        (replay,) = told["replay"]
        assert replay.endswith(f"hubproof run {name} --seed 1 --subject py:bots:good")


def test_a_conviction_fails_and_tells_everything(
    theirs: Callable[..., Any], foreign: Path, properties: Properties
) -> None:
    bug = ("--hubproof-subject", "mutant:new_key_on_retry", "--hubproof-seeds", "2-3")
    done = theirs("--pyargs", f"hubproof.scenarios.{STORM}", *bug, "--junitxml", "junit.xml")
    assert done.status == pytest.ExitCode.TESTS_FAILED
    assert "seeds 2-3" in done.out
    told = done.out.partition("= FAILURES =")[2].partition("\n---")[0].splitlines()
    assert told[2].startswith("invalid: IDEM-")
    assert told[2].endswith(" (seed 2; 2 of 2 seeds failed)")
    assert told[-1].endswith(f"hubproof run {STORM} --seed 2 --subject mutant:new_key_on_retry")
    text = "\n".join(told)
    assert "(MUST): a client " in text
    assert " USD at risk" in text
    assert "\n  seed 3: invalid: IDEM-" in text
    assert OURS not in text
    summary = done.out.splitlines()[-2]
    assert summary.startswith(f"FAILED hubproof/scenarios/{STORM}.py::{STORM} - invalid: IDEM-")
    case = properties(foreign / "junit.xml")[STORM]
    assert case["verdict"] == ["invalid"]
    assert [one.split("--seed ")[1][0] for one in case["replay"]] == ["2", "3"]


def test_unknown_fails_and_says_that_it_is_unknown(theirs: Callable[..., Any]) -> None:
    done = theirs(*NAMED, "--hubproof-subject", "py:bots:leaves_at_once")
    assert done.status == pytest.ExitCode.TESTS_FAILED
    assert "\nunknown: the subject returned before it was ready\n" in done.out
    assert "steady_state - unknown: the subject returned before it was ready\n" in done.out
    assert "1 failed" in done.out.splitlines()[-1]
    assert OURS not in done.out


def test_a_failure_of_hubproof_is_an_error_and_no_verdict(
    theirs: Callable[..., Any], foreign: Path, properties: Properties
) -> None:
    (foreign / "conftest.py").write_text(
        "def pytest_configure():\n"
        "    from hubproof.harness.modes import sim\n"
        "    def fails(*_, **__): raise RuntimeError('the world stood still')\n"
        "    sim.run = fails\n"
    )
    done = theirs(*NAMED, "--junitxml", "junit.xml")
    assert done.status == pytest.ExitCode.TESTS_FAILED
    assert "1 error" in done.out.splitlines()[-1]
    assert "hubproof itself failed: RuntimeError: the world stood still (conftest.py:3)" in done.out
    assert OURS not in done.out
    text = (foreign / "junit.xml").read_text()
    assert 'errors="1" failures="0"' in text
    case = properties(foreign / "junit.xml")["steady_state"]
    assert "verdict" not in case
    assert case["replay"][0].endswith("hubproof run steady_state --seed 1")


def test_x_stops_at_the_first_failure(theirs: Callable[..., Any]) -> None:
    done = theirs(
        "-x", "--pyargs", "hubproof.scenarios", "--hubproof-subject", "mutant:does_nothing"
    )
    assert "1 failed" in done.out.splitlines()[-1]
    assert "passed" not in done.out.splitlines()[-1]


@pytest.mark.parametrize("options", [("--tb=line",), ("--tb=native",)])
def test_every_style_of_traceback_says_what_happened(
    theirs: Callable[..., Any], options: tuple[str, ...]
) -> None:
    done = theirs(*NAMED, *options, "--hubproof-subject", "mutant:does_nothing")
    assert "invalid: SAFE-4: did not enter" in done.out
    assert "Traceback" not in done.text


def test_a_selective_bot_is_not_convicted_for_what_it_lets_go(theirs: Callable[..., Any]) -> None:
    idle = ("--hubproof-subject", "mutant:does_nothing", "--hubproof-selective")
    done = theirs(*NAMED, *idle)
    assert "unknown: not exercised: the subject ordered nothing" in done.out
    assert "--selective" in done.out


@pytest.mark.parametrize("subject", ["reference", "mutant:cursor_saved_before_handling"])
def test_pytest_and_the_command_line_give_the_same_verdict(
    theirs: Callable[..., Any],
    foreign: Path,
    properties: Properties,
    capsys: pytest.CaptureFixture[str],
    subject: str,
) -> None:
    name, file = "killed_between_store_submit_and_answer", foreign / "junit.xml"
    main(["run", name, "--seeds", "5", "--subject", subject, "--json"])
    told = json.loads(capsys.readouterr().out)
    convicted = [one["seed"] for one in told["runs"] if one["verdict"] != "valid"]
    assert len(convicted) in ((0,) if subject == "reference" else (1, 2, 3, 4))
    order = ("--hubproof-subject", subject, "--hubproof-seeds", "5", "--junitxml", str(file))
    theirs("-q", "--pyargs", f"hubproof.scenarios.{name}", *order)
    case = properties(file)[name]
    assert case["verdict"] == [told["verdict"]]
    replayed = [int(one.split("--seed ")[1].split()[0]) for one in case["replay"]]
    assert replayed == (convicted or [1])


def test_their_modules_are_still_theirs_after_a_storm(
    theirs: Callable[..., Any], foreign: Path
) -> None:
    (foreign / "test_last.py").write_text(
        "import sys, bots\ndef test_same(): assert sys.modules['bots'] is bots\n"
    )
    killed = "hubproof.scenarios.killed_between_store_submit_and_answer"
    bot = ("--hubproof-subject", "py:bots:good")
    done = theirs("-v", "--pyargs", killed, "test_last.py", *bot)
    assert "2 passed" in done.out
