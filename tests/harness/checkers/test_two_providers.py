from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation
from hubproof.simulator import journal as lines

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]
Rows = Callable[[History], list[str]]

NAME = "two_providers"
A, B = "InteractiveBrokers", "Tastytrade"


def test_an_empty_history_is_valid(held: Find, empty: History) -> None:
    assert held(NAME, empty) == []


def test_an_entry_on_two_feeds_breaks_no_row(held_rows: Rows, story: "Story", quotes: Any) -> None:
    quotes.feed(A)
    quotes.feed(B)
    story.enter(5.0, "1")
    story.enter(8.0, "2", (102, "ML1001"))
    assert held_rows(story.end()) == []


def test_an_entry_on_two_snapshots_breaks_no_row(
    held_rows: Rows, story: "Story", quotes: Any
) -> None:
    quotes.snapshot(5.8, A, "5000")
    quotes.snapshot(5.9, B, "5000.9")
    story.enter(5.0, "1")
    assert held_rows(story.end()) == []


def test_an_entry_on_one_feed_is_invalid_and_tells_the_money(
    held: Find, story: "Story", quotes: Any
) -> None:
    quotes.feed(A)
    story.enter(5.0, "1")
    [violation] = held(NAME, story.end())
    assert violation.requirement == "QUOTE-1"
    assert "quotes of InteractiveBrokers alone" in violation.message
    assert violation.at_us == 6_000_000
    assert str(violation.exposure) == "4310"


def test_a_paper_fill_is_an_entry_too(held_rows: Rows, story: "Story", quotes: Any) -> None:
    quotes.feed(A)
    story.enter(5.0, "1", (101, "ML1001"))
    assert held_rows(story.end()) == ["QUOTE-1"]


def test_an_entry_without_any_quote_is_invalid(held: Find, story: "Story") -> None:
    story.enter(5.0, "1")
    [violation] = held(NAME, story.end())
    assert "it had asked for no quote at all" in violation.message


def test_a_second_provider_that_was_heard_after_the_entry_is_too_late(
    held_rows: Rows, story: "Story", quotes: Any
) -> None:
    quotes.feed(A)
    quotes.feed(B, since=6.1)
    story.enter(5.0, "1")
    assert held_rows(story.end()) == ["QUOTE-1"]


def test_quotes_of_an_earlier_life_are_not_those_of_this_one(
    held_rows: Rows, story: "Story", quotes: Any
) -> None:
    quotes.feed(A, until=4.0)
    quotes.feed(B, until=4.0)
    story.kill(4.5, back=5.0)
    story.page(5.5, 0)
    story.enter(6.0, "1")
    assert held_rows(story.end()) == ["QUOTE-1"]


def test_what_an_earlier_life_may_have_decided_is_not_judged(
    held_rows: Rows, story: "Story", quotes: Any
) -> None:
    quotes.feed(A, until=5.5)
    quotes.feed(B, until=5.5)
    story.signal(5.0)
    plan = story.prepare(5.2, "prep-1")
    story.kill(6.0, back=8.0)
    story.page(8.5, 0, [1])
    story.order(8.6, "order-1", plan)
    assert held_rows(story.end()) == []


@pytest.mark.parametrize(("prepared", "expected"), [(5.2, []), (8.1, ["QUOTE-1"])])
def test_what_may_have_been_lost_with_a_connection_is_not_judged(
    held_rows: Rows, story: "Story", quotes: Any, prepared: float, expected: list[str]
) -> None:
    quotes.feed(A)
    story.signal(5.0)
    plan = story.prepare(prepared, "prep-1")
    story.cut(6.0, back=8.0)
    story.order(9.0, "order-1", plan)
    assert held_rows(story.end()) == expected


def test_a_resend_under_its_key_is_recovery_and_no_entry(
    held_rows: Rows, story: "Story", quotes: Any
) -> None:
    quotes.feed(A, until=7.5)
    quotes.feed(B, until=7.5)
    story.signal(5.0)
    plan = story.prepare(5.2, "prep-1")
    story.order(6.0, "order-1", plan, status=None)
    story.kill(7.6, back=8.0)
    story.page(8.5, 0, [1])
    story.send_order(8.6, "order-1", plan, status="DuplicateRequest")
    story.read_record(8.7, "order-1")
    assert held_rows(story.end()) == []


def test_where_nothing_is_said_of_quotes_none_are_needed(find: Find, story: "Story") -> None:
    story.enter(5.0, "1")
    assert find(NAME, story.end()) == []


def test_the_figures_of_what_is_on_an_underlying_are_no_quotes_of_it(
    held: Find, story: "Story", quotes: Any
) -> None:
    quotes.feed(A)
    for second in range(1, 8):
        story.add(
            lines.Valued(
                at_us=second * 1_000_000,
                connection=1,
                call=quotes.snapshot(second, B),
                provider=B,
                of="a contract on SPX",
                bid=Decimal(5000),
                ask=Decimal(5000),
                bid_age_ms=0,
                ask_age_ms=0,
                via="snapshot",
            )
        )
    story.enter(5.0, "1")
    [violation] = held(NAME, story.end())
    assert "quotes of InteractiveBrokers alone" in violation.message
