"""Writes off lost preparations: recovers its orders, but not a preparation that got no answer.

It costs no money, it thinks, to let one go; but the signal is On, and nobody enters.
"""

from hubproof.client.records import Step
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import MesoLiveSignalRError
from hubproof.client.submission import Refused, Resend, Settled, Submission
from hubproof.harness.mutants.mutant import Mutant


class Careless(Submission):
    """An order is recovered, a preparation is let go."""

    async def on_unknown_outcome(
        self, step: Step, error: MesoLiveSignalRError
    ) -> Settled | Refused | Resend:
        """Fail the intent where only its preparation is in doubt."""
        if isinstance(step.args, models.PreparePositionEntryArgs):
            return self.refuse(step, f"no answer: {error}")
        return await super().on_unknown_outcome(step, error)


MUTANT = Mutant(
    name="writes_off_lost_preparations",
    says="lets an intent go when the answer to its preparation was lost",
    row="RECON-7",
    also=("IDEM-5", "SAFE-4"),
    scenarios=("unknown_outcome_of_a_preparation",),
    parts=Parts(submission=Careless),
)
