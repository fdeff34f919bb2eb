"""Every command ends in the status that it should, and says why in one sentence."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hubproof import VERSION
from hubproof.harness.cli import campaign, main
from hubproof.harness.trial import carry_out
from hubproof.scenarios import SCENARIOS

STEADY = "steady_state"


def test_valid_is_0(hubproof: Callable[..., Any]) -> None:
    said = hubproof("run", STEADY)
    assert (said.status, said.err) == (0, "")
    assert said.lines[0].startswith("VALID   steady_state  seed 1  reference  0 of 0 faults fired")
    assert said.lines[1] == "1 of 1 runs of reference: 1 valid, 0 invalid, 0 unknown"


def test_invalid_is_1(hubproof: Callable[..., Any]) -> None:
    said = hubproof("run", STEADY, "--subject", "mutant:does_nothing")
    assert said.status == 1
    assert said.lines[-1].endswith(f"run {STEADY} --seed 1 --subject mutant:does_nothing")


def test_unknown_is_2(hubproof: Callable[..., Any]) -> None:
    said = hubproof("run", STEADY, "--subject", "mutant:does_nothing", "--selective")
    assert said.status == 2
    assert said.lines[1].startswith("not judged in some run, without a decision log")
    assert "SAFE-4" in said.lines[1]
    assert "  not exercised: the subject ordered nothing" in said.lines
    assert said.lines[-1].endswith("mutant:does_nothing --selective")


def test_usage_is_3(hubproof: Callable[..., Any]) -> None:
    said = hubproof("run", "nothing_such")
    assert (said.status, said.out) == (3, "")
    assert said.err == (
        f"hubproof: there is no scenario 'nothing_such'; there are {', '.join(SCENARIOS)}\n"
    )


def test_a_failure_of_ours_is_4(
    hubproof: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fails_at_seed_2(plan: Any, *rest: Any) -> Any:
        if plan.seed == 2:
            raise ZeroDivisionError("of ours")
        return carry_out(plan, *rest)

    monkeypatch.setattr(campaign, "carry_out", fails_at_seed_2)
    said = hubproof("run", STEADY, "--seeds", "3", "--out", str(tmp_path))
    assert said.status == 4
    sentence, again = said.err.splitlines()
    assert sentence.startswith("hubproof: hubproof itself failed: ZeroDivisionError: of ours (")
    assert again.endswith(f"run {STEADY} --seed 2")
    assert f"broken off after 1 of 3 runs; what was finished is kept in {tmp_path}" in said.lines
    summary = (tmp_path / "summary.json").read_text()
    assert '"error": "hubproof itself failed' in summary
    assert (tmp_path / "steady_state-1-reference-sim").is_dir()
    told = hubproof("run", STEADY, "--seeds", "3", "--json")
    assert told.status == 4
    assert told.json == {"version": 1, "error": sentence.removeprefix("hubproof: ")}


def test_a_failure_before_any_run_is_4_too(
    hubproof: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr(main, "_run", fails)
    said = hubproof("run")
    assert (said.status, said.out) == (4, "")
    assert said.err.startswith("hubproof: hubproof itself failed: KeyError: 'ours' (test_main.py:")


@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("run", "--seeds", "0"),
        ("run", "--"),
        ("run", "--subject", "nobody"),
        ("run", "--subject", ""),
        ("run", "--subject", "mutant:nobody"),
        ("run", "--subject", "py:nobody"),
        ("run", "--subject", "py:no_such_module:run"),
        ("run", "--subject", "py:json:no_such_name"),
        ("run", "--subject", "py:json:__name__"),
        ("run", "--subject", "reference", "--", "true"),
        ("run", "--mode", "sim", "--", "true"),
        ("run", "--", "no-such-command"),
        ("run", "--", "./no-such-file"),
        ("run", "--", "."),
        ("run", "--seed", "9007199254740991", "--seeds", "2"),
        ("replay", "no-such-file"),
        ("list", "everything"),
        ("serve", "--seed", "1"),
        ("serve", "--scenario", "nothing_such"),
        ("serve", "--port", "70000"),
    ],
)
def test_what_cannot_be_done_is_said_without_a_trace(
    hubproof: Callable[..., Any], argv: tuple[str, ...]
) -> None:
    said = hubproof(*argv)
    assert (said.status, said.out) == (3, "")
    assert said.err.startswith("hubproof: ")
    assert "Traceback" not in said.err
    if argv:
        assert said.err.count("\n") == 1
    if argv and argv[0] in ("run", "list"):
        before = argv.index("--") if "--" in argv else len(argv)
        told = hubproof(*argv[:before], "--json", *argv[before:])
        assert (told.status, list(told.json)) == (3, ["version", "error"])


def test_a_file_that_may_not_be_run_is_told_from_one_that_is_not_there(
    hubproof: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "bot").touch(mode=0o644)
    assert "it is not executable" in hubproof("run", "--", str(tmp_path / "bot")).err
    assert "there is no such command" in hubproof("run", "--", str(tmp_path / "bat")).err


@pytest.mark.parametrize("argv", [("--help",), ("run", "--help"), ("serve", "--help")])
def test_help_is_printed_and_all_is_well(
    hubproof: Callable[..., Any], argv: tuple[str, ...]
) -> None:
    said = hubproof(*argv)
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("usage: hubproof")


def test_the_version_is_printed(hubproof: Callable[..., Any]) -> None:
    assert hubproof("--version").out == f"hubproof {VERSION}\n"


FACTORIES = """
    print("imported")

    async def raises(env):
        raise ValueError("no broker today")

    def is_no_coroutine(env):
        return 3

    async def returns(env):
        print("\\x1b[31mthat was all")
