"""Dedupes in memory: what was handled, and which signals are On, is forgotten with the process.

Right as long as it runs. After a restart the signals that are still On are pushed once more, and
each looks like the first.
"""

from pathlib import Path

from hubproof.client.runtime import Parts
from hubproof.client.store import Store
from hubproof.harness.mutants.mutant import Mutant


class Forgetting(Store):
    """Remembers its cursor, its intents and their steps, and nothing of events and signals."""

    def __init__(self, state_dir: Path) -> None:
        super().__init__(state_dir)
        self._handled.clear()
        self._signals = {}


MUTANT = Mutant(
    name="dedupes_in_memory",
    says="forgets with every restart which events it handled and which signals are On",
    row="EVT-6",
    also=("IDEM-3", "IDEM-8", "RECON-3", "SAFE-1"),
    scenarios=("killed_between_store_submit_and_answer",),
    parts=Parts(store=Forgetting),
)
