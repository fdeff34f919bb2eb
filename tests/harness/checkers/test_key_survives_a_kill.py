from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "key_survives_a_kill"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_the_same_key_after_a_kill_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.kill(2.3, back=3.0)
    story.enter(4.0, "1", repeat=True)
    story.ask(3.9, "prep-1")
    assert find(NAME, story.end()) == []


def test_another_key_after_a_kill_is_invalid_and_named(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.kill(2.3, back=3.0)
    story.ask(4.0, "prep-2")
    [violation] = find(NAME, story.end())
    assert violation.requirement == "IDEM-1"
    assert "prep-2 instead of prep-1" in violation.message
    assert violation.at_us == 4_000_000


def test_another_key_for_an_execution_after_a_kill_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan, status=None)
    story.kill(3.1, back=4.0)
    story.order(5.0, "order-2", plan)
    [violation] = find(NAME, story.end())
    assert "order-2 instead of order-1" in violation.message


def test_asking_for_the_first_key_shows_that_it_survived(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", status=None)
    story.kill(2.3, back=3.0)
    story.read_record(3.8, "prep-1")
    story.ask(4.0, "prep-2")
    assert find(NAME, story.end()) == []


def test_a_job_that_was_asked_after_in_the_next_life_shows_it_too(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1")
    story.kill(2.215, back=3.0)
    story.call(3.8, "GetPreparePositionEntryStatus", {"JobId": "job-1"})
    story.kill(3.9, back=5.0)
    story.ask(6.0, "prep-2")
    assert find(NAME, story.end()) == []


def test_a_key_that_was_answered_long_before_the_kill_was_not_lost_by_it(
    find: Find, story: "Story"
) -> None:
    story.enter(2.0, "1")
    story.kill(30.0, back=31.0)
    story.prepare(32.0, "prep-2")
    assert find(NAME, story.end()) == []


def test_whether_an_answer_just_before_the_kill_was_read_is_not_held_for_the_client(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1")
    story.kill(2.215, back=3.0)
    story.prepare(4.0, "prep-2")
    assert len(find(NAME, story.end())) == 1


def test_a_new_key_after_the_job_failed_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", ends="Failed")
    story.kill(2.9, back=3.5)
    story.prepare(4.5, "prep-2")
    assert find(NAME, story.end()) == []


@pytest.mark.parametrize(("key", "times"), [("cancel-1", 0), ("cancel-2", 1)])
def test_the_key_of_a_cancel_has_to_come_back_too(
    find: Find, story: "Story", key: str, times: int
) -> None:
    story.signal(2.0)
    order = story.order(3.0, "order-1", story.prepare(2.2, "prep-1"), state="Working")
    story.cancel(6.0, "cancel-1", order, status=None)
    story.kill(6.05, back=7.0)
    story.cancel(8.0, key, order, ends="Completed")
    found = find(NAME, story.end())
    assert ["submit and answer of CancelOrder" in one.message for one in found] == [True] * times
