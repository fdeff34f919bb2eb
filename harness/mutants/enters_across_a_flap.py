"""Enters across a flap: whose turn it is asks whether the signal is On, not whether it is his.

The signal went Off and On again while two entries waited in line. Both find it On, and both enter.
"""

from hubproof.client.quote_hold import SignalGoneError
from hubproof.client.records import Intent, Step
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.client.workflow import Workflow
from hubproof.harness.mutants.mutant import Mutant


class Forgetful(Workflow):
    """Knows the state of a signal, and not its periods."""

    def drop(self, place: tuple[int, str], reason: str) -> None:
        """It may come On again."""
        del place, reason

    async def enter(self, intent: Intent, steps: dict[str, Step]) -> str | None:
        """Enter, if the signal is On."""
        signal = self._store.signal(intent.strategy_id, intent.account)
        if not steps and (signal is None or signal.state is not models.SignalState.On):
            raise SignalGoneError("the signal is Off")
        return await super().enter(intent, steps)


MUTANT = Mutant(
    name="enters_across_a_flap",
    says="enters for each period of a signal that waited in line, if the signal is On at last",
    row="IDEM-8",
    also=("IDEM-3", "RECON-3", "SAFE-1"),
    scenarios=("signals_flap",),
    parts=Parts(workflow=Forgetful),
)
