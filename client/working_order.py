"""Working orders: an entry order is seen through to its end, and cancelled where it does not fill.

An order that nobody watches fills hours later, in another market. So the bot waits for so long as
it was told to, then cancels what is left. The cancel is a step like the others: its key is stored
before it is sent, and a cancel whose answer was lost is recovered under that key. Only the order
itself says how it ended, because it may fill while its cancel is on its way.
"""

import asyncio
from collections.abc import Mapping, Sequence

from hubproof.client.context import Context
from hubproof.client.keys import Keys
from hubproof.client.records import KEY_PREFIXES, Intent, Step
from hubproof.client.sdk import models
from hubproof.client.submission import Refused, Settled, Submission

POLL_FIRST_S = 1.0
POLL_CAP_S = 8.0
"""Between looks at one order: 1, 2, 4, 8, 8 ... seconds. Callbacks are the fast way."""

_FINAL = (models.OrderState.Filled, models.OrderState.Cancelled, models.OrderState.Rejected)


def cancel_step(intent: Intent, order_id: int, keys: Keys) -> Step:
    """The cancel of an order, under a new key."""
    key = keys.new(KEY_PREFIXES[models.CancelOrderArgs])
    args = models.CancelOrderArgs(IdempotencyKey=key, OrderId=order_id)
    return Step(intent=intent.number, name=_name(order_id), args=args)


class WorkingOrders:
    """Watches entry orders until they are over, and cancels those that stay unfilled."""

    def __init__(self, context: Context, submission: Submission) -> None:
        self._context = context
        self._submission = submission
        self._watched: dict[int, asyncio.Event] = {}

    def on_order_update(self, event: models.OrderUpdateEvent) -> None:
        """A callback or the history says that an order is over: whoever watches it looks."""
        changed = self._watched.get(event.OrderId)
        if changed is not None and event.State in _FINAL:
            changed.set()

    def look_all(self) -> None:
        """Let everybody who watches an order look now: what was said of it may be lost."""
        for changed in self._watched.values():
            changed.set()

    async def see_through(
        self, intent: Intent, executed: Sequence[Step], steps: Mapping[str, Step]
    ) -> str | None:
        """See the orders of an intent to their end; why it came to nothing, or None.

        `executed` are the settled executions, `steps` those that an earlier life stored.
        """
        patience_s = self._context.limits.cancel_unfilled_after_s
        if patience_s is None:
            return None
        ids = [order_id for step in executed for order_id in step.order_ids]
        orders = [await self.end_of(intent, one, steps.get(_name(one)), patience_s) for one in ids]
        return self.judge(intent, orders)

    async def end_of(
        self, intent: Intent, order_id: int, cancel: Step | None, patience_s: float
    ) -> models.Order:
        """An order that is over; `cancel` is its cancel as far as an earlier life had come."""
        if cancel is not None and not cancel.is_settled:
            await self._submission.resume(cancel)
        while True:
            order = await self.watch(order_id, patience_s)
            if order.State in _FINAL:
                return order
            await self._context.agents.until_back(intent.account)
            # Refused or failed, the cancel came too late: the next look at the order says so. If
            # it did not, that cancel is over, and another one may be tried under another key.
            await self.cancel(intent, order_id)

    async def cancel(self, intent: Intent, order_id: int) -> Settled | Refused:
        """Cancel an order, once; the key is durable before it is used."""
        return await self._submission.submit(cancel_step(intent, order_id, self._context.keys))

    async def watch(self, order_id: int, patience_s: float) -> models.Order:
        """The order once it is over, or as it stands after `patience_s` seconds.

        The patience counts from the first look of this life. After a restart it begins anew: to
        take the order's age from its own times would trust two clocks to agree.
        """
        clock, changed = self._context.clock, asyncio.Event()
        until, pause_s = clock.monotonic() + patience_s, POLL_FIRST_S
        self._watched[order_id] = changed
        try:
            while True:
                changed.clear()
                order = await self.read(order_id)
                left_s = until - clock.monotonic()
                if order.State in _FINAL or left_s <= 0:
                    return order
                await _within(min(pause_s, left_s), changed)
                pause_s = min(pause_s * 2, POLL_CAP_S)
        finally:
            del self._watched[order_id]

    async def read(self, order_id: int) -> models.Order:
        """The order as the hub has it."""
        args = models.GetOrderArgs(OrderId=order_id)
        return await self._context.read(lambda: self._context.control.get_order(args))

    def judge(self, intent: Intent, orders: Sequence[models.Order]) -> str | None:
        """Surface what was left unfilled; why nothing was entered at all, or None."""
        reason = None
        for order in orders:
            if order.CumQty != order.Qty:
                reason = f"order {order.OrderId} ended {order.State} with {order.CumQty} of "
                reason += f"{order.Qty} filled"
                self._context.surface(intent.name, reason)
        return None if any(order.CumQty for order in orders) else reason


async def _within(pause_s: float, changed: asyncio.Event) -> None:
    """Wait until told of a change, or for `pause_s` seconds."""
    alarm = asyncio.get_running_loop().call_later(pause_s, changed.set)
    try:
        await changed.wait()
    finally:
        alarm.cancel()


def _name(order_id: int) -> str:
    return f"cancel:{order_id}"
