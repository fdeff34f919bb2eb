from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from hubproof.harness.cli.blinding import checkers_in_force
from hubproof.harness.history import History
from hubproof.harness.oracle import Oracle
from hubproof.harness.scenario import Limits
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "acts_on_every_signal"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_an_entry_in_time_is_valid(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.enter(5.0, "2", (101, "ML1001"))
    assert find(NAME, story.end()) == []


def test_a_signal_left_alone_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    [violation] = find(NAME, story.end())
    assert violation.requirement == "SAFE-4"
    assert violation.at_us == 22_000_000
    assert "did not enter strategy 101 on account U2001" in violation.message
    assert "was left alone" in violation.message


def test_a_plan_that_was_not_executed_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1")
    [violation] = find(NAME, story.end())
    assert "was prepared but not executed" in violation.message


def test_an_entry_far_too_late_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(40.0, "order-1", plan)
    [violation] = find(NAME, story.end())
    assert "only 38.0 s after its signal" in violation.message


def test_a_fault_gives_the_client_its_whole_bound_again(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.fire(15.0, "received")
    story.order(33.0, "order-1", plan)
    assert find(NAME, story.end()) == []


def test_the_time_of_a_kill_counts_from_the_next_life_on(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.kill(3.0, back=20.0)
    story.enter(38.0, "1", repeat=True)
    assert find(NAME, story.end()) == []


def test_a_signal_that_went_off_in_time_is_not_owed(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.signal(12.0, "Off")
    assert find(NAME, story.end()) == []


def test_a_signal_whose_bound_runs_past_the_end_is_not_judged(find: Find, story: "Story") -> None:
    story.signal(75.0)
    assert find(NAME, story.end()) == []


def test_a_job_that_failed_is_not_held_against_the_client(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", ends="Failed")
    assert find(NAME, story.end()) == []


def test_a_job_that_the_client_gave_up_itself_is(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", ends="Cancelled")
    [violation] = find(NAME, story.end())
    assert "was prepared but not executed" in violation.message


def test_a_subject_that_was_never_ready_is_another_matter(find: Find, story: "Story") -> None:
    story.entries = [one for one in story.entries if getattr(one, "state", "") != "ready"]
    story.signal(2.0)
    assert find(NAME, story.end()) == []


def test_an_order_that_the_agent_could_not_relay_may_be_given_up(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.send_order(3.0, "order-1", plan, status="ProviderError")
    assert find(NAME, story.end()) == []
    story.signal(4.0, where=(102, "U2001"))
    plan = story.prepare(4.2, "prep-2", (102, "U2001"))
    story.send_order(5.0, "order-2", plan, status="ValidationError")
    assert len(find(NAME, story.end())) == 1


def test_an_order_at_a_price_that_nobody_quoted_is_no_entry(find: Find, story: "Story") -> None:
    story.signal(2.0)
    story.order(3.0, "order-1", story.prepare(2.2, "prep-1"), state="Working", is_away=True)
    [violation] = find(NAME, story.end())
    assert "was sent to the broker only at a price that nobody had quoted" in violation.message


def test_an_order_that_does_not_fill_at_a_fair_price_is_an_entry_as_far_as_a_client_can_make_it(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    story.order(3.0, "order-1", story.prepare(2.2, "prep-1"), state="Cancelled")
    assert find(NAME, story.end()) == []


def test_a_patient_client_that_comes_nearer_has_acted_with_its_first_order(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan, state="Cancelled", is_away=True)
    story.order(40.0, "order-2", plan)
    assert find(NAME, story.end()) == []


@pytest.mark.parametrize(("strategy", "times"), [(101, 0), (102, 1)])
def test_who_waits_for_an_order_of_the_same_strategy_has_its_bound_from_there(
    story: "Story", strategy: int, times: int
) -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    order = story.order(3.0, "order-1", plan, state="Working")
    story.signal(4.0, "On", (strategy, "ML1001"))
    story.trade(15.0, "order-1", plan, order, state="Cancelled", filled=0, qty=2)
    story.paper(34.0, "paper-2", story.prepare(33.0, "prep-2", (strategy, "ML1001")))
    history, checker = story.end(), checkers_in_force()[NAME]
    patience = Limits(cancel_unfilled_after_s=3.0)
    assert len(checker.check(Oracle.of(history, patience))) == times
    assert len(checker.check(Oracle.of(history))) == 1


def test_an_order_that_the_client_takes_back_enters_nothing(find: Find, story: "Story") -> None:
    story.signal(2.0)
    order = story.order(3.0, "order-1", story.prepare(2.2, "prep-1"), state="Cancelled")
    assert find(NAME, story.end()) == []  # the broker's doing
    story.cancel(3.2, "cancel-1", order, ends="Completed")
    [violation] = find(NAME, story.end())
    assert "was prepared but not executed" in violation.message


def test_what_is_taken_back_and_sent_anew_is_entered(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    order = story.order(3.0, "order-1", plan, state="Cancelled")
    story.cancel(3.2, "cancel-1", order, ends="Completed")
    story.order(5.0, "order-2", plan)
    assert find(NAME, story.end()) == []


@pytest.mark.parametrize(("name", "judged"), [("cut", 1), ("lose_completion", 0)])
def test_who_waits_for_an_answer_that_never_comes_has_that_much_longer(
    find: Find, story: "Story", name: str, judged: int
) -> None:
    story.signal(2.0)
    story.fire(5.0, "lost", name)
    # Twenty seconds from the signal, or from when a call is known to be lost: ten after the fault.
    story.enter(30.0, "1")
    assert len(find(NAME, story.end())) == judged


def lost(story: "Story", at: float) -> None:
    """The subject is refused with its cursor, and learns what the newest event is."""
    args = {"SinceEventSeqId": 0}
    story.call(at, "GetEventsSince", args, hub="event", status="NotFound")
    result = {"LatestEventSeqId": story.seq}
    story.call(at + 0.1, "GetLatestEventSeqId", {}, hub="event", result=result)


def twice_on(story: "Story", *, second: float, back: float = 42.0) -> None:
    """One pair is On, Off unheard while the subject is away, and On a second time."""
    story.enter(2.0, "1")
    story.cut(30.0, "event")
    story.signal(31.0, "Off", heard=False)
    if second < back:
        story.signal(second, heard=False)
    story.connect(40.0, "event")
    lost(story, 40.2)
    story.cut(41.0, "event", back=back)
    if second >= back:
        story.signal(second)


def test_a_second_period_is_not_owed_whose_difference_from_the_first_is_among_lost_events(
    find: Find, story: "Story"
) -> None:
    twice_on(story, second=35.0)
    assert find(NAME, story.end()) == []


def test_a_second_period_that_began_under_the_eyes_of_the_subject_is_owed(
    find: Find, story: "Story"
) -> None:
    twice_on(story, second=45.0)
    [violation] = find(NAME, story.end())
    assert "went On at 45.0 s" in violation.message


def test_a_second_period_is_owed_by_who_heard_the_first_one_end(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.signal(31.0, "Off")
    story.signal(35.0)
    lost(story, 40.2)
    assert len(find(NAME, story.end())) == 1


def test_an_end_that_was_heard_in_a_life_s_last_moments_may_not_have_been_handled(
    find: Find, story: "Story"
) -> None:
    story.enter(2.0, "1")
    story.signal(31.0, "Off")
    story.kill(31.005)
    story.signal(35.0, heard=False)
    story.start(40.0)
    lost(story, 40.2)
    assert find(NAME, story.end()) == []


def test_a_first_period_is_owed_whatever_is_lost(find: Find, story: "Story") -> None:
    story.signal(35.0)
    lost(story, 40.2)
    assert len(find(NAME, story.end())) == 1


def test_a_preparation_for_an_earlier_period_that_arrives_in_the_last_one_enters_it(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    story.signal(2.1, "Off")
    story.signal(2.2)
    story.prepare(2.3, "prep-1")  # sent for the first period, and left at the Off
    plan = story.prepare(2.4, "prep-2")
    story.order(4.0, "order-2", plan)
    assert find(NAME, story.end()) == []


@pytest.mark.parametrize(("at", "enters"), [(2.7, False), (4.0, True)])
def test_what_was_prepared_before_the_period_enters_it_if_it_is_executed_there(
    find: Find, story: "Story", at: float, *, enters: bool
) -> None:
    story.signal(2.0)
    plan = story.prepare(2.1, "prep-1")
    story.signal(2.2, "Off")
    if not enters:
        story.order(at, "order-1", plan)
    story.signal(3.3)
    if enters:
        story.order(at, "order-1", plan)
    found = [one.at_us for one in find(NAME, story.end())]
    assert found == ([] if enters else [23_300_000])
