"""A suite that stays green with a checker shut is found out, and so is one that does not run."""

from pathlib import Path

import pytest

from hubproof.harness.checkers import CHECKERS
from hubproof.harness.proof import blind

CHECKED = ("one_effect_per_intent", "misses_no_event")

SUITE = """
import os

def test_suite():
    assert os.environ["HUBPROOF_BLIND"] != "misses_no_event"
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "test_suite.py").write_text(SUITE)
    monkeypatch.setattr(blind, "CHECKERS", {name: CHECKERS[name] for name in CHECKED})
    monkeypatch.setattr(blind, "SUITE", ("test_suite.py",))
    return tmp_path


def test_only_a_suite_that_fails_has_noticed(root: Path) -> None:
    assert list(blind.unnoticed(root)) == ["one_effect_per_intent"]


def test_a_suite_that_cannot_run_has_noticed_nothing(root: Path) -> None:
    (root / "test_suite.py").write_text("import no_such_module\n")

    assert list(blind.unnoticed(root)) == list(CHECKED)


def test_the_suite_exists(repository: Path) -> None:
    assert blind.SUITE
    assert all((repository / path).is_file() for path in blind.SUITE)
