from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "finishes_without_callback"
KIND = "PositionEntryPreparationCompleted"


def named(story: "Story") -> None:
    """The subject asks for the job by its key, and is told which one it is."""
    running = {"JobId": "job-1", "JobStatus": "Running"}
    story.call(2.3, "GetIdempotencyRecord", {"IdempotencyKey": "prep-1"}, result=running)


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_a_workflow_that_waits_for_a_lost_callback_is_stuck(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1")
    named(story)
    story.log(2.7, KIND, reference="job-1", heard=False)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "RECON-2"
    assert "job job-1 ended at 2.7 s" in violation.message


def test_one_that_went_on_without_it_is_not(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    named(story)
    story.log(2.7, KIND, reference="job-1", heard=False)
    story.order(9.0, "send-1", plan)
    assert find(NAME, story.end()) == []


def test_one_that_went_on_too_late_is(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    named(story)
    story.order(40.0, "send-1", plan)
    assert len(find(NAME, story.end())) == 1


def test_one_that_was_told_and_does_nothing_breaks_another_row(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1")
    named(story)
    story.log(2.7, KIND, reference="job-1")
    assert find(NAME, story.end()) == []


def test_a_job_that_failed_and_a_signal_that_went_off_owe_nothing(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", ends="Failed")
    story.signal(4.0, where=(102, "U2001"))
    story.prepare(4.2, "prep-2", (102, "U2001"))
    story.signal(8.0, "Off", (102, "U2001"))
    assert find(NAME, story.end()) == []


def test_a_job_that_was_never_named_is_another_row(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", status=None)
    story.log(2.7, KIND, reference="job-1", heard=False)
    assert find(NAME, story.end()) == []
