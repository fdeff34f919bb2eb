from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "cursor_behind_handling"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_a_signal_taken_up_in_the_next_life_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.kill(2.1, back=3.0)
    story.page(3.5, 0, [1])
    story.enter(4.0, "1", repeat=True)
    assert find(NAME, story.end()) == []


def test_a_signal_that_the_cursor_had_passed_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.kill(2.1, back=3.0)
    story.page(3.5, 1)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "EVT-7"
    assert "asked for events after 1 in its next life, and never entered" in violation.message


def test_a_signal_that_was_worked_on_is_not_skipped(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.1, "prep-1", status=None)
    story.kill(2.2, back=3.0)
    story.page(3.5, 1)
    assert find(NAME, story.end()) == []


def test_a_signal_that_was_read_again_and_left_alone_is_another_row(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    story.kill(2.1, back=3.0)
    story.page(3.5, 0, [1])
    assert find(NAME, story.end()) == []


def test_a_signal_that_never_reached_the_killed_life_is_another_row(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0, heard=False)
    story.kill(2.1, back=3.0)
    story.page(3.5, 1)
    assert find(NAME, story.end()) == []


def test_a_signal_that_went_off_meanwhile_is_not_judged(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.kill(2.1, back=3.0)
    story.page(3.5, 1)
    story.signal(10.0, "Off")
    assert find(NAME, story.end()) == []


def test_a_next_life_too_short_to_act_is_not_judged(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.kill(2.1, back=3.0)
    story.page(3.5, 1)
    assert find(NAME, story.end(20.0)) == []


def test_without_a_kill_the_cursor_is_out_of_sight(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.cut(2.1, "event", back=3.0)
    story.page(3.5, 1)
    assert find(NAME, story.end()) == []
