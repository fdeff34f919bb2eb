from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
import pytest

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation
from hubproof.simulator import journal as lines

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "replaces_half_open"


def stall(story: "Story", at: float, healed: float, hub: str = "event") -> None:
    story.fire(at, "answered", "network_stall")
    story.add(lines.Stalled(at_us=round(at * 1e6), hub=hub, connection=story.links[hub]))
    story.add(lines.FaultHealed(at_us=round(healed * 1e6), fault=0, name="network_stall"))


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_silence_that_is_noticed_is_survived(find: Find, story: "Story") -> None:
    stall(story, 5.0, 70.0)
    story.log(10.0)
    story.connect(36.0, "event")
    assert find(NAME, story.end()) == []


def test_the_time_out_and_one_bound_are_allowed_and_no_more(find: Find, story: "Story") -> None:
    stall(story, 5.0, 70.0)
    story.log(10.0)
    story.connect(55.0, "event")
    assert find(NAME, story.end()) == []
    story.entries = [
        one for one in story.entries if not (isinstance(one, lines.Connected) and one.at_us > 1e7)
    ]
    story.links["event"] = 1
    story.connect(55.1, "event")
    [violation] = find(NAME, story.end())
    assert violation.requirement == "RECON-6"
    assert "from the event hub since 5.0 s" in violation.message


@pytest.mark.parametrize("healed", [20.0, 55.0])
def test_what_flows_again_in_time_need_not_be_replaced(
    find: Find, story: "Story", healed: float
) -> None:
    stall(story, 5.0, healed)
    story.log(10.0)
    assert find(NAME, story.end()) == []


def test_nobody_need_come_where_nothing_happens(find: Find, story: "Story") -> None:
    stall(story, 5.0, 70.0)
    story.log(36.0)  # too late for a whole bound
    assert find(NAME, story.end()) == []


def test_who_died_hung_on_to_nothing(find: Find, story: "Story") -> None:
    stall(story, 5.0, 70.0)
    story.log(10.0)
    story.kill(50.0)
    assert find(NAME, story.end()) == []


@pytest.mark.parametrize(("off", "expected"), [(None, 1), (40.0, 0)])
def test_an_entry_that_was_begun_calls_for_the_control_hub(
    find: Find, story: "Story", off: float | None, expected: int
) -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", status=None)
    stall(story, 2.3, 70.0, "control")
    if off is not None:
        story.signal(off, "Off")
    assert len(find(NAME, story.end())) == expected


def test_a_control_hub_that_nobody_needs_may_stay_silent(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    stall(story, 4.0, 70.0, "control")
    assert find(NAME, story.end()) == []


def over_polls(story: "Story") -> None:
    story.entries = [
        msgspec.structs.replace(one, transport="LongPolling")
        if isinstance(one, lines.Connected)
        else one
        for one in story.entries
    ]


def test_who_polls_cannot_tell_silence_from_a_poll_that_waits(find: Find, story: "Story") -> None:
    stall(story, 5.0, 70.0)
    story.log(10.0)
    assert find(NAME, story.end())
    over_polls(story)
    assert find(NAME, story.end()) == []


def test_who_polls_has_all_the_time_until_bytes_pass_again(find: Find, story: "Story") -> None:
    story.signal(3.0)
    stall(story, 5.0, 70.0)
    story.signal(300.0, "Off")
    assert [one.at_us for one in find("acts_on_every_signal", story.end())] == [55_000_000]
    over_polls(story)
    assert [one.at_us for one in find("acts_on_every_signal", story.end())] == [90_000_000]
