"""The options mean what they mean on the command line, and are refused in one sentence."""

import sys
from typing import Any, cast

import pytest

from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.harness.nemesis import expand
from hubproof.harness.pytest_plugin.asked import Asked, asked
from hubproof.harness.scenario import Scenario
from hubproof.scenarios import SCENARIOS


class Options:
    """As much of a pytest.Config as is looked at."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = {f"--hubproof-{name}": value for name, value in given.items()}

    def getoption(self, name: str) -> Any:
        return self.given.get(name, False if name == "--hubproof-selective" else None)


def order(**given: Any) -> Asked:
    return asked(cast("pytest.Config", Options(given)))


@pytest.fixture
def scenario() -> Scenario:
    return SCENARIOS["steady_state"]


def test_nothing_asked_means_the_reference_client_in_virtual_time_with_seed_1() -> None:
    one = order()
    assert (one.subject.kind, one.terms.mode, one.seeds) == ("reference", "sim", range(1, 2))
    assert one.terms.judging.selective is False
    assert (one.subject_text, one.seeds_text) == ("reference", "seed 1")


@pytest.mark.parametrize(
    ("text", "seeds", "words"),
    [
        ("1", range(1, 2), "seed 1"),
        ("20", range(1, 21), "seeds 1-20"),
        ("5-20", range(5, 21), "seeds 5-20"),
        ("7-7", range(7, 8), "seed 7"),
        ("0-2", range(3), "seeds 0-2"),
    ],
)
def test_seeds_are_a_number_of_them_or_a_range(text: str, seeds: range, words: str) -> None:
    one = order(seeds=text)
    assert (one.seeds, one.seeds_text) == (seeds, words)


@pytest.mark.parametrize(
    "text", ["0", "-1", "5-2", "x", "1.5", "1-2-3", "100001", "1-100001", "9999999999999999", " 1"]
)
def test_other_seeds_are_refused(text: str) -> None:
    with pytest.raises(pytest.UsageError, match=r"^--hubproof-seeds '.*' names no seeds; give"):
        order(seeds=text)


def test_a_command_is_read_as_a_shell_reads_it_and_runs_live() -> None:
    one = order(command=f"{sys.executable} 'my bot.py' --fast")
    assert one.subject.command == (sys.executable, "my bot.py", "--fast")
    assert one.terms.mode == "live"
    assert one.subject_text == f"{sys.executable} 'my bot.py' --fast"


def test_the_hubs_write_as_they_are_asked_to(scenario: Scenario) -> None:
    assert order().dialect == OURS
    chosen = order(dialect="camel,strings")
    assert chosen.dialect == Dialect(casing="camel", decimals="strings")
    plan = expand(scenario, 3, chosen.dialect)
    assert "--dialect camel,strings" in chosen.again(plan)


def test_a_selective_subject_is_judged_as_one_and_live_is_live() -> None:
    one = order(selective=True, mode="live", subject="mutant:no_dedupe")
    assert one.terms.judging.selective is True
    assert (one.terms.mode, one.subject_text) == ("live", "mutant:no_dedupe")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"subject": "nobody"}, "there is no subject 'nobody'; use reference, mutant:NAME,"),
        ({"subject": "nobody"}, "or a command with --hubproof-command"),
        ({"subject": "mutant:nobody"}, "there is no mutant 'nobody'"),
        ({"subject": "py:no_such_module:run"}, "cannot import 'no_such_module'"),
        ({"command": "no-such-bot"}, "cannot run 'no-such-bot'"),
        ({"command": "no-such-bot"}, "starts your client with --hubproof-command"),
        ({"command": ""}, "--hubproof-command is empty; give"),
        ({"dialect": "snake"}, "--hubproof-dialect: 'snake' is no form of a dialect"),
        ({"dialect": ""}, "--hubproof-dialect: '' names no form of a dialect"),
        ({"command": "'a"}, "cannot be read: No closing quotation; quote it"),
        ({"command": "ls", "mode": "sim"}, "leave out --hubproof-mode sim"),
        (
            {"command": "ls", "subject": "reference"},
            "name the subject with --hubproof-subject or by a command with --hubproof-command",
        ),
    ],
)
def test_what_cannot_be_run_is_refused_in_the_words_of_these_options(
    given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(pytest.UsageError) as refused:
        order(**given)
    (text,) = refused.value.args
    assert sentence in text
    assert "after --" not in text
    assert "\n" not in text
