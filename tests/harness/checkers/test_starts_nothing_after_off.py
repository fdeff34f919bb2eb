from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation
from hubproof.simulator import journal as lines

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "starts_nothing_after_off"
OTHER = (102, "U2001")


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_an_entry_while_its_signal_is_on_is_valid(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.signal(30.0, "Off")
    story.enter(40.0, "2")
    assert find(NAME, story.end()) == []


def off_and_begun(story: "Story", at: float = 9.0, *, heard: bool = True) -> None:
    """A signal is On for three seconds; its first preparation comes after that."""
    story.signal(2.0)
    story.signal(5.0, "Off", heard=heard)
    story.prepare(at, "prep-1")


def test_an_entry_begun_long_after_its_off_was_told_is_invalid(find: Find, story: "Story") -> None:
    off_and_begun(story)
    [violation] = find(NAME, story.end())
    assert (violation.requirement, violation.level) == ("GUARD-2", "MUST")
    assert violation.at_us == 9_000_000
    assert violation.message == (
        "began an entry of strategy 101 on account U2001 although its signal had gone Off, "
        "which it had been told at 5.0 s"
    )


def test_an_off_of_another_pair_or_of_an_earlier_period_says_nothing(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    story.signal(2.1, where=OTHER)
    story.signal(3.0, "Off")
    story.signal(4.0, "Off", OTHER)
    story.signal(5.0)
    story.prepare(9.0, "prep-1")
    assert find(NAME, story.end()) == []


def test_who_never_heard_of_the_off_or_has_just_heard_is_valid(find: Find, story: "Story") -> None:
    off_and_begun(story, heard=False)
    assert find(NAME, story.end()) == []


@pytest.mark.parametrize(("at", "found"), [(5.9, 0), (6.1, 1)])
def test_what_was_on_its_way_is_not_held_against_it(
    find: Find, story: "Story", at: float, found: int
) -> None:
    off_and_begun(story, at)
    assert len(find(NAME, story.end())) == found


def test_an_off_that_was_written_in_a_connections_last_moments_may_not_have_been_read(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    story.signal(5.0, "Off")
    story.cut(5.01, "event", back=8.0)
    story.prepare(9.0, "prep-1")
    assert find(NAME, story.end()) == []


def test_a_page_of_history_tells_as_well(find: Find, story: "Story") -> None:
    story.signal(2.0)
    off = story.signal(5.0, "Off", heard=False)
    story.page(6.0, 0, [off])
    story.prepare(9.0, "prep-1")
    assert len(find(NAME, story.end())) == 1


def test_a_preparation_may_have_waited_behind_another_call(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.call(4.0, "SendOrder", {}, status=None)
    slow = story.calls
    story.signal(5.0, "Off")
    story.add(lines.Answered(at_us=8_999_900, call=slow, status="Success"))
    story.prepare(9.0, "prep-1")
    assert find(NAME, story.end()) == []


def test_a_preparation_over_a_new_connection_may_have_been_lost_with_the_old_one(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    story.signal(5.0, "Off")
    story.cut(6.0, back=8.0)
    story.prepare(9.0, "prep-1")
    assert find(NAME, story.end()) == []


def test_what_a_life_that_is_over_may_have_begun_is_finished(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.kill(2.1, back=3.0)
    story.signal(5.0, "Off")
    story.prepare(9.0, "prep-1")
    assert find(NAME, story.end()) == []


def test_what_was_begun_while_it_was_on_may_be_begun_again(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.5, "prep-1", ends="Failed")
    story.signal(5.0, "Off")
    story.prepare(9.0, "prep-2")
    assert find(NAME, story.end()) == []


@pytest.mark.parametrize(("name", "found"), [("network_stall", 0), ("flap_signal", 1)])
def test_what_holds_up_a_call_is_an_excuse_and_what_is_only_said_is_none(
    find: Find, story: "Story", name: str, found: int
) -> None:
    story.signal(2.0)
    story.signal(5.0, "Off")
    story.fire(6.0, "any", name)
    story.add(lines.FaultHealed(at_us=8_000_000, fault=0, name=name))
    story.prepare(9.0, "prep-1")
    assert len(find(NAME, story.end())) == found


def test_an_entry_that_no_signal_ever_called_for_is_for_others_to_say(
    find: Find, story: "Story"
) -> None:
    story.prepare(9.0, "prep-1")
    assert find(NAME, story.end()) == []
