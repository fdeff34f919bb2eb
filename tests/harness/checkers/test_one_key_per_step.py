from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "one_key_per_step"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_one_key_for_each_step_is_valid(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.enter(5.0, "2", (102, "ML1001"))
    assert find(NAME, story.end()) == []


def test_a_second_key_for_a_completed_step_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan)
    story.order(4.0, "order-2", plan)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "IDEM-3"
    assert "the record of order-1 was Completed" in violation.message


def test_a_second_key_while_the_first_is_processing_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan)
    story.order(3.05, "order-2", plan)
    [violation] = find(NAME, story.end())
    assert "was Processing" in violation.message


def test_a_second_key_where_nothing_ever_arrived_is_another_row(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.cut(2.3, back=2.5)
    story.prepare(3.0, "prep-2")
    assert find(NAME, story.end()) == []


def test_a_key_that_replaces_its_order_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    order = story.order(3.0, "order-1", plan, state="Working")
    args = {
        "IdempotencyKey": "order-2",
        "ExecPlanId": plan,
        "LegGroupId": 1,
        "ReplacesOrder": order,
    }
    story.call(5.0, "SendOrder", args)
    assert find(NAME, story.end()) == []


def test_two_on_periods_of_one_pair_take_two_keys(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.signal(25.0, "Off")
    story.enter(30.0, "2")
    assert find(NAME, story.end()) == []


@pytest.mark.parametrize(("at", "status"), [(6.1, "Processing"), (7.0, "Completed")])
def test_a_second_key_for_a_cancel_is_invalid(
    find: Find, story: "Story", at: float, status: str
) -> None:
    story.signal(2.0)
    order = story.order(3.0, "order-1", story.prepare(2.2, "prep-1"), state="Working")
    story.cancel(6.0, "cancel-1", order, ends="Completed")
    story.cancel(at, "cancel-2", order, ends="Failed")
    [violation] = find(NAME, story.end())
    assert violation.message == (
        "submitted CancelOrder for strategy 101 on account U2001 under cancel-2 "
        f"although the record of cancel-1 was {status}"
    )


def test_a_second_cancel_after_a_failed_or_refused_one_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    order = story.order(3.0, "order-1", story.prepare(2.2, "prep-1"), state="Working")
    story.cancel(6.0, "cancel-1", order, status="ProviderError", ends="Failed")
    story.cancel(7.0, "cancel-2", order, status="ProviderError")
    story.cancel(8.0, "cancel-3", order, ends="Completed")
    assert find(NAME, story.end()) == []


def test_cancels_of_two_orders_are_two_steps(find: Find, story: "Story") -> None:
    for at, where in ((2.0, (101, "U2001")), (20.0, (102, "U2001"))):
        story.signal(at, "On", where)
        plan = story.prepare(at + 0.2, f"prep-{at}", where)
        order = story.order(at + 1.0, f"order-{at}", plan, state="Working")
        story.cancel(at + 5.0, f"cancel-{at}", order, ends="Completed")
    assert find(NAME, story.end()) == []


def test_a_new_plan_after_an_order_that_ended_unfilled_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.order(3.0, "order-1", story.prepare(2.2, "prep-1"), state="Cancelled")
    story.order(6.0, "order-2", story.prepare(5.0, "prep-2"))
    assert find(NAME, story.end()) == []


def test_a_new_plan_beside_an_order_that_still_works_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.order(3.0, "order-1", story.prepare(2.2, "prep-1"), state="Working")
    story.prepare(5.0, "prep-2")
    [violation] = find(NAME, story.end())
    assert "under prep-2 although the record of prep-1 was Completed" in violation.message
