from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation
from hubproof.simulator import journal as lines

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "misses_no_event"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_live_and_replay_together_are_enough(find: Find, story: "Story") -> None:
    story.log(2.0)
    story.cut(3.0, "event")
    story.log(3.5, heard=False)
    story.connect(4.0, "event")
    story.page(4.2, 1, [2])
    assert find(NAME, story.end()) == []


def test_events_that_never_came_are_invalid_and_counted(find: Find, story: "Story") -> None:
    story.cut(3.0, "event")
    story.log(3.5, heard=False)
    story.log(3.6, heard=False)
    story.connect(4.0, "event")
    [violation] = find(NAME, story.end())
    assert violation.requirement == "EVT-5"
    assert "never got event 1 (OrderUpdate) of 3.5 s and 1 more" in violation.message


def test_events_before_the_first_cursor_are_nobodys_business(find: Find, story: "Story") -> None:
    story.log(0.2, heard=False)
    assert find(NAME, story.end()) == []


def test_an_event_written_just_before_a_cut_may_have_been_read(find: Find, story: "Story") -> None:
    story.log(3.0)
    story.cut(3.0, "event")
    assert find(NAME, story.end()) == []


def test_an_event_shortly_before_the_end_is_not_judged(find: Find, story: "Story") -> None:
    story.log(80.0, heard=False)
    assert find(NAME, story.end()) == []


def test_a_client_that_never_listened_is_another_row(find: Find, story: "Story") -> None:
    story.entries = [one for one in story.entries if not hasattr(one, "method")]
    story.log(2.0, heard=False)
    assert find(NAME, story.end()) == []


def test_an_event_that_the_hub_kept_to_itself_could_not_be_known(
    find: Find, story: "Story"
) -> None:
    seq = story.log(3.0, "PositionEntryPreparationCompleted", heard=False)
    story.add(
        lines.FaultFired(
            at_us=3_000_000, fault=0, name="lose_job_callback", phase="unsaid", event_seq_id=seq
        )
    )
    assert find(NAME, story.end()) == []
    story.log(4.0, heard=False)
    assert len(find(NAME, story.end())) == 1


def forgotten(story: "Story", at: float, since: int) -> None:
    """The subject asks from a cursor whose events are not kept any more."""
    story.call(at, "GetEventsSince", {"SinceEventSeqId": since}, hub="event", status="NotFound")


def latest(story: "Story", at: float) -> None:
    result = {"LatestEventSeqId": story.seq}
    story.call(at, "GetLatestEventSeqId", {}, hub="event", result=result)


def test_what_was_forgotten_when_it_was_asked_for_cannot_be_read_by_anybody(
    find: Find, story: "Story"
) -> None:
    story.log(2.0)
    story.cut(3.0, "event")
    story.log(3.5, heard=False)
    story.connect(4.0, "event")
    forgotten(story, 4.2, 1)
    assert find(NAME, story.end()) == []


def test_who_was_refused_may_begin_at_the_newest_event_of_then_and_no_later(
    find: Find, story: "Story"
) -> None:
    story.cut(3.0, "event")
    story.log(3.5, heard=False)
    story.connect(4.0, "event")
    forgotten(story, 4.2, 0)
    story.log(4.5, heard=False)
    latest(story, 5.0)
    assert find(NAME, story.end()) == []
    story.log(6.0, heard=False)
    [violation] = find(NAME, story.end())
    assert "never got event 3" in violation.message


def test_who_asks_on_and_on_for_what_is_forgotten_loses_the_rest_by_itself(
    find: Find, story: "Story"
) -> None:
    story.log(3.5, heard=False)
    for at in range(4, 60, 4):
        forgotten(story, at, 0)
        story.log(at + 1, heard=False)
    [violation] = find(NAME, story.end())
    assert "never got event 7 (OrderUpdate) of 25.0 s" in violation.message


def test_a_refusal_of_another_kind_excuses_nothing(find: Find, story: "Story") -> None:
    story.log(3.5, heard=False)
    args = {"SinceEventSeqId": 0, "ContinuationToken": "foreign"}
    story.call(4.0, "GetEventsSince", args, hub="event", status="ValidationError")
    assert len(find(NAME, story.end())) == 1
