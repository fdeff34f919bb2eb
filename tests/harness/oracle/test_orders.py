"""Whose an order is, how it ended, and which calls tell of it."""

from typing import TYPE_CHECKING

import pytest

from hubproof.harness.oracle import Oracle
from hubproof.harness.oracle.orders import is_read_after

if TYPE_CHECKING:
    from tests.harness.conftest import Story


def test_an_order_knows_its_maker_its_cancels_and_its_end(story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    order = story.order(3.0, "order-1", plan, state="Working")
    story.cancel(6.0, "cancel-1", order, ends="Completed")
    story.trade(6.3, "order-1", plan, order, state="Cancelled", filled=0, qty=2)
    oracle = Oracle.of(story.end())
    [worked] = oracle.orders.values()
    assert (worked.id, worked.accepted_us, worked.ended_us) == (order, 3_100_000, 6_300_000)
    assert worked.made_by is oracle.executions[0]
    assert [cancel.key for cancel in worked.cancels] == ["cancel-1"]
    assert oracle.intent_of(worked.cancels[0]) is oracle.intents[0]


def test_an_order_that_works_to_the_end_has_no_end(story: "Story") -> None:
    story.signal(2.0)
    story.order(3.0, "order-1", story.prepare(2.2, "prep-1"), state="Working")
    [worked] = Oracle.of(story.end()).orders.values()
    assert worked.ended_us is None


def test_a_cancel_of_an_order_that_never_was_belongs_to_nobody(story: "Story") -> None:
    story.cancel(3.0, "cancel-1", 77, status="NotFound")
    oracle = Oracle.of(story.end())
    assert oracle.orders == {}
    assert oracle.intent_of(oracle.submissions[0]) is None


@pytest.mark.parametrize(
    ("method", "args", "tells"),
    [
        ("GetOrder", {"OrderId": 5}, True),
        ("GetOrder", {"OrderId": 6}, False),
        ("ListOrders", {}, True),
        ("ListPositions", {}, True),
        ("CancelOrder", {"OrderId": 5}, False),
    ],
)
def test_what_tells_how_an_order_stands(
    story: "Story", method: str, args: dict[str, int], *, tells: bool
) -> None:
    before = story.calls
    story.call(3.0, method, args)
    traffic = Oracle.of(story.end()).traffic
    assert is_read_after(traffic, 5, before) is tells
    assert not is_read_after(traffic, 5, story.calls)
