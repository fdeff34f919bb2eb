"""What whole runs are convicted of: a bug breaks its own row, and a style breaks none."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Rows = Callable[[History], list[str]]


def test_a_clean_run_breaks_nothing(rows: Rows, story: "Story") -> None:
    story.enter(2.0, "1")
    story.enter(5.0, "2", (102, "ML1001"))
    assert rows(story.end()) == []


def test_resending_first_after_every_drop_breaks_nothing(rows: Rows, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1", status=None)
    story.cut(2.3, back=2.5)
    story.ask(2.6, "prep-1", status="DuplicateRequest")
    story.read_record(2.7, "prep-1")
    story.order(4.0, "order-1", plan, status=None)
    story.cut(4.01, back=4.02)
    story.send_order(4.05, "order-1", plan, status="Conflict")
    story.send_order(5.0, "order-1", plan, status="DuplicateRequest")
    assert rows(story.end()) == []


def test_polling_the_history_from_zero_in_small_pages_breaks_nothing(
    rows: Rows, story: "Story"
) -> None:
    story.entries = [one for one in story.entries if not hasattr(one, "method")]
    story.page(0.6, 0)
    story.signal(2.0, heard=False)
    story.log(2.1, heard=False)
    for at in (3.0, 20.0, 40.0, 60.0, 80.0):
        story.page(at, 0, [1], more=f"t-{at}")
        story.page(at + 0.1, 0, [2], token=f"t-{at}")
    story.enter(4.0, "1", repeat=True)
    assert rows(story.end()) == []


def test_keys_made_from_the_event_survive_a_kill_without_any_store(
    rows: Rows, story: "Story"
) -> None:
    story.signal(2.0)
    story.ask(2.2, "prep_entry_event-1", status=None)
    story.kill(2.3, back=3.0)
    story.page(3.5, 0, [1])
    plan = story.prepare(4.0, "prep_entry_event-1")
    story.order(5.0, "order-1", plan)
    assert rows(story.end()) == []


def test_a_new_key_on_retry_breaks_that_row_and_what_follows(rows: Rows, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan, status=None)
    story.cut(3.05, back=3.5)
    story.order(4.0, "order-2", plan)
    assert rows(story.end()) == ["IDEM-2", "IDEM-3", "IDEM-8", "SAFE-1"]


def test_a_key_lost_by_a_kill_breaks_that_row_and_what_follows(rows: Rows, story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", status=None)
    story.kill(2.3, back=3.0)
    story.page(3.5, 0, [1])
    plan = story.prepare(4.0, "prep-2")
    story.order(5.0, "order-1", plan)
    assert rows(story.end()) == ["IDEM-1", "IDEM-3", "RECON-3"]


def test_acting_on_both_copies_breaks_that_row_and_what_follows(rows: Rows, story: "Story") -> None:
    story.enter(2.0, "1")
    story.send(2.5, 1)
    story.enter(2.6, "2", repeat=True)
    assert rows(story.end()) == ["IDEM-3", "IDEM-8", "EVT-6", "RECON-3", "SAFE-1"]


def test_doing_nothing_at_all_breaks_one_row(rows: Rows, story: "Story") -> None:
    story.signal(2.0)
    story.signal(5.0, where=(102, "ML1001"))
    assert rows(story.end()) == ["SAFE-4"]


def test_a_cursor_saved_too_early_breaks_that_row_and_what_follows(
    rows: Rows, story: "Story"
) -> None:
    story.enter(2.0, "1")
    story.signal(4.0, where=(102, "ML1001"))
    story.kill(4.1, back=5.0)
    story.page(5.5, 2)
    assert rows(story.end()) == ["EVT-7", "SAFE-4"]


def test_a_second_entry_after_a_cancelled_one_breaks_nothing(rows: Rows, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    order = story.order(3.0, "order-1", plan, state="Working")
    story.cancel(6.0, "cancel-1", order, ends="Completed")
    story.trade(6.3, "order-1", plan, order, state="Cancelled", filled=0, qty=2)
    story.order(8.0, "order-2", plan)
    assert rows(story.end()) == []


def test_a_second_entry_from_a_new_plan_after_a_cancelled_one_breaks_nothing(
    rows: Rows, story: "Story"
) -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    order = story.order(3.0, "order-1", plan, state="Working")
    story.cancel(6.0, "cancel-1", order, ends="Completed")
    story.trade(6.3, "order-1", plan, order, state="Cancelled", filled=0, qty=2)
    story.order(9.0, "order-2", story.prepare(8.0, "prep-2"))
    assert rows(story.end()) == []


def test_the_whole_entry_again_after_a_partly_filled_one_is_too_much(
    rows: Rows, story: "Story"
) -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    order = story.order(3.0, "order-1", plan, state="Working")
    story.fill(5.0, "order-1", plan, order, 1)
    story.trade(5.0, "order-1", plan, order, state="PartiallyFilled", filled=1, qty=2)
    story.cancel(6.0, "cancel-1", order, ends="Completed")
    story.trade(6.3, "order-1", plan, order, state="Cancelled", filled=1, qty=2)
    assert rows(story.end()) == []
    story.order(8.0, "order-2", plan)
    assert rows(story.end()) == ["IDEM-8", "SAFE-1"]


def test_the_rest_of_an_entry_after_a_partly_filled_one_breaks_nothing(
    rows: Rows, story: "Story"
) -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    order = story.order(3.0, "order-1", plan, state="Working")
    story.fill(5.0, "order-1", plan, order, 1)
    story.trade(5.0, "order-1", plan, order, state="PartiallyFilled", filled=1, qty=2)
    story.cancel(6.0, "cancel-1", order, ends="Completed")
    story.trade(6.3, "order-1", plan, order, state="Cancelled", filled=1, qty=2)
    story.order(8.0, "order-2", plan, qty=1)
    assert rows(story.end()) == []


def test_an_order_that_fills_while_its_cancel_is_on_its_way_breaks_nothing(
    rows: Rows, story: "Story"
) -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    order = story.order(3.0, "order-1", plan, state="Working")
    story.cancel(6.0, "cancel-1", order, status=None, ends="Failed")
    story.cut(6.01, back=6.1)
    story.fill(6.2, "order-1", plan, order, 2)
    story.trade(6.2, "order-1", plan, order, state="Filled", filled=2, qty=2)
    story.cancel(6.4, "cancel-1", order, status="DuplicateRequest")
    assert rows(story.end()) == []
