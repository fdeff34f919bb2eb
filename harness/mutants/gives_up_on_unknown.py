"""Gives up on unknown: an order whose answer was lost is written off as failed.

Half of the time it was filled, and the bot holds a position that it does not know.
"""

from hubproof.client.records import Step
from hubproof.client.runtime import Parts
from hubproof.client.sdk.exceptions import MesoLiveSignalRError
from hubproof.client.submission import Refused, Resend, Settled, Submission
from hubproof.harness.mutants.mutant import Mutant


class Resigned(Submission):
    """No answer means no."""

    async def on_unknown_outcome(
        self, step: Step, error: MesoLiveSignalRError
    ) -> Settled | Refused | Resend:
        """Fail the intent."""
        return self.refuse(step, f"no answer: {error}")


MUTANT = Mutant(
    name="gives_up_on_unknown",
    says="writes an order off when its answer was lost",
    row="IDEM-5",
    also=("SAFE-4",),
    scenarios=("unknown_outcome_of_an_order",),
    parts=Parts(submission=Resigned),
)
