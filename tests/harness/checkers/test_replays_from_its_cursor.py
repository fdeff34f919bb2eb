from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "replays_from_its_cursor"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_a_replay_from_the_last_event_seen_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.cut(5.0, "event", back=6.0)
    story.page(6.2, 1)
    assert find(NAME, story.end()) == []


def test_a_replay_from_the_very_beginning_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.cut(5.0, "event", back=6.0)
    story.page(6.2, 0, [1])
    assert find(NAME, story.end()) == []


def test_only_subscribing_again_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.cut(5.0, "event", back=6.0)
    story.subscribe(6.2)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "EVT-1"
    assert "did not read the history" in violation.message


def test_a_replay_from_beyond_what_was_seen_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.cut(5.0, "event")
    story.log(5.5, heard=False)
    story.signal(5.6, where=(102, "U2001"), heard=False)
    story.connect(6.0, "event")
    story.send(6.1, 3)
    story.page(6.2, 3)
    [violation] = find(NAME, story.end())
    assert "asked for events after 3, although it had been given none beyond 1" in violation.message


def test_a_push_that_joins_on_to_what_was_seen_may_move_the_cursor(
    find: Find, story: "Story"
) -> None:
    story.cut(1.0, "event")
    story.log(1.5, heard=False)
    story.connect(2.0, "event")
    story.send(2.1, 1)
    story.page(2.2, 1)
    assert find(NAME, story.end()) == []


def test_a_new_life_replays_too(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.kill(5.0, back=6.0)
    story.subscribe(6.5)
    assert len(find(NAME, story.end())) == 1


def test_asking_for_the_newest_id_and_finding_nothing_new_is_valid(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    story.cut(5.0, "event", back=6.0)
    story.call(6.2, "GetLatestEventSeqId", {}, hub="event", result={"LatestEventSeqId": 1})
    assert find(NAME, story.end()) == []


def test_asking_for_the_newest_id_and_reading_nothing_is_invalid(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    story.cut(5.0, "event")
    story.log(5.5, heard=False)
    story.connect(6.0, "event")
    story.call(6.2, "GetLatestEventSeqId", {}, hub="event", result={"LatestEventSeqId": 2})
    story.log(9.0)
    assert len(find(NAME, story.end())) == 1


def test_a_connection_that_was_cut_again_at_once_is_not_judged(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.cut(5.0, "event", back=6.0)
    story.cut(7.0, "event", back=8.0)
    story.page(8.2, 1)
    assert find(NAME, story.end()) == []


def test_a_page_that_a_token_stands_for_is_not_judged(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.cut(5.0, "event", back=6.0)
    story.page(6.2, 99, token="t-1")
    assert find(NAME, story.end()) == []


def test_a_client_without_a_cursor_may_begin_at_the_newest_event(
    find: Find, story: "Story"
) -> None:
    for _ in range(5):
        story.log(0.2, heard=False)
    story.page(0.6, 5)
    story.cut(3.0, "event", back=4.0)
    story.page(4.2, 5)
    assert find(NAME, story.end()) == []


def test_a_push_joins_on_across_a_hole_in_the_numbers(find: Find, story: "Story") -> None:
    story.log(0.7)
    story.cut(1.0, "event")
    story.seq += 4
    story.log(1.5, heard=False)
    story.connect(2.0, "event")
    story.send(2.1, 6)
    story.page(2.2, 6)
    assert find(NAME, story.end()) == []


def test_a_push_does_not_join_on_across_an_event(find: Find, story: "Story") -> None:
    story.cut(1.0, "event")
    story.log(1.5, heard=False)
    story.log(1.6, heard=False)
    story.connect(2.0, "event")
    story.send(2.1, 2)
    story.page(2.2, 2)
    assert len(find(NAME, story.end())) == 1


def test_who_was_refused_as_too_late_goes_on_from_the_newest_event(
    find: Find, story: "Story"
) -> None:
    story.cut(3.0, "event")
    for at in (3.5, 3.6, 3.7):
        story.log(at, heard=False)
    story.connect(4.0, "event")
    refused = {"SinceEventSeqId": 0}
    story.call(4.2, "GetEventsSince", refused, hub="event", status="NotFound")
    result = {"LatestEventSeqId": 3}
    story.call(4.3, "GetLatestEventSeqId", {}, hub="event", result=result)
    story.cut(4.4, "event", back=5.0)
    story.page(5.2, 3, [])
    assert find(NAME, story.end()) == []
    story.cut(6.0, "event", back=7.0)
    story.page(7.2, 4, [])
    assert len(find(NAME, story.end())) == 1
