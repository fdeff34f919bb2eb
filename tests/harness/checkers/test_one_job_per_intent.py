from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "one_job_per_intent"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_one_job_for_each_intent_is_valid(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.enter(5.0, "2", (102, "U2001"))
    assert find(NAME, story.end()) == []


def test_a_second_job_beside_a_running_one_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1")
    story.prepare(2.4, "prep-2")
    [violation] = find(NAME, story.end())
    assert violation.requirement == "RECON-3"
    assert "while job job-1 was in flight" in violation.message


def test_a_second_job_beside_a_completed_one_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1")
    story.prepare(4.0, "prep-2")
    [violation] = find(NAME, story.end())
    assert "was Completed" in violation.message


def test_a_second_job_after_a_failed_one_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", ends="Failed")
    story.prepare(4.0, "prep-2")
    assert find(NAME, story.end()) == []


def test_a_second_key_where_no_job_was_ever_started_is_another_row(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.cut(2.3, back=2.5)
    story.prepare(4.0, "prep-2")
    assert find(NAME, story.end()) == []
