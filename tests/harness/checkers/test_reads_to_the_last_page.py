from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "reads_to_the_last_page"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_pages_of_one_event_read_by_token_are_valid(find: Find, story: "Story") -> None:
    story.page(2.0, 0, [1], more="t-1")
    story.page(2.1, 1, [2], more="t-2", token="t-1")
    story.page(2.2, 2, [3], token="t-2")
    assert find(NAME, story.end()) == []


def test_asking_again_from_the_last_id_is_valid(find: Find, story: "Story") -> None:
    story.page(2.0, 0, [1, 2], more="t-1")
    story.page(2.1, 2, [3])
    assert find(NAME, story.end()) == []


def test_stopping_at_a_token_is_invalid(find: Find, story: "Story") -> None:
    story.page(2.0, 0, [1, 2], more="t-1")
    [violation] = find(NAME, story.end())
    assert violation.requirement == "EVT-2"
    assert "stopped reading the history at event 2" in violation.message


def test_going_on_behind_a_hole_is_invalid(find: Find, story: "Story") -> None:
    story.page(2.0, 0, [1, 2], more="t-1")
    story.page(2.1, 5)
    [violation] = find(NAME, story.end())
    assert "up to event 2 and went on after 5" in violation.message


def test_another_token_is_invalid(find: Find, story: "Story") -> None:
    story.page(2.0, 0, [1, 2], more="t-1")
    story.page(2.1, 2, token="T-1")
    [violation] = find(NAME, story.end())
    assert "another token" in violation.message


def test_stopping_because_of_a_cut_is_valid(find: Find, story: "Story") -> None:
    story.page(2.0, 0, [1, 2], more="t-1")
    story.cut(2.05, "event", back=3.0)
    story.page(3.2, 2, [3])
    assert find(NAME, story.end()) == []


def test_a_page_whose_answer_was_lost_says_nothing(find: Find, story: "Story") -> None:
    story.page(2.0, 0, status=None)
    assert find(NAME, story.end()) == []


def test_a_page_shortly_before_the_end_is_not_judged(find: Find, story: "Story") -> None:
    story.page(80.0, 0, [1], more="t-1")
    assert find(NAME, story.end()) == []
