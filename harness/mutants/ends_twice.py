"""Ends twice: an intent is reported as done, and then as failed.

Whoever reads its log cannot tell what became of the entry.
"""

from hubproof.client.records import Intent, IntentState
from hubproof.client.runtime import Parts
from hubproof.client.workflow import Workflow
from hubproof.harness.mutants.mutant import Mutant


class Undecided(Workflow):
    """Changes its mind about the past."""

    def end(self, intent: Intent, state: IntentState, reason: str | None) -> None:
        """End it as it ended, and once more as failed."""
        super().end(intent, state, reason)
        super().end(intent, IntentState.FAILED, "on second thoughts")


MUTANT = Mutant(
    name="ends_twice",
    says="puts an intent into two final states",
    row="SAFE-3",
    scenarios=("steady_state",),
    parts=Parts(workflow=Undecided),
)
