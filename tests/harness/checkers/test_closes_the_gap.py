from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "closes_the_gap"


def back_with_a_gap(story: "Story") -> int:
    """Replay, an event that nobody hears, subscription; the event's number."""
    story.log(2.0)
    story.cut(5.0, "event", back=6.0)
    story.page(6.2, 1)
    missed = story.log(6.3, "EntrySignal", heard=False)
    story.subscribe(6.4)
    return missed


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_an_event_between_page_and_subscription_that_never_comes_is_invalid(
    find: Find, story: "Story"
) -> None:
    back_with_a_gap(story)
    story.log(9.0)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "EVT-14"
    assert "event 2 (EntrySignal) of 6.3 s fell between" in violation.message


def test_a_page_that_was_on_its_way_does_not_cover_what_came_after_it_was_made(
    find: Find, story: "Story"
) -> None:
    story.cut(5.0, "event", back=6.0)
    story.page(6.2, 0)
    story.log(6.205, heard=False)
    story.subscribe(6.4)
    assert len(find(NAME, story.end())) == 1


def test_reading_once_more_after_subscribing_is_valid(find: Find, story: "Story") -> None:
    missed = back_with_a_gap(story)
    story.page(6.6, 1, [missed])
    assert find(NAME, story.end()) == []


def test_reading_when_a_later_number_shows_that_one_is_missing_is_valid(
    find: Find, story: "Story"
) -> None:
    missed = back_with_a_gap(story)
    later = story.log(9.0)
    story.page(9.1, 1, [missed, later])
    assert find(NAME, story.end()) == []


def test_reading_after_the_bound_is_too_late(find: Find, story: "Story") -> None:
    missed = back_with_a_gap(story)
    story.page(60.0, 1, [missed])
    assert len(find(NAME, story.end())) == 1


def test_subscribing_first_leaves_no_gap(find: Find, story: "Story") -> None:
    story.log(2.0)
    story.cut(5.0, "event", back=6.0)
    story.subscribe(6.2)
    story.log(6.3)
    story.page(6.4, 1, [2])
    assert find(NAME, story.end()) == []


def test_polling_without_a_subscription_leaves_no_gap(find: Find, story: "Story") -> None:
    story.log(2.0)
    story.cut(5.0, "event", back=6.0)
    story.page(6.2, 1)
    story.log(6.3, heard=False)
    story.page(60.0, 1, [2])
    assert find(NAME, story.end()) == []


def test_a_connection_that_ended_before_the_bound_is_not_judged(find: Find, story: "Story") -> None:
    missed = back_with_a_gap(story)
    story.cut(9.0, "event", back=10.0)
    story.send(10.0, missed)
    story.page(10.2, 2)
    assert find(NAME, story.end()) == []


def test_going_on_behind_the_event_on_the_next_connection_is_invalid(
    find: Find, story: "Story"
) -> None:
    back_with_a_gap(story)
    story.log(8.0)
    story.cut(9.0, "event", back=10.0)
    story.page(10.2, 3)
    story.cut(11.0, "event")
    assert len(find(NAME, story.end())) == 1


def test_not_reading_to_the_last_page_is_another_row(find: Find, story: "Story") -> None:
    story.cut(5.0, "event", back=6.0)
    story.log(5.5, heard=False)
    story.log(5.6, heard=False)
    story.page(6.2, 0, [1], more="t-1")
    story.log(6.3, heard=False)
    story.subscribe(6.4)
    assert find(NAME, story.end()) == []


def test_not_reading_at_all_is_another_row(find: Find, story: "Story") -> None:
    story.cut(5.0, "event", back=6.0)
    story.log(6.3, heard=False)
    story.subscribe(6.4)
    assert find(NAME, story.end()) == []


def test_a_gap_shortly_before_the_end_is_not_judged(find: Find, story: "Story") -> None:
    back_with_a_gap(story)
    assert find(NAME, story.end(20.0)) == []


def test_events_of_strategies_it_never_asked_for_are_not_missed(find: Find, story: "Story") -> None:
    story.entries = [one for one in story.entries if not hasattr(one, "method")]
    story.page(0.5, 0)
    story.log(0.55, "EntrySignal", 103, heard=False)
    story.subscribe(0.6, [101])
    assert find(NAME, story.end()) == []
