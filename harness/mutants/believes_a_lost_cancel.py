"""Believes a lost cancel: the call was made, so the order is taken for cancelled.

Where the call never arrived the order works on, and the bot has closed the book on it.
"""

import msgspec

from hubproof.client.context import Context
from hubproof.client.records import Intent
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import MesoLiveApiException, MesoLiveSignalRError
from hubproof.client.submission import Refused, Settled, Submission
from hubproof.client.working_order import WorkingOrders, cancel_step
from hubproof.harness.mutants.mutant import Mutant


class Credulous(WorkingOrders):
    """Asks neither for the record of a lost cancel nor for its order."""

    def __init__(self, context: Context, submission: Submission) -> None:
        super().__init__(context, submission)
        self._seen: dict[int, models.Order] = {}
        self._believed: dict[int, models.Order] = {}

    async def read(self, order_id: int) -> models.Order:
        """The order as the hub has it, or as it is believed to be."""
        if order_id in self._believed:
            return self._believed[order_id]
        self._seen[order_id] = await super().read(order_id)
        return self._seen[order_id]

    async def cancel(self, intent: Intent, order_id: int) -> Settled | Refused:
        """Send the cancel once, and believe in it where no answer comes."""
        step = cancel_step(intent, order_id, self._context.keys)
        self._submission.remember_before_submit(step)
        await self._context.control.connected()
        try:
            return Settled(await self._submission.send(step))
        except MesoLiveApiException as error:
            return Refused(str(error))
        except MesoLiveSignalRError:
            self._believed[order_id] = msgspec.structs.replace(
                self._seen[order_id], State=models.OrderState.Cancelled
            )
            return Settled(step)


MUTANT = Mutant(
    name="believes_a_lost_cancel",
    says="takes an order for cancelled when the answer to its cancel was lost",
    row="IDEM-5",
    also=("SAFE-2",),
    scenarios=("unknown_outcome_of_a_cancel",),
    parts=Parts(working_orders=Credulous),
)
