"""A campaign of any length keeps of a run what is printed, and nothing else."""

import gc
from collections.abc import Callable
from typing import Any

import pytest

from hubproof.harness.cli import campaign
from hubproof.harness.cli.campaign import COLLECT_EVERY
from hubproof.harness.trial import Finished, carry_out


def test_what_runs_leave_in_cycles_is_collected_in_between(
    hubproof: Callable[..., Any], valid: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    collections: list[int] = []
    monkeypatch.setattr(campaign, "carry_out", lambda *_: valid)
    monkeypatch.setattr(gc, "collect", lambda: collections.append(1))
    assert hubproof("run", "steady_state", "--seeds", str(2 * COLLECT_EVERY + 1)).status == 0
    assert len(collections) == 2


def test_no_finished_run_stays_in_memory(
    hubproof: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def alive(*rest: Any) -> Finished:
        gc.collect()
        left.append(sum(isinstance(one, Finished) for one in gc.get_objects()))
        return carry_out(*rest)

    left: list[int] = []
    monkeypatch.setattr(campaign, "carry_out", alive)
    subject = "mutant:does_nothing"
    assert hubproof("run", "steady_state", "--seeds", "5", "--subject", subject).status == 1
    assert max(left) - left[0] <= 1
