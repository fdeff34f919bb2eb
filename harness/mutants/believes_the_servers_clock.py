"""Believes the server's clock: counts the age of a quote from SnapshotTime by its own clock.

While the server's clock is ahead a snapshot comes from the future, and the quote in it looks
younger than it is told to be.
"""

from datetime import datetime

from hubproof.client.quote_gate import QuoteGate, Sample
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.harness.mutants.mutant import Mutant


class Believing(QuoteGate):
    """Never asks whose clock it was."""

    def sample(self, prices: models.LivePrices, now_s: float, today: datetime) -> Sample | None:
        """What lies ahead of the own clock takes away from the age."""
        sample = super().sample(prices, now_s, today)
        if sample is None or prices.SnapshotTime is None:
            return sample
        ahead_s = max(0.0, (prices.SnapshotTime - today).total_seconds())
        return Sample(sample.mid, sample.born_s + ahead_s)


MUTANT = Mutant(
    name="believes_the_servers_clock",
    says="counts the age of quotes from SnapshotTime, whatever the server's clock says",
    row="QUOTE-2",
    scenarios=("clocks_disagree",),
    parts=Parts(gate=Believing),
)
