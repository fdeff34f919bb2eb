"""Keeps what went Off: an entry that waits for its turn is begun whatever has become of its signal.

What has waited longest is what least resembles the market that called for it.
"""

from hubproof.client.runtime import Parts
from hubproof.client.workflow import Workflow
from hubproof.harness.mutants.mutant import Mutant


class Patient(Workflow):
    """Puts entries in line, and takes none out."""

    def drop(self, place: tuple[int, str], reason: str) -> None:
        """It will have its turn."""
        del place, reason


MUTANT = Mutant(
    name="keeps_what_went_off",
    says="begins entries that waited for their turn although their signals have gone Off",
    row="GUARD-2",
    also=("IDEM-3", "IDEM-8", "RECON-3", "SAFE-1"),
    scenarios=("signals_flap",),
    parts=Parts(workflow=Patient),
)
