from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "leaves_failed_keys"


def failed(story: "Story", *, heard: bool = True) -> None:
    """A preparation fails at 2.7 s, and its event is told at 2.8 s."""
    story.signal(2.0)
    story.prepare(2.2, "prep-1", ends="Failed")
    story.log(2.8, "PositionEntryPreparationFailed", reference="job-1", heard=heard)


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_a_new_key_after_a_failure_is_right(find: Find, story: "Story") -> None:
    failed(story)
    story.prepare(5.0, "prep-2")
    assert find(NAME, story.end()) == []


def test_the_old_key_after_the_event_is_a_breach(find: Find, story: "Story") -> None:
    failed(story)
    story.ask(5.0, "prep-1", status="DuplicateRequest")
    [violation] = find(NAME, story.end())
    assert (violation.requirement, violation.at_us) == ("IDEM-7", 5_000_000)
    assert "prep-1, which it had been told at 2.8 s had failed" in violation.message


def test_what_was_on_its_way_is_not_held_against_it(find: Find, story: "Story") -> None:
    failed(story)
    story.ask(3.7, "prep-1", status="DuplicateRequest")
    assert find(NAME, story.end()) == []


def test_who_was_not_told_may_ask_again(find: Find, story: "Story") -> None:
    failed(story, heard=False)
    story.ask(5.0, "prep-1", status="DuplicateRequest")
    assert find(NAME, story.end()) == []
    failed_again = story
    failed_again.log(6.0, "PositionEntryPreparationFailed", reference="job-1")
    failed_again.kill(7.0, back=8.0)
    failed_again.ask(12.0, "prep-1", status="DuplicateRequest")
    assert find(NAME, story.end()) == []


def test_an_answer_tells_it_too(find: Find, story: "Story") -> None:
    failed(story, heard=False)
    asked = {"IdempotencyKey": "prep-1"}
    story.call(4.0, "GetIdempotencyRecord", asked, result={"Status": "Failed"})
    story.ask(6.0, "prep-1", status="DuplicateRequest")
    assert len(find(NAME, story.end())) == 1
