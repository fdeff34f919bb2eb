"""Believes what it heard last: its events are lost, and it goes on from the newest one.

So far it is right; but signals went Off and errors were cleared among what is lost. A signal that
it takes for On cannot go On for it any more, and a strategy that it takes for failed stays so.
"""

from collections.abc import Sequence

from hubproof.client.losses import Loss
from hubproof.client.reconciliation import Reconciliation
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.harness.mutants.mutant import Mutant


class Trusting(Reconciliation):
    """Compares nothing with what is."""

    def keep_only(self, pushed: Sequence[models.Event], loss: Loss) -> None:
        """Leave signals and errors as they were."""


MUTANT = Mutant(
    name="believes_what_it_heard_last",
    says="loses events and takes the signals and errors of before for those of now",
    row="SAFE-4",
    scenarios=("retention_passed",),
    parts=Parts(reconciliation=Trusting),
)
