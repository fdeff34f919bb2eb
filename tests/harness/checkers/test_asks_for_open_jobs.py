from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "asks_for_open_jobs"


def started(story: "Story", *, named: bool = True) -> None:
    """A job that is running when the Event hub's connection is lost."""
    story.signal(2.0)
    story.prepare(2.2, "prep-1", status=None)
    if named:
        story.call(2.25, "GetIdempotencyRecord", {"IdempotencyKey": "prep-1"}, result=RUNNING)
    story.cut(2.4, "event", back=3.0)


RUNNING = {"JobId": "job-1", "JobStatus": "Running"}
DONE = {"JobId": "job-1", "Status": "Completed"}


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_nobody_asked_after_the_reconnect(find: Find, story: "Story") -> None:
    started(story)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "RECON-1"
    assert "job job-1" in violation.message
    assert "lost at 2.4 s" in violation.message


def test_a_status_call_is_enough(find: Find, story: "Story") -> None:
    started(story)
    args = {"JobId": "job-1"}
    story.call(3.2, "GetPreparePositionEntryStatus", args, result=DONE)
    assert find(NAME, story.end()) == []


def test_a_status_that_says_running_is_not(find: Find, story: "Story") -> None:
    started(story)
    args = {"JobId": "job-1"}
    story.call(3.2, "GetPreparePositionEntryStatus", args, result={**DONE, "Status": "Running"})
    assert len(find(NAME, story.end())) == 1


def test_the_record_and_the_history_tell_it_too(find: Find, story: "Story") -> None:
    started(story)
    record = {"JobId": "job-1", "JobStatus": "Completed"}
    story.call(3.2, "GetIdempotencyRecord", {"IdempotencyKey": "prep-1"}, result=record)
    assert find(NAME, story.end()) == []


def test_a_page_of_history_tells_it(find: Find, story: "Story") -> None:
    started(story)
    seq = story.log(2.7, "PositionEntryPreparationCompleted", reference="job-1", heard=False)
    story.page(3.2, 0, [seq])
    assert find(NAME, story.end()) == []


def test_a_job_that_nobody_named_is_another_row(find: Find, story: "Story") -> None:
    started(story, named=False)
    assert find(NAME, story.end()) == []


def test_without_a_break_there_is_nothing_to_ask_for(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", status=None)
    story.call(2.25, "GetIdempotencyRecord", {"IdempotencyKey": "prep-1"}, result=RUNNING)
    assert find(NAME, story.end()) == []


def test_a_signal_that_went_off_is_let_go(find: Find, story: "Story") -> None:
    started(story)
    story.signal(6.0, "Off")
    assert find(NAME, story.end()) == []
