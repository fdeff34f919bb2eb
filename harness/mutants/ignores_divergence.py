"""Ignores divergence: two fresh providers are enough for it, whatever they say.

One of the two is wrong, and it trades at the price of either.
"""

from collections.abc import Mapping
from decimal import Decimal

from hubproof.client.quote_gate import QuoteGate
from hubproof.client.runtime import Parts
from hubproof.harness.mutants.mutant import Mutant


class Agreeable(QuoteGate):
    """Never sees a difference."""

    def do_agree(self, medians: Mapping[str, Decimal]) -> bool:
        """Always."""
        del medians
        return True


MUTANT = Mutant(
    name="ignores_divergence",
    says="enters while its providers say different prices",
    row="QUOTE-4",
    scenarios=("quotes_diverge",),
    parts=Parts(gate=Agreeable),
)
