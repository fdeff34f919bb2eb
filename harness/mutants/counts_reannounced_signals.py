"""Counts reannounced signals: every new event that says On is taken for a new signal.

It knows copies by their EventId and is safe from those. An announcement of what is On already has
an EventId of its own, and becomes an entry of its own.
"""

from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.client.workflow import Workflow
from hubproof.harness.mutants.mutant import Mutant


class Eager(Workflow):
    """Takes a level for an edge."""

    def is_new_period(self, event: models.EntrySignalEvent) -> bool:
        """Every On is news."""
        del event
        return True


MUTANT = Mutant(
    name="counts_reannounced_signals",
    says="enters once for each announcement of a signal, however often it is announced",
    row="EVT-16",
    also=("IDEM-3", "IDEM-8", "RECON-3", "SAFE-1"),
    scenarios=("signals_announced_again",),
    parts=Parts(workflow=Eager),
)
