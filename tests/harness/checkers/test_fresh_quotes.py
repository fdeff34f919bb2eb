from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation
from hubproof.simulator import journal as lines

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]
Rows = Callable[[History], list[str]]

NAME = "fresh_quotes"
A, B = "InteractiveBrokers", "Tastytrade"
LIVE = "U2001"


def test_an_empty_history_is_valid(held: Find, empty: History) -> None:
    assert held(NAME, empty) == []


def test_an_entry_on_a_feed_that_has_stopped_is_invalid(
    held: Find, story: "Story", quotes: Any
) -> None:
    quotes.feed(A)
    quotes.feed(B, until=10.0)
    story.enter(20.0, "1")
    [violation] = held(NAME, story.end())
    assert violation.requirement == "QUOTE-2"
    assert "at 21.0 s on a stale quote: the newest price of Tastytrade was of 9.6 s" in (
        violation.message
    )
    assert violation.exposure is not None


def test_it_breaks_no_other_row_about_quotes(held_rows: Rows, story: "Story", quotes: Any) -> None:
    quotes.feed(A)
    call = quotes.feed(B, until=10.0)
    quotes.flow(10.5, 30.0, call, B, age_s=9.0)
    quotes.flow(30.5, 90.0, call, B)
    quotes.snapshot(25.0, B)
    quotes.snapshot(45.0, B)
    quotes.snapshot(65.0, B)
    story.enter(20.0, "1")
    assert held_rows(story.end()) == ["QUOTE-2"]


@pytest.mark.parametrize(("stops", "expected"), [(17.4, 1), (17.6, 0)])
def test_the_bound_is_the_age_limit_and_a_grace(
    held: Find, story: "Story", quotes: Any, stops: float, expected: int
) -> None:
    quotes.feed(A)
    call = quotes.stream(0.6, B)
    quotes.quote(stops, call, B, age_s=0.5)
    story.enter(20.0, "1")  # its order comes at 21 s, so 17 s is what it may go back to
    assert len(held(NAME, story.end())) == expected


def test_a_snapshot_makes_a_feed_fresh(held: Find, story: "Story", quotes: Any) -> None:
    quotes.feed(A)
    quotes.feed(B, until=10.0)
    quotes.snapshot(20.8, B, "5000")
    story.enter(20.0, "1")
    assert held(NAME, story.end()) == []


def test_an_order_that_was_held_up_on_its_way_is_given_that_time(
    held: Find, story: "Story", quotes: Any
) -> None:
    quotes.feed(A)
    quotes.feed(B, until=15.5)
    quotes.fault(16.0, 21.0, "network_stall")
    story.enter(20.0, "1")
    assert held(NAME, story.end()) == []


@pytest.mark.parametrize("name", ["drop_stream_items", "clock_skew"])
def test_a_fault_on_quotes_holds_up_no_order(
    held: Find, story: "Story", quotes: Any, name: str
) -> None:
    quotes.feed(A)
    quotes.feed(B, until=15.5)
    quotes.fault(16.0, 21.0, name)
    story.enter(20.0, "1")
    assert len(held(NAME, story.end())) == 1


@pytest.mark.parametrize(("answered_us", "expected"), [(20_999_900, 0), (19_000_000, 1)])
def test_an_order_may_have_waited_behind_another_that_the_hub_was_slow_to_answer(
    held: Find, story: "Story", quotes: Any, answered_us: int, expected: int
) -> None:
    quotes.feed(A)
    quotes.feed(B, until=15.5)
    plans = []
    for at, where in ((10.0, (102, LIVE)), (11.0, (101, LIVE))):
        story.signal(at, where=where)
        plans.append(story.prepare(at + 0.2, f"prep-{at}", where))
    story.send_order(15.6, "order-2", plans[0], status=None)
    story.add(lines.Answered(at_us=answered_us, call=story.calls, status="Success"))
    story.order(21.0, "order-1", plans[1])
    assert len(held(NAME, story.end())) == expected
