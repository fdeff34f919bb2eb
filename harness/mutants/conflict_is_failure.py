"""Conflict taken as failure: the hub says that it knows the key, and the bot gives the entry up.

The order is at the broker and nobody looks after it.
"""

from hubproof.client.records import Step
from hubproof.client.runtime import Parts
from hubproof.client.sdk.exceptions import MesoLiveApiException
from hubproof.client.submission import Refused, Resend, Settled, Submission
from hubproof.harness.mutants.mutant import Mutant


class Faint(Submission):
    """Treats every status but Success alike."""

    async def on_conflict(
        self, step: Step, error: MesoLiveApiException
    ) -> Settled | Refused | Resend:
        """Fail the intent."""
        return self.refuse(step, f"the hub refused it: {error}")


MUTANT = Mutant(
    name="conflict_is_failure",
    says="takes DuplicateRequest and Conflict for failures and gives the entry up",
    row="IDEM-4",
    also=("RECON-7", "SAFE-4"),
    scenarios=("killed_between_store_submit_and_answer",),
    parts=Parts(submission=Faint),
)