"""


@pytest.mark.parametrize(
    ("factory", "why"),
    [
        ("raises", "raised ValueError: no broker today"),
        ("is_no_coroutine", "raised TypeError: object int can't be used in 'await' expression"),
        ("returns", "returned"),
    ],
)
def test_a_factory_that_cannot_work_is_unknown_with_its_reason(
    hubproof: Callable[..., Any], bots: Callable[[str], str], factory: str, why: str
) -> None:
    subject = bots(FACTORIES) + factory
    said = hubproof("run", STEADY, "--subject", subject)
    assert said.status == 2
    assert f"  the subject {why} before it was ready" in said.lines
    assert said.lines[-1].endswith(f"run {STEADY} --seed 1 --subject {subject}")
    assert "\x1b" not in said.out
    told = hubproof("run", STEADY, "--subject", subject, "--json")
    assert told.json["verdict"] == "unknown"
    assert told.json["runs"][0]["reason"] == f"the subject {why} before it was ready"


def test_a_scenario_named_twice_runs_once(hubproof: Callable[..., Any]) -> None:
    assert len(hubproof("run", STEADY, STEADY, "--json").json["runs"]) == 1


def test_seeds_run_from_the_first_to_the_last(hubproof: Callable[..., Any]) -> None:
    told = hubproof("run", STEADY, "--seed", "5", "--seeds", "3", "--json").json
    assert [run["seed"] for run in told["runs"]] == [5, 6, 7]


def test_required_decisions_are_missed_and_the_command_says_so(
    hubproof: Callable[..., Any], bots: Callable[[str], str]
) -> None:
    subject = bots("""
        from hubproof.client import runtime

        async def run(env):
            await runtime.run({**env, "HUBPROOF_DECISIONS": ""})
    """) + "run"  # fmt: skip
    said = hubproof("run", STEADY, "--subject", subject)
    assert said.status == 0
    assert "not judged: SAFE-3" in said.lines[0]
    assert said.lines[-1] == "not judged in some run, without a decision log: SAFE-3"
    strict = hubproof("run", STEADY, "--subject", subject, "--require-decisions")
    assert strict.status == 2
    assert strict.lines[-1].endswith("--require-decisions")


def test_the_last_line_of_a_failure_runs_it_again_when_it_is_pasted(
    hubproof: Callable[..., Any],
) -> None:
    said = hubproof("run", STEADY, "--subject", "mutant:does_nothing")
    shell = ["sh", "-c", said.lines[-1]]
    pasted = subprocess.run(shell, capture_output=True, text=True, check=False)
    assert pasted.returncode == 1
    assert pasted.stdout.splitlines()[-1] == said.lines[-1]


def test_whatever_the_terminal_cannot_spell_is_escaped(bots: Callable[[str], str]) -> None:
    subject = bots("async def run(env):\n    raise ValueError('caf\\u00e9')") + "run"
    process = subprocess.run(
        [sys.executable, "-m", "hubproof", "run", STEADY, "--subject", subject],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert process.returncode == 2
    assert b"caf\\xe9 before it was ready" in process.stdout


def test_a_mistake_is_3_where_nobody_can_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert main.main(["run", "nope"]) == 3
