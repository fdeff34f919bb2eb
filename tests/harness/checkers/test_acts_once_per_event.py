from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "acts_once_per_event"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_one_entry_after_two_deliveries_is_valid(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.send(5.0, 1)
    assert find(NAME, story.end()) == []


def test_a_second_entry_after_a_second_delivery_is_invalid(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.send(5.0, 1)
    story.prepare(5.2, "prep-2")
    [violation] = find(NAME, story.end())
    assert violation.requirement == "EVT-6"
    assert "acted twice on one signal of strategy 101" in violation.message
    assert "event 1 had arrived 2 times" in violation.message


def test_a_second_entry_in_the_next_life_is_invalid_too(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.kill(30.0, back=31.0)
    story.page(31.5, 0, [1])
    story.prepare(32.0, "prep-2")
    assert len(find(NAME, story.end())) == 1


def test_a_second_key_for_a_lost_call_is_another_row(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.cut(2.3, back=2.5)
    story.send(2.6, 1)
    story.prepare(3.0, "prep-2")
    assert find(NAME, story.end()) == []


def test_a_second_entry_after_one_delivery_is_another_row(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.prepare(5.2, "prep-2")
    assert find(NAME, story.end()) == []


def test_its_own_log_may_show_it_too(find: Find, story: "Story") -> None:
    story.decide(50.0, "intent", intent="i-1", event_id="event-1")
    story.decide(50.0, "intent", intent="i-1", event_id="event-1")
    assert find(NAME, story.end()) == []
    story.decide(50.0, "intent", intent="i-2", event_id="event-1")
    [violation] = find(NAME, story.end())
    assert "took event event-1 for two intents, i-1 and i-2" in violation.message


def test_a_delivery_after_the_second_entry_does_not_explain_it(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.prepare(5.2, "prep-2")
    story.send(6.0, 1)
    assert find(NAME, story.end()) == []
