"""Forgets open jobs: after a reconnect it hears what comes next and asks for nothing that was.

A job that ended while it was away has ended for nobody.
"""

from hubproof.client.jobs import JobEnd, Jobs
from hubproof.client.runtime import Parts
from hubproof.harness.mutants.mutant import Mutant
from hubproof.harness.mutants.never_replays import Forward


class Listener(Jobs):
    """Never asks."""

    async def poll(self, job_id: str) -> JobEnd | None:
        """Whatever it is, the callback will say so."""
        del job_id
        return None


MUTANT = Mutant(
    name="forgets_open_jobs",
    says="after a reconnect it neither reads the history nor asks for its open jobs",
    row="RECON-1",
    also=("EVT-1", "EVT-5", "RECON-2", "SAFE-3", "SAFE-4"),
    scenarios=("job_callback_lost",),
    parts=Parts(jobs=Listener, consumer=Forward),
)
