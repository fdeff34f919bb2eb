from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "exposure_within_intents"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_one_entry_for_each_signal_is_valid(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.enter(5.0, "2", (101, "ML1001"))
    assert find(NAME, story.end()) == []


def test_a_double_entry_is_invalid_from_its_instant_on(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.enter(6.0, "2", repeat=True)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "SAFE-1"
    assert violation.exposure == Decimal(4310)
    assert violation.at_us == 7_100_000
    assert "8,620.00 USD at risk in strategy 101 on account U2001" in violation.message
    assert "4,310.00 USD too much" in violation.message


def test_a_second_order_counts_while_it_works_even_if_it_dies(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.order(6.0, "order-2", 1, state="Cancelled")
    assert len(find(NAME, story.end())) == 1


def test_an_order_of_twice_the_quantity_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan, qty=4)
    assert len(find(NAME, story.end())) == 1


def test_an_entry_that_no_signal_called_for_is_invalid(find: Find, story: "Story") -> None:
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan)
    [violation] = find(NAME, story.end())
    assert "where no signal called for any" in violation.message
    assert violation.exposure == Decimal(4310)


def test_an_order_that_ended_unfilled_frees_its_money(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan, state="Rejected")
    story.order(5.0, "order-2", plan)
    assert find(NAME, story.end()) == []


def test_a_trade_of_a_plan_nobody_prepared_here_is_not_judged(find: Find, story: "Story") -> None:
    story.order(3.0, "order-1", 77)
    assert find(NAME, story.end()) == []
