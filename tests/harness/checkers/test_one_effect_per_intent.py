from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "one_effect_per_intent"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_one_entry_for_each_signal_is_valid(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.enter(5.0, "2", (101, "ML1001"))
    story.signal(28.0, "Off")
    story.enter(32.0, "3")
    assert find(NAME, story.end()) == []


def test_a_double_entry_is_invalid_in_words_and_money(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.enter(6.0, "2", repeat=True)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "IDEM-8"
    assert violation.message == (
        "entered strategy 101 on account U2001 twice: 2 executions where 1 was meant; "
        "4,310.00 USD more at risk than the accepted intents allow"
    )
    assert violation.exposure == Decimal(4310)


def test_the_same_plan_executed_twice_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan)
    story.order(4.0, "order-2", plan)
    assert len(find(NAME, story.end())) == 1


def test_paper_fills_applied_twice_are_invalid(find: Find, story: "Story") -> None:
    story.enter(2.0, "1", (101, "ML1001"))
    story.paper(6.0, "paper-2", 1)
    assert len(find(NAME, story.end())) == 1


def test_an_order_that_died_unfilled_is_no_effect(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan, state="Cancelled")
    story.order(5.0, "order-2", plan)
    assert find(NAME, story.end()) == []


def test_a_second_order_still_working_at_the_end_counts(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.order(6.0, "order-2", 1, state="Working")
    assert len(find(NAME, story.end())) == 1


def test_a_call_whose_effect_nobody_saw_is_no_effect(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.send_order(6.0, "order-2", 1, status=None)
    assert find(NAME, story.end()) == []
