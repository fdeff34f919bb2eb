from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation
from hubproof.simulator import journal as lines
from hubproof.simulator.world.facts import AgentChanged, ErrorChanged

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "waits_for_what_is_down"
PAPER = (102, "ML1001")


def agent(story: "Story", at: float, status: str, *, heard: bool = True) -> int:
    seq = story.log(at, "AgentStatusChange", heard=heard)
    story.add(
        AgentChanged(at_us=round(at * 1e6), status=status, event_seq_id=seq, account_ids=("U2001",))
    )
    return seq


def error(story: "Story", at: float, state: str, strategy: int = 101) -> None:
    seq = story.log(at, "Error", strategy)
    story.add(
        ErrorChanged(at_us=round(at * 1e6), strategy_id=strategy, state=state, event_seq_id=seq)
    )


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_waiting_for_the_agent_is_right(find: Find, story: "Story") -> None:
    agent(story, 2.0, "Offline")
    story.signal(3.0)
    agent(story, 12.0, "Online")
    story.enter(12.1, "1", repeat=True)
    assert find(NAME, story.end()) == []


def test_an_entry_that_is_begun_in_full_knowledge_is_a_breach(find: Find, story: "Story") -> None:
    agent(story, 2.0, "Offline")
    story.enter(5.0, "1")
    agent(story, 12.0, "Online")
    [violation] = find(NAME, story.end())
    assert (violation.requirement, violation.level) == ("GUARD-9", "SHOULD")
    assert "strategy 101 on account U2001" in violation.message
    assert "told at 2.0 s" in violation.message


def test_an_agent_that_never_comes_back_is_offline_to_the_end(find: Find, story: "Story") -> None:
    agent(story, 2.0, "Offline")
    story.enter(5.0, "1")
    assert len(find(NAME, story.end())) == 1


def test_paper_needs_no_agent(find: Find, story: "Story") -> None:
    agent(story, 2.0, "Offline")
    story.enter(5.0, "1", PAPER)
    assert find(NAME, story.end()) == []


def test_what_was_on_its_way_or_begun_before_is_finished(find: Find, story: "Story") -> None:
    story.ask(1.9, "prep-1")
    agent(story, 2.0, "Offline")
    story.ask(2.5, "prep-2", (103, "U2001"))
    story.ask(9.0, "prep-1")
    assert find(NAME, story.end()) == []


def test_who_was_not_surely_told_is_not_judged(find: Find, story: "Story") -> None:
    agent(story, 2.0, "Offline")
    story.cut(2.02, "event", back=2.5)
    story.enter(5.0, "1")
    assert find(NAME, story.end()) == []
    seq = agent(story, 20.0, "Offline", heard=False)
    story.enter(25.0, "2", (102, "U2001"))
    assert find(NAME, story.end()) == []
    story.page(27.0, 0, [seq])
    story.enter(29.0, "3", (103, "U2001"))
    assert len(find(NAME, story.end())) == 1


def test_the_next_life_knows_only_what_it_was_told_itself(find: Find, story: "Story") -> None:
    agent(story, 2.0, "Offline")
    story.kill(3.0, back=4.0)
    story.enter(6.0, "1")
    assert find(NAME, story.end()) == []


def test_an_entry_under_a_known_error_of_its_strategy_is_a_breach(
    find: Find, story: "Story"
) -> None:
    error(story, 2.0, "Active")
    error(story, 3.0, "Active", strategy=102)
    error(story, 4.0, "Cleared", strategy=102)
    story.enter(5.0, "1", (103, "U2001"))
    story.enter(7.0, "2", (102, "U2001"))
    assert find(NAME, story.end()) == []
    story.enter(9.0, "3", PAPER)
    story.enter(11.0, "4", (101, "ML1001"))
    error(story, 14.0, "Cleared")
    story.enter(15.0, "5")
    [violation] = find(NAME, story.end())
    assert violation.at_us == 11_200_000
    assert "its strategy had an active error, which it had been told at 2.0 s" in violation.message


def test_a_preparation_that_waited_behind_another_call_may_be_older_than_the_news(
    find: Find, story: "Story"
) -> None:
    held_up = story.call(1.9, "SendOrder", {"IdempotencyKey": "slow"}, status=None)
    agent(story, 2.0, "Offline")
    story.add(lines.Answered(at_us=5_000_000, call=held_up, status="Success"))
    story.ask(5.0, "prep-1")
    assert find(NAME, story.end()) == []
    story.ask(5.5, "prep-2", (103, "U2001"))
    assert len(find(NAME, story.end())) == 1
