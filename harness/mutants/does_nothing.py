"""Does nothing at all: connects, listens, reads every event, and never acts.

No rule about orders is ever broken by a bot that sends none. It must not pass for a safe one.
"""

from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.client.workflow import Workflow
from hubproof.harness.mutants.mutant import Mutant


class Idle(Workflow):
    """Hears signals and lets them go by."""

    def on_signal(self, event: models.EntrySignalEvent) -> None:
        """Do nothing."""


MUTANT = Mutant(
    name="does_nothing",
    says="hears every signal and acts on none",
    row="SAFE-4",
    scenarios=("steady_state",),
    parts=Parts(workflow=Idle),
)
