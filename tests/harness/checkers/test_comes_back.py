from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation
from hubproof.simulator import journal as lines

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "comes_back"


def restart(story: "Story", at: float, healed: float, *, back: float | None) -> None:
    """All hubs go down; the Control hub is back at once, the Event hub when `back` says."""
    story.fire(at, "committed", "hub_restart")
    story.cut(at, "control", back=healed)
    story.cut(at, "event", back=back)
    story.add(lines.FaultHealed(at_us=round(healed * 1e6), fault=0, name="hub_restart"))


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_who_is_back_within_the_bound_has_recovered(find: Find, story: "Story") -> None:
    restart(story, 5.0, 15.0, back=34.0)
    story.log(20.0, heard=False)
    assert find(NAME, story.end()) == []


@pytest.mark.parametrize("back", [None, 42.0])
def test_who_stays_away_for_a_whole_bound_has_not(
    find: Find, story: "Story", back: float | None
) -> None:
    restart(story, 5.0, 15.0, back=back)
    story.log(16.0, heard=False)
    story.log(21.0, heard=False)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "RECON-4"
    assert "whole again at 15.0 s, and from event 1 (OrderUpdate) of 16.0 s" in violation.message


def test_what_happens_while_the_hubs_are_down_asks_for_nobody(find: Find, story: "Story") -> None:
    restart(story, 5.0, 60.0, back=79.0)
    story.log(10.0, heard=False)
    assert find(NAME, story.end()) == []


def test_without_any_fault_staying_away_is_another_matter(find: Find, story: "Story") -> None:
    story.cut(5.0, "event")
    story.log(16.0, heard=False)
    assert find(NAME, story.end()) == []


def test_a_bound_that_runs_past_the_end_is_not_judged(find: Find, story: "Story") -> None:
    restart(story, 5.0, 15.0, back=None)
    story.log(71.0, heard=False)
    assert find(NAME, story.end()) == []


def test_a_strategy_it_did_not_ask_for_asks_for_nobody(find: Find, story: "Story") -> None:
    story.entries = [one for one in story.entries if not hasattr(one, "method")]
    story.subscribe(0.5, [102])
    restart(story, 5.0, 15.0, back=None)
    story.log(16.0, heard=False)
    assert find(NAME, story.end()) == []
