from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "one_intent_per_key"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_two_equal_intents_with_two_keys_are_valid(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.signal(25.0, "Off")
    story.enter(30.0, "2")
    assert find(NAME, story.end()) == []


def test_one_key_for_two_accounts_is_invalid_and_named(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.signal(5.0, "On", (101, "ML1001"))
    story.ask(5.2, "prep_entry_1", (101, "ML1001"), status="Conflict")
    [violation] = find(NAME, story.end())
    assert violation.requirement == "IDEM-10"
    assert "used key prep_entry_1 for two intents" in violation.message


def test_one_key_for_two_plans_is_invalid(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.signal(5.0, "On", (102, "U2001"))
    plan = story.prepare(5.2, "prep-2", (102, "U2001"))
    story.send_order(6.0, "send_order_1", plan, status="Conflict")
    assert len(find(NAME, story.end())) == 1


def test_a_key_reused_for_the_next_signal_of_its_pair_is_invalid(
    find: Find, story: "Story"
) -> None:
    story.enter(2.0, "1")
    story.signal(25.0, "Off")
    story.signal(30.0)
    story.ask(30.2, "prep_entry_1", status="DuplicateRequest")
    [violation] = find(NAME, story.end())
    assert "took a new intent for a repetition" in violation.message


def test_a_late_resend_beside_new_work_is_valid(find: Find, story: "Story") -> None:
    story.enter(2.0, "1")
    story.signal(25.0, "Off")
    story.enter(30.0, "2")
    story.ask(31.0, "prep_entry_1", status="DuplicateRequest")
    assert find(NAME, story.end()) == []


def test_a_resend_while_nobody_knows_whether_the_first_was_done_is_valid(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    story.ask(2.2, "prep_entry_1", status=None)
    story.signal(25.0, "Off")
    story.signal(30.0)
    story.ask(30.2, "prep_entry_1")
    assert find(NAME, story.end()) == []


def test_one_key_for_the_cancels_of_two_orders_is_invalid(find: Find, story: "Story") -> None:
    orders = []
    for at, where in ((2.0, (101, "U2001")), (4.0, (102, "U2001"))):
        story.signal(at, "On", where)
        plan = story.prepare(at + 0.2, f"prep-{at}", where)
        orders.append(story.order(at + 1.0, f"order-{at}", plan, state="Working"))
    story.cancel(8.0, "cancel-1", orders[0], ends="Completed")
    story.cancel(9.0, "cancel-1", orders[0], status="DuplicateRequest")
    assert find(NAME, story.end()) == []
    story.cancel(10.0, "cancel-1", orders[1], status="Conflict")
    [violation] = find(NAME, story.end())
    assert violation.requirement == "IDEM-10"
