from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "same_key_on_retry"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_a_retry_under_the_same_key_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.send_order(3.0, "order-1", plan, status=None)
    story.cut(3.1, back=3.5)
    story.order(4.0, "order-1", plan)
    assert find(NAME, story.end()) == []


def test_a_retry_under_a_new_key_is_invalid_and_named(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.send_order(3.0, "order-1", plan, status=None)
    story.cut(3.1, back=3.5)
    story.read_record(3.8, "order-1", status="NotFound")
    story.order(4.0, "order-2", plan)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "IDEM-2"
    assert "under a new key, order-2" in violation.message


def test_a_retry_after_a_time_out_is_a_retry_too(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.ask(12.3, "prep-2")
    assert len(find(NAME, story.end())) == 1


def test_a_second_workflow_beside_a_living_one_is_no_retry(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.ask(2.3, "prep-2")
    story.read_record(5.0, "prep-1")
    assert find(NAME, story.end()) == []


def test_a_second_key_after_a_kill_is_another_row(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.kill(2.3, back=3.0)
    story.ask(4.0, "prep-2")
    assert find(NAME, story.end()) == []


def test_a_new_key_after_a_refusal_is_no_retry(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status="ValidationError")
    story.ask(3.0, "prep-2")
    assert find(NAME, story.end()) == []


def test_an_order_that_ended_unfilled_may_be_sent_again(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan, state="Cancelled", status=None)
    story.cut(3.9, back=4.0)
    story.order(5.0, "order-2", plan)
    assert find(NAME, story.end()) == []


@pytest.mark.parametrize("ends", ["", "Completed"])
def test_a_lost_cancel_under_another_key_is_invalid_whatever_became_of_it(
    find: Find, story: "Story", ends: str
) -> None:
    story.signal(2.0)
    order = story.order(3.0, "order-1", story.prepare(2.2, "prep-1"), state="Working")
    story.cancel(6.0, "cancel-1", order, status=None, ends=ends)
    story.cut(6.01, back=6.1)
    story.cancel(6.4, "cancel-2", order, ends="Failed" if ends else "Completed")
    story.call(7.0, "GetOrder", {"OrderId": order})  # speaks of the order, not of the first key
    [violation] = find(NAME, story.end())
    assert violation.requirement == "IDEM-2"
    assert "retried CancelOrder for strategy 101" in violation.message


def test_a_lost_cancel_under_its_own_key_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    order = story.order(3.0, "order-1", story.prepare(2.2, "prep-1"), state="Working")
    story.cancel(6.0, "cancel-1", order, status=None)
    story.cut(6.01, back=6.1)
    story.cancel(6.2, "cancel-1", order, ends="Completed")
    assert find(NAME, story.end()) == []
