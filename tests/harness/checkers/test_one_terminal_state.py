from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from hubproof.harness.cli.blinding import checkers_in_force
from hubproof.harness.history import History
from hubproof.harness.oracle import Oracle
from hubproof.harness.scenario import Limits
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


@pytest.mark.parametrize(("state", "times"), [("Working", 0), ("Filled", 0), ("Cancelled", 1)])
def test_done_with_an_order_that_was_cancelled_unfilled_is_invalid(
    find: Find, story: "Story", state: str, times: int
) -> None:
    story.signal(2.0)
    story.order(3.0, "order-1", story.prepare(2.2, "prep-1"), state=state)
    story.decide(50.0, "submitted", intent="i-1", step="execute:1", key="order-1")
    story.decide(50.0, "ended", intent="i-1", state="done")
    found = find(NAME, story.end())
    assert ["the broker has no entry" in one.message for one in found] == [True] * times


def test_a_partly_filled_order_that_was_cancelled_is_an_entry(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    order = story.order(3.0, "order-1", plan, state="Working")
    story.fill(4.0, "order-1", plan, order, 1)
    story.trade(4.0, "order-1", plan, order, state="PartiallyFilled", filled=1, qty=2)
    story.trade(8.0, "order-1", plan, order, state="Cancelled", filled=1, qty=2)
    story.decide(50.0, "submitted", intent="i-1", step="execute:1", key="order-1")
    story.decide(50.0, "ended", intent="i-1", state="done")
    assert find(NAME, story.end()) == []


def test_an_order_that_is_to_be_cancelled_may_take_the_intent_longer(story: "Story") -> None:
    enter_and_log(story)
    history = story.end(35.0)
    checker = checkers_in_force()[NAME]
    assert len(checker.check(Oracle.of(history))) == 1
    assert checker.check(Oracle.of(history, Limits(cancel_unfilled_after_s=3.0))) == []
