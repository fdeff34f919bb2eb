"""Reprices under the same key: the resend of a lost order carries a better price and the old key.

The hub sees one key with two meanings. It may refuse the second, or fill the first: the bot
believes in a price that was never sent, or never taken.
"""

from dataclasses import replace
from decimal import Decimal

import msgspec

from hubproof.client.records import KeyedArgs, Step
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import MesoLiveSignalRError
from hubproof.client.submission import Refused, Resend, Settled, Submission
from hubproof.harness.mutants.mutant import Mutant

_TICK = Decimal("0.05")


class Haggler(Submission):
    """Improves an order while it sends it again."""

    async def on_unknown_outcome(
        self, step: Step, error: MesoLiveSignalRError
    ) -> Settled | Refused | Resend:
        """Send again under the same key, one tick higher."""
        del error
        return Resend(replace(step, args=_a_tick_higher(step.args)))


def _a_tick_higher(args: KeyedArgs) -> KeyedArgs:
    if isinstance(args, models.SendOrderArgs):
        order = args.LegGroupOrder
        price = (order.LimitPrice or 0) + _TICK
        order = msgspec.structs.replace(order, LimitPrice=price)
        return msgspec.structs.replace(args, LegGroupOrder=order)
    if isinstance(args, models.ApplyPaperFillsArgs):
        fills = [msgspec.structs.replace(fill, Price=fill.Price + _TICK) for fill in args.Fills]
        return msgspec.structs.replace(args, Fills=fills)
    return args


MUTANT = Mutant(
    name="reprices_under_the_same_key",
    says="changes the price of an order that it sends again under its old key",
    row="IDEM-9",
    scenarios=("unknown_outcome_of_an_order",),
    parts=Parts(submission=Haggler),
)
