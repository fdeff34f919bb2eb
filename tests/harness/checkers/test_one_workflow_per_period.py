from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME, COPIES = "one_workflow_per_period", "acts_once_per_event"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_one_entry_after_two_announcements_is_valid(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.signal(5.0)
    assert find(NAME, story.end()) == []


def test_a_second_entry_after_a_second_announcement_is_invalid(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.signal(5.0)
    story.prepare(5.2, "prep-2")
    [violation] = find(NAME, story.end())
    assert violation.requirement == "EVT-16"
    assert "was On since 2.0 s" in violation.message
    assert "event 2 announced it again, and began prep-2 beside prep_entry_1" in violation.message
    assert find(COPIES, story.end()) == []


def test_a_second_entry_after_a_copy_is_another_row(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.send(5.0, 1)
    story.prepare(5.2, "prep-2")
    assert find(NAME, story.end()) == []


def test_a_new_period_is_a_new_intent(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.signal(25.0, "Off")
    story.enter(30.0, "2")
    assert find(NAME, story.end()) == []


def test_an_announcement_that_nobody_had_heard_yet_explains_nothing(
    find: Find, story: "Story"
) -> None:
    story.enter(2.0, "1")
    story.signal(5.0, heard=False)
    story.prepare(5.2, "prep-2")
    story.send(6.0, 2)
    assert find(NAME, story.end()) == []


def test_entering_again_after_the_first_one_failed_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", ends="Failed")
    story.signal(5.0)
    story.prepare(5.2, "prep-2")
    assert find(NAME, story.end()) == []


def test_a_second_key_for_a_lost_call_is_another_row(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.cut(2.3, back=2.5)
    story.signal(2.6)
    story.prepare(3.0, "prep-2")
    assert find(NAME, story.end()) == []


def both_reasons(story: "Story") -> None:
    """A copy and a new announcement arrive before the second workflow begins."""
    story.enter(2.0, "1")
    story.send(4.0, 1)
    story.signal(5.0)
    story.prepare(5.2, "prep-2")


def test_where_either_may_be_the_reason_neither_row_is_found_broken(
    find: Find, story: "Story"
) -> None:
    both_reasons(story)
    assert find(NAME, story.end()) == []
    assert find(COPIES, story.end()) == []


@pytest.mark.parametrize(("event_id", "found"), [("event-2", 1), ("event-1", 0), ("event-9", 0)])
def test_its_own_log_tells_which_it_was(
    find: Find, story: "Story", event_id: str, found: int
) -> None:
    both_reasons(story)
    story.decide(50.0, "intent", intent="i-2", event_id=event_id)
    story.decide(50.0, "submitted", intent="i-2", key="prep-2")
    assert len(find(NAME, story.end())) == found
