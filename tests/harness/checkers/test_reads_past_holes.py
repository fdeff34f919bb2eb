from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation
from hubproof.simulator import journal as lines

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "reads_past_holes"
PAPER = "ML1001"


def leave_a_hole(story: "Story", at: float, by: int = 3) -> None:
    story.seq += by
    skipped = lines.FaultFired(
        at_us=round(at * 1e6), fault=0, name="skip_event_seq_ids", phase="skipped"
    )
    story.add(skipped)


def stuck(story: "Story", *, hole_at: float = 5.0) -> None:
    """One entry; then a hole, and signals that are delivered and left alone."""
    story.enter(2.0, "1")
    leave_a_hole(story, hole_at)
    story.signal(6.0, where=(102, PAPER))
    story.signal(8.0, where=(103, PAPER))


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_acting_on_nothing_behind_a_hole_is_invalid(find: Find, story: "Story") -> None:
    stuck(story)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "EVT-5"
    assert "up to event 1 and on none from event 5 on" in violation.message
    assert "the numbers before event 5 were never used" in violation.message
    assert violation.at_us == 6_000_000


def test_a_hole_may_lie_before_any_event_in_between(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    leave_a_hole(story, 5.0)
    story.log(5.5)
    story.signal(6.0, where=(102, PAPER))
    story.signal(8.0, where=(103, PAPER))
    [violation] = find(NAME, story.end())
    assert "from event 6 on" in violation.message
    assert "before event 5" in violation.message


def test_acting_on_behind_a_hole_is_valid(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    leave_a_hole(story, 5.0)
    story.enter(6.0, "2", (102, PAPER))
    story.signal(8.0, where=(103, PAPER))
    story.signal(9.0, where=(103, "U2001"))
    assert find(NAME, story.end()) == []


def test_without_a_hole_doing_no_more_is_another_row(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.signal(6.0, where=(102, PAPER))
    story.signal(8.0, where=(103, PAPER))
    assert find(NAME, story.end()) == []


def test_a_hole_behind_the_first_signal_left_alone_explains_nothing(
    find: Find, story: "Story"
) -> None:
    story.enter(2.0, "1")
    story.signal(6.0, where=(102, PAPER))
    leave_a_hole(story, 7.0)
    story.signal(8.0, where=(103, PAPER))
    assert find(NAME, story.end()) == []


def test_a_client_that_never_acted_is_another_row(find: Find, story: "Story") -> None:
    story.signal(2.0)
    leave_a_hole(story, 5.0)
    story.signal(6.0, where=(102, PAPER))
    story.signal(8.0, where=(103, PAPER))
    assert find(NAME, story.end()) == []


def test_one_signal_left_alone_proves_nothing(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    leave_a_hole(story, 5.0)
    story.signal(6.0, where=(102, PAPER))
    assert find(NAME, story.end()) == []


def test_signals_that_never_reached_it_are_another_row(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    leave_a_hole(story, 5.0)
    story.signal(6.0, where=(102, PAPER), heard=False)
    story.signal(8.0, where=(103, PAPER), heard=False)
    assert find(NAME, story.end()) == []


@pytest.mark.parametrize(("at", "found"), [(1.5, 1), (5.5, 0), (9.0, 1)])
def test_what_else_was_broken_meanwhile_may_be_the_reason(
    find: Find, story: "Story", at: float, found: int
) -> None:
    stuck(story)
    story.fire(at, "received")
    assert len(find(NAME, story.end())) == found


def test_a_connection_that_ended_meanwhile_may_be_the_reason(find: Find, story: "Story") -> None:
    stuck(story)
    story.cut(4.5, back=4.6)
    assert find(NAME, story.end()) == []


def test_an_outage_that_began_before_and_lasted_may_be_the_reason(
    find: Find, story: "Story"
) -> None:
    stuck(story)
    story.fire(1.5, "received", "agent_offline", 7)
    story.add(lines.FaultHealed(at_us=5_500_000, fault=7, name="agent_offline"))
    assert find(NAME, story.end()) == []


def test_a_subject_that_died_later_may_not_have_waited(find: Find, story: "Story") -> None:
    stuck(story)
    story.kill(7.0, back=8.5)
    assert find(NAME, story.end()) == []


def test_a_run_that_ends_before_the_bound_is_not_judged(find: Find, story: "Story") -> None:
    stuck(story)
    assert find(NAME, story.end(20.0)) == []
