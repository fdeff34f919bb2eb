from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "finishes_unnamed_jobs"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_a_job_whose_answer_was_lost_and_that_nobody_finished(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", status=None)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "RECON-7"
    assert "never finished job job-1" in violation.message


def test_one_that_was_found_again_and_finished(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1", status=None)
    story.read_record(12.0, "prep-1")
    story.order(13.0, "send-1", plan)
    assert find(NAME, story.end()) == []


def test_one_that_was_answered_is_another_row(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1")
    assert find(NAME, story.end()) == []


def test_one_that_was_started_over_is_another_row(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", status=None)
    story.prepare(14.0, "prep-2")
    assert find(NAME, story.end()) == []


def test_a_failed_job_and_a_signal_that_went_off_owe_nothing(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", status=None, ends="Failed")
    story.signal(4.0, where=(102, "U2001"))
    story.prepare(4.2, "prep-2", (102, "U2001"), status=None)
    story.signal(8.0, "Off", (102, "U2001"))
    assert find(NAME, story.end()) == []
