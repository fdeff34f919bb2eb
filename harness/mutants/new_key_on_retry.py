"""New key on retry: after a lost answer the order is sent again, as if it were another one.

The most expensive of the common bugs. Where the first order had arrived, the account holds two.
"""

from hubproof.client.records import KEY_PREFIXES, Step
from hubproof.client.runtime import Parts
from hubproof.client.sdk.exceptions import MesoLiveSignalRError
from hubproof.client.submission import Refused, Resend, Settled, Submission
from hubproof.harness.mutants.mutant import Mutant


class Impatient(Submission):
    """Asks nobody what became of the first attempt."""

    async def on_unknown_outcome(
        self, step: Step, error: MesoLiveSignalRError
    ) -> Settled | Refused | Resend:
        """Send again, under a new key."""
        del error
        fresh = step.with_key(self._context.keys.new(KEY_PREFIXES[type(step.args)]))
        self.remember_before_submit(fresh)
        return Resend(fresh)


MUTANT = Mutant(
    name="new_key_on_retry",
    says="sends an order again under a new key when its answer was lost",
    row="IDEM-2",
    also=("IDEM-3", "IDEM-8", "SAFE-1"),
    scenarios=("unknown_outcome_of_an_order",),
    parts=Parts(submission=Impatient),
)
