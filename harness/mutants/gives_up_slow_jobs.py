"""Gives up slow jobs: a preparation that takes long is written off, and its signal with it.

It neither cancels nor asks again. The job comes to a plan that nobody executes, while the signal
stays On.
"""

import asyncio

from hubproof.client.jobs import JobEnd
from hubproof.client.runtime import Parts
from hubproof.client.workflow import Workflow
from hubproof.harness.mutants.mutant import Mutant

PATIENCE_S = 5.0


class Hasty(Workflow):
    """Takes what is not ready in time for what failed."""

    async def wait_for_job(self, job_id: str, *, is_resumed: bool) -> JobEnd:
        """The end of a job, or of the patience."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await super().wait_for_job(job_id, is_resumed=is_resumed)
        except TimeoutError:
            return JobEnd(None, "it took too long")


MUTANT = Mutant(
    name="gives_up_slow_jobs",
    says="writes an entry off whose preparation takes long",
    row="SAFE-4",
    scenarios=("operations_hang",),
    parts=Parts(workflow=Hasty),
)
