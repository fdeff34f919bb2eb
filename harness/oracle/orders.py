"""Orders: how each lived and ended, who made it, and who tried to cancel it.

Which order a cancel is for stands in its arguments; which intent that order is for, with its maker.
"""

from collections.abc import Mapping, Sequence
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
    patience_us: int | None = None
    made_by: Submission | None = None
    cancels: list[Submission] = field(default_factory=list)

    @property
    def ended_us(self) -> int | None:
        """When it was filled, cancelled or rejected; None where it still worked at the end."""
        return self.last.at_us if self.last.state in ORDER_ENDED else None

    @property
    def is_taken_back(self) -> bool:
        """Whether its client cancelled it before it had had its time to fill, and nothing was.

        The time counts from the first call that asked for it, as a client may count it.
        """
        ended_us, made_by = self.ended_us, self.made_by
        if not self.cancels or made_by is None or ended_us is None or self.last.filled_qty:
            return False
        is_cancelled = self.last.state == "Cancelled"
        patience_us = self.patience_us
        return is_cancelled and (patience_us is None or ended_us - made_by.first_us < patience_us)


def orders_of(
    traffic: Traffic, submissions: Sequence[Submission], patience_us: int | None
) -> dict[int, WorkedOrder]:
    """All orders by id; every cancel of one gets the intent that the order is for.

    An order may be cancelled unfilled after `patience_us`; None: never while its signal is On.
    """
    found: dict[int, WorkedOrder] = {}
    for trade in traffic.trades:
        if isinstance(trade, OrderChanged):
            order = found.setdefault(
                trade.order_id, WorkedOrder(trade.order_id, trade.at_us, trade, patience_us)
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


def mark_taken_back(submissions: Sequence[Submission], orders: Mapping[int, WorkedOrder]) -> None:
    """Mark what made nothing but orders that its client cancelled, unfilled, before their time."""
    for submission in submissions:
        made = [orders[one] for one in submission.orders]
        submission.is_taken_back = bool(made) and all(one.is_taken_back for one in made)


def is_read_after(traffic: Traffic, order_id: int, number: int) -> bool:
    """Whether any call behind call `number` asks how this order, or how all of them stand."""
    return any(
        call.number > number and call.method in READS and call.whole("OrderId") in (None, order_id)
        for call in traffic.calls
    )
