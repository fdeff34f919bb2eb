"""Orders: how each lived and ended, who made it, and who tried to cancel it.

Which order a cancel is for stands in its arguments; which intent that order is for, with its maker.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hubproof.harness.oracle.steps import CANCEL, ORDER_ENDED, Submission
from hubproof.harness.oracle.traffic import Traffic
from hubproof.simulator.world.facts import OrderChanged

READS = ("GetOrder", "ListOrders", "ListPositions")
"""Calls that tell how orders stand."""


@dataclass(slots=True)
class WorkedOrder:
    """One order. `last` is how it stood at the end of the run."""

    id: int
    accepted_us: int
    last: OrderChanged
    made_by: Submission | None = None
    cancels: list[Submission] = field(default_factory=list)

    @property
    def ended_us(self) -> int | None:
        """When it was filled, cancelled or rejected; None where it still worked at the end."""
        return self.last.at_us if self.last.state in ORDER_ENDED else None


def orders_of(traffic: Traffic, submissions: Sequence[Submission]) -> dict[int, WorkedOrder]:
    """All orders by id; every cancel of one gets the intent that the order is for."""
    found: dict[int, WorkedOrder] = {}
    for trade in traffic.trades:
        if isinstance(trade, OrderChanged):
            order = found.setdefault(
                trade.order_id, WorkedOrder(trade.order_id, trade.at_us, trade)
            )
            order.last = trade
    for submission in submissions:
        for order_id in submission.orders:
            found[order_id].made_by = submission
    for submission in submissions:
        cancelled = found.get(submission.order_id or 0) if submission.method == CANCEL else None
        if cancelled is not None:
            cancelled.cancels.append(submission)
            if cancelled.made_by is not None:
                submission.intent_number = cancelled.made_by.intent_number
    return found


def is_read_after(traffic: Traffic, order_id: int, number: int) -> bool:
    """Whether any call behind call `number` asks how this order, or how all of them stand."""
    return any(
        call.number > number and call.method in READS and call.whole("OrderId") in (None, order_id)
        for call in traffic.calls
    )
