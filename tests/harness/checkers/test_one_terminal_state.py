from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "one_terminal_state"


def enter_and_log(story: "Story", *states: str) -> None:
    story.enter(2.0, "1")
    story.decide(80.0, "intent", intent="i-1", event_id="event-1")
    story.decide(80.0, "submitted", intent="i-1", step="prepare", key="prep_entry_1")
    story.decide(80.0, "submitted", intent="i-1", step="execute:1", key="send_order_1")
    for state in states:
        story.decide(80.0, "ended", intent="i-1", state=state)


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_an_intent_that_is_done_is_valid(find: Find, story: "Story") -> None:
    enter_and_log(story, "done")
    assert find(NAME, story.end()) == []


def test_the_same_ending_logged_again_after_a_kill_is_one_ending(
    find: Find, story: "Story"
) -> None:
    enter_and_log(story, "done", "done")
    assert find(NAME, story.end()) == []


def test_an_intent_without_an_ending_is_invalid(find: Find, story: "Story") -> None:
    enter_and_log(story)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "SAFE-3"
    assert violation.message == "intent i-1 was taken on and never came to an end"


def test_two_endings_are_invalid(find: Find, story: "Story") -> None:
    enter_and_log(story, "failed", "done")
    [violation] = find(NAME, story.end())
    assert "ended more than once: failed, then done" in violation.message


def test_done_without_an_entry_is_invalid(find: Find, story: "Story") -> None:
    story.decide(50.0, "submitted", intent="i-1", step="prepare", key="prep-1")
    story.decide(50.0, "ended", intent="i-1", state="done")
    [violation] = find(NAME, story.end())
    assert "the broker has no entry" in violation.message


def test_a_failure_that_was_not_surfaced_is_invalid(find: Find, story: "Story") -> None:
    enter_and_log(story, "failed")
    [violation] = find(NAME, story.end())
    assert "was not surfaced" in violation.message


def test_a_failure_that_was_surfaced_is_valid(find: Find, story: "Story") -> None:
    enter_and_log(story, "failed")
    story.decide(80.0, "surfaced", intent="i-1", reason="the broker refused it")
    assert find(NAME, story.end()) == []


def test_a_state_that_is_no_ending_is_invalid(find: Find, story: "Story") -> None:
    enter_and_log(story, "resting")
    [violation] = find(NAME, story.end())
    assert "no ending" in violation.message


def test_an_intent_taken_on_shortly_before_the_end_is_not_judged(
    find: Find, story: "Story"
) -> None:
    enter_and_log(story)
    assert find(NAME, story.end(15.0)) == []
