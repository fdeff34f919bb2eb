"""No order left working: what does not fill is cancelled in time, none is forgotten (SAFE-2).

An order that nobody owns any more fills when nobody looks, hours later, in another market. Judged
only where the client was told how long an order may stay unfilled: elsewhere patience is a style.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import US_PER_S, Oracle, seconds
from hubproof.harness.oracle.orders import WorkedOrder


def find(oracle: Oracle) -> Iterator[Finding]:
    """Orders that still worked at the end and should have been cancelled long before."""
    patience_s = oracle.limits.cancel_unfilled_after_s
    if patience_s is None:
        return
    for order in oracle.orders.values():
        if order.last.key is None:
            continue  # somebody gave it by hand, and it is his
        # A client that was restarted may count anew; its bound does, with every disturbance.
        within_us = round(patience_s * US_PER_S) + oracle.act_within_us
        due_us = oracle.due_us(order.accepted_us, within_us)
        if order.ended_us is None and due_us <= oracle.end_us and not _is_on_its_way(order):
            yield Finding(message=_message(oracle, order, patience_s), at_us=due_us)


def _is_on_its_way(order: WorkedOrder) -> bool:
    """Whether the broker had a cancel of it and had not yet confirmed it."""
    return any(one.records and one.records[-1].status == "Processing" for one in order.cancels)


def _message(oracle: Oracle, order: WorkedOrder, patience_s: float) -> str:
    where = oracle.where(order.made_by) if order.made_by else f"plan {order.last.exec_plan_id}"
    tried = "its cancel came to nothing" if order.cancels else "it was never cancelled"
    return (
        f"left order {order.id} in {where} working to the end with {order.last.filled_qty} of "
        f"{order.last.qty} filled: accepted at {seconds(order.accepted_us)}, it was to be "
        f"cancelled after {patience_s:g} s, and {tried}"
    )


CHECKER = Checker(
    name="no_order_left_working",
    requirement="SAFE-2",
    says="no order is left working that should have been cancelled",
    find=find,
)
