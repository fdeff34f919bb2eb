"""A blind checker acquits, and every verdict that comes of it carries a warning."""

from collections.abc import Callable
from typing import Any

import pytest

from hubproof.harness.cli.blinding import VARIABLE, checkers_in_force

GUILTY = ("run", "steady_state", "--subject", "mutant:does_nothing")


def test_a_blind_checker_finds_nothing_and_the_verdict_says_so(
    hubproof: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    seeing = hubproof(*GUILTY)
    assert seeing.status == 1
    assert VARIABLE not in seeing.out
    monkeypatch.setenv(VARIABLE, "acts_on_every_signal")
    said = hubproof(*GUILTY)
    assert said.status == 2
    assert (
        "no verdict here counts: HUBPROOF_BLIND makes the checker acts_on_every_signal blind"
        in said.lines
    )


def test_a_checker_that_does_not_exist_cannot_be_blind(
    hubproof: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "no_such_checker")
    said = hubproof(*GUILTY)
    assert said.status == 3
    assert "HUBPROOF_BLIND" in said.err
    assert "no_such_checker" in said.err


def test_an_empty_name_blinds_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    blinded = checkers_in_force()
    monkeypatch.delenv(VARIABLE)
    assert blinded == checkers_in_force()
