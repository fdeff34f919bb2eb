from collections.abc import Callable
from typing import TYPE_CHECKING

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
