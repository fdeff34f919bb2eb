"""No job reconciliation: waits for the callback of its job, and for nothing else.

It never asks for a job's status, and takes no missing number for a sign that a callback was lost.
"""

from hubproof.client.consumer import Consumer
from hubproof.client.jobs import JobEnd, Jobs
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.harness.mutants.mutant import Mutant


class Listener(Jobs):
    """Never asks."""

    async def poll(self, job_id: str) -> JobEnd | None:
        """Whatever it is, the callback will say so."""
        del job_id
        return None


class Trusting(Consumer):
    """Takes what comes for all there is."""

    def leaves_gap(self, event: models.Event) -> bool:
        """There are no gaps."""
        del event
        return False


MUTANT = Mutant(
    name="no_job_reconciliation",
    says="waits for the callback of a job and never asks for its status",
    row="RECON-2",
    also=("RECON-1", "SAFE-3", "SAFE-4"),
    scenarios=("job_callback_lost",),
    parts=Parts(jobs=Listener, consumer=Trusting),
)
