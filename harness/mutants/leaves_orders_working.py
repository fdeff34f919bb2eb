"""Leaves orders working: an order that was accepted counts as an entry, filled or not.

The order stays at the broker. It fills when the market comes back to it, and by then the bot has
long forgotten why it wanted it.
"""

from collections.abc import Mapping, Sequence

from hubproof.client.records import Intent, Step
from hubproof.client.runtime import Parts
from hubproof.client.working_order import WorkingOrders
from hubproof.harness.mutants.mutant import Mutant


class Careless(WorkingOrders):
    """Looks at no order again."""

    async def see_through(
        self, intent: Intent, executed: Sequence[Step], steps: Mapping[str, Step]
    ) -> str | None:
        """Take every order for filled."""
        del intent, executed, steps
        return None


MUTANT = Mutant(
    name="leaves_orders_working",
    says="never cancels an entry order that does not fill",
    row="SAFE-2",
    scenarios=("unknown_outcome_of_a_cancel",),
    parts=Parts(working_orders=Careless),
)
