"""Never hears Off: follows what goes On, and never looks at what goes Off.

To it a signal that has been On once is On for good, so that the next On of it says nothing new: the
period that lasts is the one that it lets go by.
"""

from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.client.workflow import Workflow
from hubproof.harness.mutants.mutant import Mutant


class OneSided(Workflow):
    """Knows one edge of a signal."""

    def on_signal(self, event: models.EntrySignalEvent) -> None:
        """An Off is not for it."""
        if event.State is models.SignalState.On:
            super().on_signal(event)


MUTANT = Mutant(
    name="never_hears_off",
    says="ignores that a signal went Off, and takes the next On for the same one",
    row="SAFE-4",
    also=("GUARD-2",),
    scenarios=("signals_flap",),
    parts=Parts(workflow=OneSided),
)
