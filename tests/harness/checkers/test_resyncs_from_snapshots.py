from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hubproof.harness.history import History
from hubproof.harness.oracle.quotes import LEFT
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "resyncs_from_snapshots"
A, B = "InteractiveBrokers", "Tastytrade"


def test_an_empty_history_is_valid(held: Find, empty: History) -> None:
    assert held(NAME, empty) == []


def test_a_stream_with_regular_snapshots_is_valid(held: Find, story: "Story", quotes: Any) -> None:
    quotes.feed(A)
    assert held(NAME, story.end()) == []


def test_a_stream_that_runs_for_long_without_one_is_invalid(
    held: Find, story: "Story", quotes: Any
) -> None:
    call = quotes.stream(1.0, A)
    quotes.flow(1.1, 90.0, call, A)
    quotes.snapshot(10.0, A)
    quotes.snapshot(11.0, B)
    [violation] = held(NAME, story.end())
    assert violation.requirement == "DATA-2"
    assert "from 10.0 s to 50.0 s without one snapshot" in violation.message


def test_a_restart_without_one_is_invalid(held: Find, story: "Story", quotes: Any) -> None:
    call = quotes.feed(A, until=10.0)
    quotes.ended(10.0, call)
    again = quotes.stream(11.0, A)
    quotes.flow(11.1, 45.0, again, A)
    quotes.ended(45.0, again, LEFT)
    [violation] = held(NAME, story.end())
    assert "started the InteractiveBrokers stream of SPX again at 11.0 s" in violation.message


def test_a_snapshot_before_the_stream_is_opened_again_counts(
    held: Find, story: "Story", quotes: Any
) -> None:
    quotes.ended(10.0, quotes.feed(A, until=10.0))
    quotes.snapshot(10.5, A)
    again = quotes.stream(11.0, A)
    quotes.flow(11.1, 45.0, again, A)
    quotes.ended(45.0, again, LEFT)
    assert held(NAME, story.end()) == []


def test_a_stream_that_ends_before_one_is_due_needs_none(
    held: Find, story: "Story", quotes: Any
) -> None:
    for since in (1.0, 20.0, 40.0):
        call = quotes.stream(since, A)
        quotes.flow(since + 0.1, since + 10.0, call, A)
        quotes.ended(since + 10.0, call, LEFT)
    assert held(NAME, story.end()) == []


def test_where_nothing_is_said_of_quotes_no_row_is_broken(
    find: Find, story: "Story", quotes: Any
) -> None:
    quotes.stream(1.0, A)
    assert find(NAME, story.end()) == []
