"""CancelOrder: asks the broker to fill an order no further.

The broker is asked, not told. While the cancel is on its way its record is Processing and the order
may still fill; whichever comes first decides. What had been filled by then stays.
"""

from decimal import Decimal
from functools import partial

from hubproof.contract.mesolive.assumed import assumed_status
from hubproof.contract.mesolive.models import (
    CancelOrderArgs,
    CancelOrderResult,
    IdempotencyOperation,
)
from hubproof.simulator.world.desk import Desk
from hubproof.simulator.world.execution import Execution
from hubproof.simulator.world.idempotency import Record
from hubproof.simulator.world.orders import BookedOrder, Orders
from hubproof.simulator.world.refusal import invalid
from hubproof.simulator.world.turn import Turn

_FINAL = assumed_status("cancel.of_final_order")


class Cancelling:
    """Takes CancelOrder calls and sees them through."""

    def __init__(self, desk: Desk, orders: Orders, execution: Execution) -> None:
        self._execution = execution
        self._desk = desk
        self._orders = orders

    def cancel(self, turn: Turn, args: CancelOrderArgs) -> None:
        """CancelOrder: answers when the broker has confirmed it, or the order ended before.

        Raises:
            Refused: The key is used, there is no such order, it is over, or its agent is offline.
        """
        desk = self._desk
        claim = desk.records.claim(IdempotencyOperation.CancelOrder, args)
        order = self._orders.named(args.OrderId)
        if not order.is_open:
            message = f"Order {order.id} is {order.state}: there is nothing to cancel."
            raise invalid("OrderId", message, status=_FINAL)
        desk.agents.require(desk.accounts.named(order.plan.broker_account_id))
        record = desk.records.open(turn, claim, exec_plan_id=order.plan.id)
        confirm = partial(self._confirm, record=record, order=order)
        desk.fates.after(turn, desk.delays.cancel_us(), confirm)

    def _broker(self, order: BookedOrder) -> str:
        return self._desk.accounts.named(order.plan.broker_account_id).broker.value

    def _confirm(self, turn: Turn, *, record: Record, order: BookedOrder) -> None:
        records = self._desk.records
        if order.is_open and self._desk.fates.fills_late(record.ticket):
            self._execution.fill_the_rest(turn, order)
        if not order.is_open:
            error = f"Order {order.id} was {order.state} before it could be cancelled."
            records.fail(turn, record, error, provider=self._broker(order))
            return
        self._orders.cancel(turn, order)
        records.complete(turn, record, order_ids=(order.id,))
        filled = Decimal(order.filled)
        result = CancelOrderResult(OrderId=order.id, State=order.state, CumQty=filled)
        records.answer(turn, record, result)
