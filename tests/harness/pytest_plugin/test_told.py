"""A failure says the promise, the deed, the time and the money, and ends with its command."""

import io
from dataclasses import replace

import msgspec
import pytest
from _pytest._io import TerminalWriter

from hubproof.harness.cli import words
from hubproof.harness.pytest_plugin import told
from hubproof.harness.pytest_plugin.asked import Asked
from hubproof.harness.pytest_plugin.told import TOLD_MAX
from hubproof.harness.pytest_plugin.trials import Trials
from hubproof.harness.requirements import REQUIREMENTS
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Finished, Terms
from hubproof.harness.verdict import Verdict

BUG = "mutant:new_key_on_retry"


@pytest.fixture
def order() -> Asked:
    return Asked(subject=parse(BUG), terms=Terms(), seeds=range(1, 2))


def seed(one: Finished, number: int, reason: str | None = None) -> Finished:
    record, judgement = one.record, one.judgement
    plan = msgspec.structs.replace(record.plan, seed=number)
    judgement = msgspec.structs.replace(judgement, reason=reason or judgement.reason)
    return Finished(record=replace(record, plan=plan), judgement=judgement)


def of(*runs: Finished) -> Trials:
    trials = Trials()
    for one in runs:
        trials.take(one)
    return trials


def test_one_run_is_told_in_full(convicted: Finished, order: Asked) -> None:
    said = told.failure(of(convicted), order)
    reason = convicted.judgement.reason
    again = order.again(convicted.record.plan)
    assert said.reprcrash.message == f"invalid: {reason}"
    assert said.lines == [f"invalid: {reason}", *words.failure(convicted, again)]
    assert again.endswith(f"run unknown_outcome_of_an_order --seed 1 --subject {BUG}")
    text = str(said)
    for one in convicted.judgement.violations:
        assert (
            f"{one.requirement} ({one.level}): a client {REQUIREMENTS[one.requirement].says}"
            in text
        )
    assert " USD at risk beyond what the signals called for" in text
    assert text.splitlines()[-1] == again


def test_of_several_seeds_each_failed_one_is_named(
    convicted: Finished, valid: Finished, order: Asked
) -> None:
    many = [seed(convicted, number, f"reason {number}") for number in range(2, TOLD_MAX + 6)]
    said = told.failure(of(seed(valid, 1), *many), order)
    failed = len(many)
    assert said.lines[0] == f"invalid: reason 2 (seed 2; {failed} of {failed + 1} seeds failed)"
    rest = said.lines[said.lines.index("the other seeds that failed:") + 1 :]
    assert rest[:-2] == [
        f"  seed {number}: invalid: reason {number}" for number in range(3, TOLD_MAX + 3)
    ]
    assert rest[-2] == f"  seeds {TOLD_MAX + 3}, {TOLD_MAX + 4}, {TOLD_MAX + 5}"
    assert rest[-1] == order.again(many[0].record.plan)
    assert " --seed 2 " in rest[-1]


def test_an_unknown_run_says_so_first(valid: Finished, order: Asked) -> None:
    judgement = msgspec.structs.replace(
        valid.judgement, verdict=Verdict.UNKNOWN, reason="nobody was there"
    )
    said = told.failure(of(replace(valid, judgement=judgement)), order)
    assert said.lines[0] == said.reprcrash.message == "unknown: nobody was there"


def test_the_key_and_control_characters_are_in_none_of_it(
    convicted: Finished, order: Asked
) -> None:
    reason = f"said {convicted.record.key}\x1b[2J"
    said = told.failure(of(seed(convicted, 1, reason)), order)
    assert said.reprcrash.message == "invalid: said (key)\\x1b[2J"
    assert convicted.record.key not in str(said)


def test_a_failure_of_ours_is_its_sentence_and_its_command() -> None:
    said = told.broken_off("hubproof itself failed in x", "hubproof run x")
    assert said.lines == ["hubproof itself failed in x", "hubproof run x"]
    assert str(said.reprcrash) == "hubproof itself failed in x"


def test_on_a_terminal_the_first_line_is_red_and_the_command_bold() -> None:
    file = io.StringIO()
    writer = TerminalWriter(file)
    writer.hasmarkup = True
    told.broken_off("first", "last").toterminal(writer)
    assert file.getvalue() == "\x1b[31m\x1b[1mfirst\x1b[0m\n\x1b[1mlast\x1b[0m\n"
