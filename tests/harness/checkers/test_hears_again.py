from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "hears_again"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_events_that_come_live_are_heard(find: Find, story: "Story") -> None:
    story.cut(5.0, "event", back=6.0)
    story.log(40.0)
    assert find(NAME, story.end()) == []


def test_a_connection_that_stays_deaf_is_invalid(find: Find, story: "Story") -> None:
    story.cut(5.0, "event", back=6.0)
    story.log(40.0, heard=False)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "EVT-4"
    assert "deaf: event 1 (OrderUpdate) of 40.0 s" in violation.message


def test_asking_the_history_now_and_then_is_hearing(find: Find, story: "Story") -> None:
    story.cut(5.0, "event", back=6.0)
    story.log(40.0, heard=False)
    story.page(55.0, 0, [1])
    assert find(NAME, story.end()) == []


def test_a_gap_right_after_the_reconnect_is_another_row(find: Find, story: "Story") -> None:
    story.cut(5.0, "event", back=6.0)
    story.log(6.1, heard=False)
    story.log(8.0)
    assert find(NAME, story.end()) == []


def test_a_connection_that_goes_deaf_later_is_invalid_too(find: Find, story: "Story") -> None:
    story.log(5.0)
    story.log(8.0, heard=False)
    story.log(9.0, heard=False)
    [violation] = find(NAME, story.end())
    assert violation.at_us == 8_000_000


def test_an_event_whose_bound_runs_past_the_end_is_not_judged(find: Find, story: "Story") -> None:
    story.log(80.0, heard=False)
    assert find(NAME, story.end()) == []


def test_an_event_of_a_strategy_it_did_not_ask_for_is_not_judged(
    find: Find, story: "Story"
) -> None:
    story.entries = [one for one in story.entries if not hasattr(one, "method")]
    story.subscribe(0.5, [102])
    story.log(40.0, strategy_id=101, heard=False)
    assert find(NAME, story.end()) == []
    story.log(41.0, strategy_id=102, heard=False)
    assert len(find(NAME, story.end())) == 1
