from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "learns_from_refusals"


def resend_into_conflict(story: "Story") -> None:
    """The answer to an order is lost, and the resend meets the operation at work."""
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan, status=None)
    story.cut(3.01, back=3.02)
    story.send_order(3.05, "order-1", plan, status="Conflict")


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_reading_the_record_after_a_conflict_is_valid(find: Find, story: "Story") -> None:
    resend_into_conflict(story)
    story.read_record(3.5, "order-1")
    assert find(NAME, story.end()) == []


def test_resending_until_it_is_a_duplicate_is_valid(find: Find, story: "Story") -> None:
    resend_into_conflict(story)
    story.send_order(4.0, "order-1", 1, status="DuplicateRequest")
    assert find(NAME, story.end()) == []


def test_asking_nothing_after_a_conflict_is_invalid(find: Find, story: "Story") -> None:
    resend_into_conflict(story)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "IDEM-4"
    assert "told Conflict on order-1" in violation.message


def test_learning_it_from_an_order_event_is_valid(find: Find, story: "Story") -> None:
    resend_into_conflict(story)
    story.log(4.0, reference="order 903")
    assert find(NAME, story.end()) == []


def test_a_conflict_that_the_run_ended_on_is_not_judged(find: Find, story: "Story") -> None:
    resend_into_conflict(story)
    assert find(NAME, story.end(20.0)) == []


def test_giving_the_intent_up_is_invalid_whatever_was_read(find: Find, story: "Story") -> None:
    resend_into_conflict(story)
    story.read_record(3.5, "order-1")
    story.decide(80.0, "submitted", intent="i-1", step="execute:1", key="order-1")
    story.decide(80.0, "ended", intent="i-1", state="failed")
    [violation] = find(NAME, story.end())
    assert "gave the intent up as failed" in violation.message


def test_a_log_that_says_done_as_well_is_another_row(find: Find, story: "Story") -> None:
    resend_into_conflict(story)
    story.read_record(3.5, "order-1")
    story.decide(80.0, "submitted", intent="i-1", step="execute:1", key="order-1")
    story.decide(80.0, "ended", intent="i-1", state="done")
    story.decide(80.0, "ended", intent="i-1", state="failed")
    assert find(NAME, story.end()) == []


def test_giving_up_an_intent_whose_job_failed_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", ends="Failed", status=None)
    story.cut(2.3, back=2.4)
    story.ask(2.5, "prep-1", status="DuplicateRequest")
    story.decide(80.0, "submitted", intent="i-1", step="prepare", key="prep-1")
    story.decide(80.0, "ended", intent="i-1", state="failed")
    assert find(NAME, story.end()) == []


def test_a_new_key_after_a_conflict_is_invalid(find: Find, story: "Story") -> None:
    resend_into_conflict(story)
    story.order(4.0, "order-2", 1)
    [violation] = find(NAME, story.end())
    assert "took Conflict on order-1 for a failure" in violation.message


def test_an_unread_refusal_proves_nothing(find: Find, story: "Story") -> None:
    resend_into_conflict(story)
    story.cut(3.07)
    assert find(NAME, story.end()) == []


def test_a_prepare_that_was_refused_and_left_alone_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", status=None)
    story.cut(2.3, back=2.4)
    story.ask(2.5, "prep-1", status="DuplicateRequest")
    assert len(find(NAME, story.end())) == 1


def test_resending_without_end_is_invalid(find: Find, story: "Story") -> None:
    resend_into_conflict(story)
    for number in range(11):
        story.send_order(4.0 + number, "order-1", 1, status="DuplicateRequest")
    [violation] = find(NAME, story.end())
    assert "11 times into DuplicateRequest" in violation.message


def test_an_intent_whose_order_was_cancelled_unfilled_may_be_given_up_after_a_refusal(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    order = story.order(3.0, "order-1", plan, status=None, state="Working")
    story.cut(3.2, back=3.3)
    story.send_order(3.5, "order-1", plan, status="DuplicateRequest")
    story.cancel(7.0, "cancel-1", order, ends="Completed")
    story.cancel(7.1, "cancel-1", order, status="Conflict")
    story.decide(9.0, "submitted", intent="i-1", step="execute:1", key="order-1")
    story.decide(9.0, "submitted", intent="i-1", step="cancel:1", key="cancel-1")
    story.decide(9.0, "ended", intent="i-1", state="failed")
    assert len(find(NAME, story.end())) == 1  # the order works on: nobody told the client it failed
    story.trade(7.3, "order-1", plan, order, state="Cancelled", filled=0, qty=2)
    assert find(NAME, story.end()) == []
