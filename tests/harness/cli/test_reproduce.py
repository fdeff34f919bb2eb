"""The reproduction line says everything that decided a run, and can be pasted as it stands."""

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hubproof.contract.mesolive.dialect import Dialect
from hubproof.harness.cli import reproduce
from hubproof.harness.cli.arguments import parse
from hubproof.harness.judge import Judging
from hubproof.harness.nemesis import expand
from hubproof.harness.record import ModeName
from hubproof.harness.subjects.naming import Named, of_command
from hubproof.scenarios import SCENARIOS

PLAN = expand(SCENARIOS["steady_state"], 7)
MUTANT = Named(kind="mutant", text="mutant:no_dedupe", variant="no_dedupe")
REFERENCE = Named(kind="reference", text="reference")
BOT = of_command(["node", "my bot.mjs", "--seed", "5"])


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.setattr(reproduce, "program", lambda: ["hubproof"])

    def made(
        subject: Named,
        mode: ModeName = "sim",
        judging: Judging | None = None,
        path: str | None = None,
    ) -> str:
        return reproduce.command(PLAN, subject, mode, judging or Judging(), path=path)

    return made


def test_defaults_are_left_out(line: Callable[..., str]) -> None:
    assert line(REFERENCE) == "hubproof run steady_state --seed 7"


def test_a_subject_is_named(line: Callable[..., str]) -> None:
    assert line(MUTANT) == "hubproof run steady_state --seed 7 --subject mutant:no_dedupe"


def test_a_live_run_says_its_mode_and_that_timing_may_differ(line: Callable[..., str]) -> None:
    said = line(REFERENCE, "live")
    assert said == "hubproof run steady_state --seed 7 --mode live  # real time: timing may differ"


def test_a_command_comes_last_and_is_quoted_for_a_shell(line: Callable[..., str]) -> None:
    said = line(BOT, "live")
    assert said.startswith("hubproof run steady_state --seed 7 -- node 'my bot.mjs' --seed 5  #")


def test_how_it_was_judged_is_part_of_it(line: Callable[..., str]) -> None:
    judging = Judging(selective=True, require_decisions=True)
    assert line(REFERENCE, judging=judging).endswith(" --selective --require-decisions")


def test_a_stored_plan_is_replayed_from_where_it_lies_with_the_subject_it_had_now(
    line: Callable[..., str],
) -> None:
    said = line(REFERENCE, path="out dir/run")
    assert said == "hubproof replay 'out dir/run' --subject reference --mode sim"


@pytest.mark.parametrize("shell_knows_comments", [True, False])
@pytest.mark.parametrize("subject", [REFERENCE, MUTANT, BOT], ids=["reference", "mutant", "bot"])
def test_what_is_pasted_means_the_same_run(
    line: Callable[..., str], subject: Named, *, shell_knows_comments: bool
) -> None:
    words = shlex.split(line(subject, "live"), comments=shell_knows_comments)
    options = parse(words[1:])
    assert (options.scenarios, options.seed) == (["steady_state"], 7)
    assert tuple(options.command or ()) == subject.command
    assert options.command or options.mode == "live"


def test_the_program_is_named_as_it_can_be_called_from_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scripts = tmp_path / "venv" / "bin"
    scripts.mkdir(parents=True)
    monkeypatch.setattr(sys, "executable", str(scripts / "python"))
    monkeypatch.setenv("PATH", "")
    monkeypatch.chdir(tmp_path)
    assert reproduce.program() == [str(scripts / "python"), "-m", "hubproof"]
    (scripts / "hubproof").touch(mode=0o755)
    assert reproduce.program() == ["./venv/bin/hubproof"]
    monkeypatch.chdir(scripts)
    assert reproduce.program() == ["./hubproof"]
    monkeypatch.setenv("PATH", str(scripts))
    assert reproduce.program() == ["hubproof"]


def test_the_dialect_of_the_hubs_is_said_for_a_seed_and_stands_in_a_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reproduce, "program", lambda: ["hubproof"])
    plan = expand(SCENARIOS["steady_state"], 7, Dialect.parse("integers,camel"))
    line = reproduce.command(plan, REFERENCE, "sim", Judging())
    assert line == "hubproof run steady_state --seed 7 --dialect camel,integers"
    assert parse(shlex.split(line)[1:]).dialect == plan.spoken
    assert "--dialect" not in reproduce.command(plan, REFERENCE, "sim", Judging(), path="p.json")
