from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "recovers_unknown_outcomes"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_a_resend_under_the_same_key_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.cut(2.3, back=2.5)
    story.prepare(3.0, "prep-1")
    assert find(NAME, story.end()) == []


def test_reading_the_record_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", status=None)
    story.cut(2.3, back=2.5)
    story.read_record(3.0, "prep-1")
    assert find(NAME, story.end()) == []


def test_doing_nothing_is_invalid_and_named(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.cut(2.3, back=2.5)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "IDEM-5"
    assert "never asked what had become of prep-1" in violation.message


def test_doing_nothing_after_a_time_out_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    [violation] = find(NAME, story.end())
    assert violation.at_us == 12_200_000


def test_an_order_that_was_accepted_anyway_is_not_stuck(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan, status=None)
    story.cut(3.1, back=3.5)
    assert find(NAME, story.end()) == []


def test_an_order_that_was_accepted_and_written_off_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan, status=None)
    story.cut(3.0, back=3.5)
    story.decide(80.0, "submitted", intent="i-1", step="execute:1", key="order-1")
    story.decide(80.0, "ended", intent="i-1", state="failed")
    [violation] = find(NAME, story.end())
    assert "wrote the intent off as failed, without asking" in violation.message


def test_a_drop_at_the_very_instant_of_the_call_is_a_drop(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.cut(2.2, back=2.5)
    assert len(find(NAME, story.end())) == 1


def test_a_drop_shortly_before_the_end_is_not_judged(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.cut(2.3, back=2.5)
    assert find(NAME, story.end(20.0)) == []


def test_a_signal_that_went_off_meanwhile_is_not_owed(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.cut(2.3, back=2.5)
    story.signal(10.0, "Off")
    assert find(NAME, story.end()) == []


def test_another_key_instead_is_another_row(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.cut(2.3, back=2.5)
    story.prepare(3.0, "prep-2")
    assert find(NAME, story.end()) == []


def lost_cancel(story: "Story", **how: str) -> int:
    """An order that works on, and a cancel of it whose answer was lost; its id."""
    story.signal(2.0)
    order = story.order(3.0, "order-1", story.prepare(2.2, "prep-1"), state="Working")
    story.cancel(6.0, "cancel-1", order, status=None, **how)
    story.cut(6.01, back=6.1)
    return order


def test_a_lost_cancel_that_nobody_asks_about_is_invalid_while_its_order_works(
    find: Find, story: "Story"
) -> None:
    lost_cancel(story)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "IDEM-5"
    assert "lost the answer to CancelOrder for strategy 101" in violation.message


@pytest.mark.parametrize("method", ["GetOrder", "ListOrders", "GetIdempotencyRecord"])
def test_a_lost_cancel_may_be_asked_about_in_any_way(
    find: Find, story: "Story", method: str
) -> None:
    order = lost_cancel(story)
    args: dict[str, dict[str, Any]] = {
        "GetOrder": {"OrderId": order},
        "ListOrders": {},
        "GetIdempotencyRecord": {"IdempotencyKey": "cancel-1"},
    }
    story.call(7.0, method, args[method])
    assert find(NAME, story.end()) == []


def test_a_look_at_another_order_says_nothing_of_this_one(find: Find, story: "Story") -> None:
    story.call(7.0, "GetOrder", {"OrderId": lost_cancel(story) + 1})
    assert len(find(NAME, story.end())) == 1


def test_a_lost_cancel_that_came_through_harms_nobody(find: Find, story: "Story") -> None:
    order = lost_cancel(story, ends="Completed")
    story.trade(6.3, "order-1", 1, order, state="Cancelled", filled=0, qty=2)
    assert find(NAME, story.end()) == []


def test_a_lost_order_that_was_cancelled_unfilled_may_end_as_failed(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan, status=None, state="Cancelled")
    story.cut(3.01, back=3.2)
    story.decide(9.0, "submitted", intent="i-1", step="execute:1", key="order-1")
    story.decide(9.0, "ended", intent="i-1", state="failed")
    assert find(NAME, story.end()) == []
