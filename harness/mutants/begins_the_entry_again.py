"""Begins the entry again: after a restart it executes the whole plan, whatever was executed of it.

With one order in an entry it is rarely seen. With two, the first of them is bought twice whenever
the process dies between them.
"""

from hubproof.client.entry import PREPARE
from hubproof.client.records import Intent, Step
from hubproof.client.runtime import Parts
from hubproof.client.workflow import Workflow
from hubproof.harness.mutants.mutant import Mutant


class Forgetful(Workflow):
    """Knows after a restart which plan it had, and not how far it had come with it."""

    def steps_of(self, intent: Intent) -> dict[str, Step]:
        """The preparation alone."""
        steps = super().steps_of(intent)
        return {name: step for name, step in steps.items() if name == PREPARE}


MUTANT = Mutant(
    name="begins_the_entry_again",
    says="executes every leg group again after a restart, under new keys",
    row="IDEM-3",
    also=("IDEM-1", "IDEM-8", "SAFE-1"),
    scenarios=("killed_between_leg_groups",),
    parts=Parts(workflow=Forgetful),
)
