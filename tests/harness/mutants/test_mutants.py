"""Each mutant is the reference client with one thing overridden, and says what it breaks."""

import dataclasses
import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hubproof.client.runtime import Parts
from hubproof.harness.mutants import MUTANTS
from hubproof.harness.requirements import REQUIREMENTS
from hubproof.scenarios import SCENARIOS

ISSUED = (
    "new_key_on_retry",
    "key_not_stored_before_submit",
    "conflict_is_failure",
    "cursor_saved_before_handling",
    "no_dedupe",
    "does_nothing",
)
"""The bugs that the proof was asked for; the others are there because a checker needs them."""


def test_the_bugs_that_were_asked_for_are_there() -> None:
    assert tuple(MUTANTS)[: len(ISSUED)] == ISSUED


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_stands_in_the_file_of_its_name(name: str) -> None:
    module = importlib.import_module(f"hubproof.harness.mutants.{name}")

    assert module.MUTANT is MUTANTS[name]
    assert MUTANTS[name].name == name


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_replaces_one_part_or_two_by_variants(name: str) -> None:
    parts, reference = MUTANTS[name].parts, Parts()
    changed = {
        field.name: (getattr(parts, field.name), getattr(reference, field.name))
        for field in dataclasses.fields(Parts)
        if getattr(parts, field.name) is not getattr(reference, field.name)
    }

    # Two, where the other part would make up for the bug.
    assert 1 <= len(changed) <= 2
    for variant, original in changed.values():
        assert issubclass(variant, original)


@pytest.mark.parametrize("name", MUTANTS)
def test_its_rows_and_scenarios_exist_and_its_own_is_named_once(name: str) -> None:
    mutant = MUTANTS[name]
    rows = (mutant.row, *mutant.also)

    assert set(rows) <= set(REQUIREMENTS)
    assert len(set(rows)) == len(rows)
    assert list(mutant.also) == sorted(mutant.also)
    assert mutant.scenarios
    assert set(mutant.scenarios) <= set(SCENARIOS)


def test_no_two_mutants_make_the_same_claims() -> None:
    claims = [(mutant.row, mutant.also, mutant.scenarios) for mutant in MUTANTS.values()]

    assert len(set(claims)) == len(claims)


@pytest.mark.live
def test_a_mutant_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "hubproof.harness.mutants", "tired"],
        cwd=tmp_path,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 3
    assert finished.stderr.startswith("usage: python -m hubproof.harness.mutants NAME; there are")
    assert all(name in finished.stderr for name in MUTANTS)
