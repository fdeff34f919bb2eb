from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]
Rows = Callable[[History], list[str]]

NAME = "agreeing_quotes"
A, B = "InteractiveBrokers", "Tastytrade"


def diverging(quotes: Any, since: float, until: float, price: str = "5006") -> None:
    """Two feeds, of which the second says another price for a while."""
    quotes.feed(A)
    call = quotes.stream(0.6, B)
    quotes.flow(0.7, since, call, B)
    quotes.flow(since + 0.5, until, call, B, price)
    quotes.flow(until + 0.5, 90.0, call, B)
    for at in (1.0, 21.0, 41.0, 61.0):
        quotes.snapshot(at, B)


def test_an_empty_history_is_valid(held: Find, empty: History) -> None:
    assert held(NAME, empty) == []


def test_an_entry_in_a_divergence_is_invalid(held_rows: Rows, story: "Story", quotes: Any) -> None:
    diverging(quotes, 10.0, 30.0)
    story.enter(20.0, "1")
    assert held_rows(story.end()) == ["QUOTE-4"]


def test_the_finding_names_what_was_said_and_the_money(
    held: Find, story: "Story", quotes: Any
) -> None:
    diverging(quotes, 10.0, 30.0)
    story.enter(20.0, "1")
    [violation] = held(NAME, story.end())
    assert "InteractiveBrokers said 5000 and Tastytrade said 5006" in violation.message
    assert str(violation.exposure) == "4310"


def test_a_difference_within_the_tolerance_is_none(held: Find, story: "Story", quotes: Any) -> None:
    diverging(quotes, 10.0, 30.0, "5001")
    story.enter(20.0, "1")
    assert held(NAME, story.end()) == []


def test_while_one_fresh_quote_still_agrees_nobody_has_to_know(
    held: Find, story: "Story", quotes: Any
) -> None:
    diverging(quotes, 18.0, 30.0)
    story.enter(20.0, "1")
    assert held(NAME, story.end()) == []


def test_after_it_has_converged_an_entry_is_right(held: Find, story: "Story", quotes: Any) -> None:
    diverging(quotes, 10.0, 20.0)
    story.enter(20.0, "1")
    assert held(NAME, story.end()) == []


def test_a_third_provider_that_agrees_with_one_is_two_that_agree(
    held: Find, story: "Story", quotes: Any
) -> None:
    diverging(quotes, 10.0, 30.0)
    quotes.feed("Third")
    story.enter(20.0, "1")
    assert held(NAME, story.end()) == []
