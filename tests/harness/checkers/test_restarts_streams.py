from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from hubproof.harness.history import History
from hubproof.harness.oracle.quotes import LEFT
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "restarts_streams"
A, B = "InteractiveBrokers", "Tastytrade"


def test_an_empty_history_is_valid(held: Find, empty: History) -> None:
    assert held(NAME, empty) == []


@pytest.mark.parametrize("by", ["the hub", "a cut"])
def test_a_stream_that_is_not_opened_again_while_there_is_work_is_invalid(
    held: Find, story: "Story", quotes: Any, by: str
) -> None:
    call = quotes.feed(A, until=10.0)
    if by == "the hub":
        quotes.ended(10.0, call)
    else:
        story.cut(10.0, "data", back=11.0)
    story.signal(12.0)
    [violation] = held(NAME, story.end())
    assert violation.requirement == "DATA-1"
    assert "the InteractiveBrokers stream of SPX again, which had ended at 10.0 s" in (
        violation.message
    )


@pytest.mark.parametrize(("by", "broken"), [("the hub", 0), ("a cut", 1)])
def test_a_stream_that_never_told_anything_was_refused_or_fell_with_its_connection(
    held: Find, story: "Story", quotes: Any, by: str, broken: int
) -> None:
    call = quotes.stream(9.0, A)
    if by == "the hub":
        quotes.ended(10.0, call)
    else:
        story.cut(10.0, "data", back=11.0)
    story.signal(12.0)
    assert len(held(NAME, story.end())) == broken


def test_a_stream_that_is_opened_again_is_valid(held: Find, story: "Story", quotes: Any) -> None:
    quotes.feed(A, until=10.0)
    story.cut(10.0, "data", back=11.0)
    quotes.feed(A, since=12.0)
    story.signal(12.0)
    assert held(NAME, story.end()) == []


def test_the_other_provider_s_stream_does_not_stand_for_it(
    held: Find, story: "Story", quotes: Any
) -> None:
    quotes.ended(10.0, quotes.feed(A, until=10.0))
    quotes.feed(B)
    story.signal(12.0)
    assert len(held(NAME, story.end())) == 1


def test_whoever_asks_for_snapshots_instead_has_quotes_too(
    held: Find, story: "Story", quotes: Any
) -> None:
    quotes.ended(10.0, quotes.feed(A, until=10.0))
    quotes.snapshot(20.0, A, "5000")
    story.signal(12.0)
    assert held(NAME, story.end()) == []


def test_a_stream_that_the_client_left_is_its_own_business(
    held: Find, story: "Story", quotes: Any
) -> None:
    quotes.ended(10.0, quotes.feed(A, until=10.0), LEFT)
    story.signal(12.0)
    assert held(NAME, story.end()) == []


def test_a_stream_that_was_refused_need_not_be_asked_for_again(
    held: Find, story: "Story", quotes: Any
) -> None:
    quotes.ended(10.0, quotes.stream(10.0, A), "no such symbol")
    story.signal(12.0)
    assert held(NAME, story.end()) == []


def test_without_work_nothing_is_due(held: Find, story: "Story", quotes: Any) -> None:
    quotes.ended(10.0, quotes.feed(A, until=10.0))
    story.enter(5.0, "1")
    assert held(NAME, story.end()) == []


def test_a_killed_client_opens_its_streams_in_its_next_life(
    held: Find, story: "Story", quotes: Any
) -> None:
    quotes.feed(A, until=10.0)
    story.signal(5.0)
    story.kill(10.0, back=11.0)
    assert held(NAME, story.end()) == []


def test_shortly_before_the_end_it_cannot_be_known(held: Find, story: "Story", quotes: Any) -> None:
    quotes.ended(75.0, quotes.feed(A, until=75.0))
    story.signal(76.0)
    assert held(NAME, story.end()) == []
