"""Resends under a failed key: tries a preparation that has failed once more, as it was.

It takes its own key for a licence to repeat. The hub remembers the key, the answer is
DuplicateRequest, and however often it asks, the entry is never made.
"""

import asyncio

from hubproof.client.entry import PREPARE
from hubproof.client.records import Intent, Step
from hubproof.client.runtime import Parts
from hubproof.client.submission import Refused
from hubproof.client.workflow import Prepared, Workflow
from hubproof.harness.mutants.mutant import Mutant

ATTEMPTS, AFTER_S = 3, 2.0


class Insistent(Workflow):
    """Does not take no for an answer, and has no other question."""

    async def prepare(self, intent: Intent, steps: dict[str, Step]) -> Prepared | Refused:
        """Prepare, and where that failed ask for the same again."""
        outcome = await super().prepare(intent, steps)
        for _ in range(ATTEMPTS):
            step = self.steps_of(intent).get(PREPARE)
            if isinstance(outcome, Prepared) or step is None:
                break
            await asyncio.sleep(AFTER_S)
            await self._submission.submit(step)
        return outcome


MUTANT = Mutant(
    name="resends_under_a_failed_key",
    says="sends a preparation that has failed again under its old key",
    row="IDEM-7",
    scenarios=("operations_refused",),
    parts=Parts(workflow=Insistent),
)
