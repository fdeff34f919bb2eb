"""No dedupe: remembers nothing of what it has heard, neither events nor the state of signals.

History and callbacks overlap, active signals are pushed again on every connect, and an event may be
sent twice; each copy becomes an entry.
"""

from hubproof.client.records import Signal
from hubproof.client.runtime import Parts
from hubproof.client.store import Store
from hubproof.harness.mutants.mutant import Mutant


class Forgetful(Store):
    """Every copy is the first one."""

    def is_handled(self, event_id: str) -> bool:
        """Nothing was ever handled."""
        del event_id
        return False

    def signal(self, strategy_id: int, account: str) -> Signal | None:
        """No signal was ever heard."""
        del strategy_id, account
        return None


MUTANT = Mutant(
    name="no_dedupe",
    says="handles an event again whenever it comes again",
    row="EVT-6",
    also=("EVT-16", "IDEM-3", "IDEM-8", "RECON-3", "SAFE-1"),
    scenarios=("resume_after_a_cut_with_duplicates", "signals_announced_again"),
    parts=Parts(store=Forgetful),
)
