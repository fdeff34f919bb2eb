from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from hubproof.harness.history import History
from hubproof.harness.oracle.quotes import LEFT
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "notices_silent_streams"
A, B = "InteractiveBrokers", "Tastytrade"


def test_an_empty_history_is_valid(held: Find, empty: History) -> None:
    assert held(NAME, empty) == []


def test_a_stream_that_flows_is_valid(held: Find, story: "Story", quotes: Any) -> None:
    quotes.feed(A)
    assert held(NAME, story.end()) == []


def test_a_silence_that_nobody_reacts_to_is_invalid(
    held: Find, story: "Story", quotes: Any
) -> None:
    call = quotes.stream(1.0, A)
    quotes.flow(1.5, 10.0, call, A)
    quotes.flow(30.0, 90.0, call, A)
    quotes.snapshot(15.0, B)
    [violation] = held(NAME, story.end())
    assert violation.requirement == "DATA-7"
    assert "from 10.0 s to 20.0 s" in violation.message


def test_a_stream_that_never_says_anything_is_silent_too(
    held: Find, story: "Story", quotes: Any
) -> None:
    quotes.stream(1.0, A)
    assert len(held(NAME, story.end())) == 1


@pytest.mark.parametrize("by", ["a snapshot", "another stream", "leaving", "a cut"])
def test_any_reaction_within_the_bound_is_valid(
    held: Find, story: "Story", quotes: Any, by: str
) -> None:
    call = quotes.stream(1.0, A)
    quotes.flow(1.5, 10.0, call, A)
    if by == "a snapshot":
        quotes.snapshot(19.0, A)
    elif by == "another stream":
        again = quotes.stream(15.5, A)
        quotes.flow(15.6, 90.0, again, A)
    elif by == "a cut":
        story.cut(19.0, "data", back=20.0)
    else:
        quotes.ended(19.0, call, LEFT)
    if by in {"a snapshot", "another stream"}:
        quotes.flow(19.5, 90.0, call, A)
    assert held(NAME, story.end()) == []


def test_the_silence_of_a_fault_on_quotes_is_no_excuse_and_another_fault_is(
    held: Find, story: "Story", quotes: Any
) -> None:
    call = quotes.stream(1.0, A)
    quotes.flow(1.5, 10.0, call, A)
    quotes.flow(25.0, 90.0, call, A)
    quotes.fault(10.0, 25.0, "drop_stream_items")
    assert len(held(NAME, story.end())) == 1
    story.entries = [one for one in story.entries if "fault" not in type(one).__name__.lower()]
    quotes.fault(10.0, 25.0, "network_stall")
    assert held(NAME, story.end()) == []


def test_a_short_silence_is_none(held: Find, story: "Story", quotes: Any) -> None:
    call = quotes.stream(1.0, A)
    quotes.flow(1.5, 10.0, call, A)
    quotes.flow(19.5, 90.0, call, A)
    assert held(NAME, story.end()) == []
