"""One test for each scenario, under ids that people can read and reports can compare."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness.pytest_plugin.collection import NODE
from hubproof.scenarios import SCENARIOS


def ids(folder: str, *names: str) -> list[str]:
    return [f"{folder}/{name}.py::{name}" for name in sorted(names or SCENARIOS)]


def test_every_scenario_is_one_test_in_a_clone(clone: Callable[..., Any]) -> None:
    assert clone("--co", "-q", "scenarios/").ids == ids("scenarios")


def test_every_scenario_is_one_test_elsewhere(theirs: Callable[..., Any]) -> None:
    assert theirs("--co", "-q", "--pyargs", "hubproof.scenarios").ids == ids(NODE)


@pytest.mark.parametrize("name", ["", "::steady_state"])
def test_one_scenario_can_be_named(
    clone: Callable[..., Any], theirs: Callable[..., Any], name: str
) -> None:
    here = clone("--co", "-q", f"scenarios/steady_state.py{name}")
    there = theirs("--co", "-q", "--pyargs", f"hubproof.scenarios.steady_state{name}")
    assert here.ids == ids("scenarios", "steady_state")
    assert there.ids == ids(NODE, "steady_state")


def test_a_name_or_a_requirement_selects(clone: Callable[..., Any]) -> None:
    assert clone("--co", "-q", "scenarios", "-k", "steady").ids == ids("scenarios", "steady_state")
    about = [one.name for one in SCENARIOS.values() if "IDEM-10" in one.requirements]
    assert 0 < len(about) < len(SCENARIOS)
    assert clone("--co", "-q", "scenarios", "-k", "IDEM-10").ids == ids("scenarios", *about)


def test_what_is_ignored_is_left_out(clone: Callable[..., Any]) -> None:
    others = [name for name in SCENARIOS if name != "steady_state"]
    left = clone("--co", "-q", "scenarios", "--ignore=scenarios/steady_state.py")
    assert left.ids == ids("scenarios", *others)


def test_what_failed_last_runs_again_beside_tests_of_theirs(
    theirs: Callable[..., Any], foreign: Path
) -> None:
    (foreign / "test_theirs.py").write_text("def test_a(): assert 0\ndef test_b(): ...\n")
    two = ("steady_state", "unknown_outcome_of_an_order")
    named = ("test_theirs.py", "--pyargs", *(f"hubproof.scenarios.{one}" for one in two))
    storm = (*named, "--hubproof-subject", "mutant:gives_up_on_unknown")
    first = theirs(*storm)
    assert "2 failed" in first.out
    again = theirs(*storm, "--lf", "--co", "-q")
    assert again.ids == ["test_theirs.py::test_a", *ids(NODE, "unknown_outcome_of_an_order")]
