"""Chases its cancel: having asked for a cancel it sends the order again, at the market.

The cancel was a question. Where the order fills before it comes through, the entry is made twice.
"""

import msgspec

from hubproof.client.context import Context
from hubproof.client.keys import Keys
from hubproof.client.records import KEY_PREFIXES, Intent, Step
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.client.submission import Refused, Settled, Submission
from hubproof.client.working_order import WorkingOrders
from hubproof.harness.mutants.mutant import Mutant


class Chaser(WorkingOrders):
    """Never asks what became of the order that it gave up."""

    def __init__(self, context: Context, submission: Submission) -> None:
        super().__init__(context, submission)
        self._has_chased: set[int] = set()

    async def cancel(self, intent: Intent, order_id: int) -> Settled | Refused:
        """Cancel, and buy what the order was to buy, at any price."""
        outcome = await super().cancel(intent, order_id)
        steps = self._context.store.steps(intent.number).values()
        sent = [one for one in steps if order_id in one.order_ids and _is_order(one)]
        if sent and order_id not in self._has_chased:
            again = _at_the_market(sent[0], self._context.keys)
            settled = await self._submission.submit(again)
            if isinstance(settled, Settled):
                self._has_chased |= {order_id, *settled.step.order_ids}
        return outcome


def _is_order(step: Step) -> bool:
    return isinstance(step.args, models.SendOrderArgs)


def _at_the_market(step: Step, keys: Keys) -> Step:
    args = step.args
    assert isinstance(args, models.SendOrderArgs), "nothing else is chased"
    terms = msgspec.structs.replace(
        args.LegGroupOrder, OrderType=models.OrderType.Market, LimitPrice=None
    )
    key = keys.new(KEY_PREFIXES[models.SendOrderArgs])
    changed = msgspec.structs.replace(args, IdempotencyKey=key, LegGroupOrder=terms)
    return Step(intent=step.intent, name=f"{step.name}:again", args=changed)


MUTANT = Mutant(
    name="chases_its_cancel",
    says="sends an order again, at the market, once it has asked for its cancel",
    row="IDEM-8",
    also=("IDEM-3", "SAFE-1"),
    scenarios=("orders_fill_late",),
    parts=Parts(working_orders=Chaser),
)
