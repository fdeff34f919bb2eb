from collections.abc import Callable
from typing import TYPE_CHECKING

from hubproof.harness.history import History
from hubproof.harness.verdict import Violation

if TYPE_CHECKING:
    from tests.harness.conftest import Story

Find = Callable[[str, History], list[Violation]]

NAME = "one_payload_per_key"


def test_an_empty_history_is_valid(find: Find, empty: History) -> None:
    assert find(NAME, empty) == []


def test_a_resend_of_the_same_payload_is_valid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.send_order(3.0, "order-1", plan, status=None)
    story.cut(3.1, back=3.5)
    story.order(4.0, "order-1", plan)
    assert find(NAME, story.end()) == []


def test_another_price_under_a_used_key_is_invalid_and_named(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.order(3.0, "order-1", plan)
    story.send_order(4.0, "order-1", plan, price=101, status="Conflict")
    [violation] = find(NAME, story.end())
    assert violation.requirement == "IDEM-9"
    assert "SendOrder with another LegGroupOrder" in violation.message


def test_another_operation_under_a_used_key_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "key-1")
    story.send_order(3.0, "key-1", plan, status="Conflict")
    [violation] = find(NAME, story.end())
    assert "SendOrder after StartPreparePositionEntry" in violation.message


def test_the_same_number_written_otherwise_is_the_same(find: Find, story: "Story") -> None:
    one = {"IdempotencyKey": "k", "QtyMultiplier": "1.50", "Fills": [{"Price": 2}], "X": None}
    two = {"IdempotencyKey": "k", "QtyMultiplier": "1.5", "Fills": [{"Price": "2.0"}]}
    story.call(2.0, "ApplyPaperFills", one)
    story.call(3.0, "ApplyPaperFills", two)
    assert find(NAME, story.end()) == []


def test_what_the_contract_leaves_open_is_not_compared(find: Find, story: "Story") -> None:
    for at, price in ((2.0, "1"), (3.0, "2")):
        args = {"IdempotencyKey": "k", "StrategyId": 101, "Underlying": {"Last": price}}
        story.call(at, "StartPreparePositionEntry", args)
    assert find(NAME, story.end()) == []


def test_a_call_that_never_arrived_has_used_its_key_all_the_same(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.send_order(3.0, "order-1", plan, status=None)
    story.cut(3.1, back=3.5)
    story.send_order(4.0, "order-1", plan, price=99)
    assert len(find(NAME, story.end())) == 1


def test_a_cancel_of_another_order_under_the_same_key_is_invalid(
    find: Find, story: "Story"
) -> None:
    story.signal(2.0)
    order = story.order(3.0, "order-1", story.prepare(2.2, "prep-1"), state="Working")
    story.cancel(6.0, "cancel-1", order, ends="Completed")
    story.cancel(7.0, "cancel-1", order, status="DuplicateRequest")
    assert find(NAME, story.end()) == []
    story.cancel(8.0, "cancel-1", order + 1, status="Conflict")
    [violation] = find(NAME, story.end())
    assert "CancelOrder with another OrderId" in violation.message


def test_a_cancel_under_the_key_of_its_order_is_invalid(find: Find, story: "Story") -> None:
    story.signal(2.0)
    order = story.order(3.0, "order-1", story.prepare(2.2, "prep-1"), state="Working")
    story.cancel(6.0, "order-1", order, status="Conflict")
    [violation] = find(NAME, story.end())
    assert "CancelOrder after SendOrder" in violation.message
