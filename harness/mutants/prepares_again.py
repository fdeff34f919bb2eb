"""Prepares again: a preparation that takes long is taken for lost, and begun once more.

The first job was only slow. Both come to a plan, and the bot has learnt of one of them.
"""

import asyncio

from hubproof.client.records import Intent, Step
from hubproof.client.runtime import Parts
from hubproof.client.submission import Refused
from hubproof.client.workflow import Prepared, Workflow
from hubproof.harness.mutants.mutant import Mutant

PATIENCE_S = 5.0


class Impatient(Workflow):
    """Waits for no job longer than it likes to."""

    async def prepare(self, intent: Intent, steps: dict[str, Step]) -> Prepared | Refused:
        """Prepare, and where that takes too long begin anew under a new key."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await super().prepare(intent, steps)
        except TimeoutError:
            return await super().prepare(intent, {})


MUTANT = Mutant(
    name="prepares_again",
    says="begins a preparation anew, under a new key, when it takes long",
    row="RECON-3",
    also=("IDEM-3",),
    scenarios=("operations_hang",),
    parts=Parts(workflow=Impatient),
)
