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

NAME = "ignores_bad_quotes"
A, B = "InteractiveBrokers", "Tastytrade"


def flickering(quotes: Any, price: str | None) -> int:
    """Two feeds, of which the second holds no price from 10 s to 30 s; its call."""
    quotes.feed(A)
    call: int = quotes.stream(0.6, B)
    quotes.flow(0.7, 10.0, call, B)
    quotes.flow(10.5, 30.0, call, B, price)
    quotes.flow(30.5, 90.0, call, B)
    for at in (1.0, 41.0, 61.0):
        quotes.snapshot(at, B)
    return call


def test_an_empty_history_is_valid(held: Find, empty: History) -> None:
    assert held(NAME, empty) == []


@pytest.mark.parametrize(
    "price", ["0", None, "NaN", "Infinity", "-5000", "1.7976931348623157E+308"]
)
def test_an_entry_on_frames_without_a_price_is_invalid(
    held_rows: Rows, held: Find, story: "Story", quotes: Any, price: str | None
) -> None:
    flickering(quotes, price)
    story.enter(20.0, "1")
    history = story.end()
    assert held_rows(history) == ["QUOTE-3"]
    [violation] = held(NAME, history)
    assert "all that Tastytrade had lately said held no price" in violation.message
    assert violation.exposure is not None


def test_one_price_among_them_is_enough(held_rows: Rows, story: "Story", quotes: Any) -> None:
    call = flickering(quotes, "0")
    quotes.quote(19.25, call, B)
    story.enter(20.0, "1")
    assert held_rows(story.end()) == []


def test_whoever_waits_for_a_price_is_right(held_rows: Rows, story: "Story", quotes: Any) -> None:
    flickering(quotes, None)
    story.enter(31.0, "1")
    assert held_rows(story.end()) == []


def test_a_subject_that_ends_at_one_is_invalid(held: Find, story: "Story", quotes: Any) -> None:
    call = quotes.stream(0.6, B)
    quotes.flow(0.7, 10.0, call, B)
    quotes.quote(10.5, call, B, "NaN")
    story.add(lines.SubjectChanged(at_us=10_700_000, life=1, state="exited", detail="raised"))
    [violation] = held(NAME, story.end())
    assert "ended by itself at 10.7 s, right after a frame of Tastytrade" in violation.message


@pytest.mark.parametrize(("state", "at_us"), [("killed", 10_700_000), ("exited", 12_000_000)])
def test_a_kill_is_no_crash_and_an_end_long_after_it_has_another_cause(
    held: Find, story: "Story", quotes: Any, state: str, at_us: int
) -> None:
    call = quotes.stream(0.6, B)
    quotes.quote(10.5, call, B, "NaN")
    story.add(lines.SubjectChanged(at_us=at_us, life=1, state=state))
    assert held(NAME, story.end()) == []


def test_a_subject_that_was_told_to_stop_did_not_crash(
    held: Find, story: "Story", quotes: Any
) -> None:
    call = quotes.stream(0.6, B)
    quotes.quote(80.0, call, B, "NaN")
    story.add(lines.SubjectChanged(at_us=80_100_000, life=1, state="stopping"))
    story.add(lines.SubjectChanged(at_us=80_200_000, life=1, state="exited"))
    assert held(NAME, story.end()) == []


def leave(story: "Story", at: float) -> None:
    story.add(
        lines.Disconnected(
            at_us=round(at * 1_000_000),
            hub="data",
            connection=story.links["data"],
            reason="client",
        )
    )
    story.connect(at + 1.0, "data")


def test_a_client_that_leaves_the_hub_at_every_bad_frame_is_invalid(
    held: Find, story: "Story", quotes: Any
) -> None:
    for at in (10.0, 20.0):
        call = quotes.stream(at, B)
        quotes.flow(at + 0.1, at + 3.1, call, B)
        quotes.quote(at + 3.5, call, B, "0")
        leave(story, at + 3.6)
    [violation] = held(NAME, story.end())
    assert "left the Data hub at 13.6 s" in violation.message
    assert "did so 2 times" in violation.message


def test_a_client_that_leaves_at_other_frames_too_has_its_own_reasons(
    held: Find, story: "Story", quotes: Any
) -> None:
    for at, price in ((10.0, "0"), (20.0, "0"), (30.0, "5000")):
        call = quotes.stream(at, B)
        quotes.quote(at + 3.5, call, B, price)
        leave(story, at + 3.6)
    assert held(NAME, story.end()) == []
