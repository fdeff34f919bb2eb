"""Trades on a stale feed: never looks at how old a quote is.

The last price that was heard is the price, until another one is heard.
"""

from hubproof.client.quote_gate import QuoteGate, Sample
from hubproof.client.runtime import Parts
from hubproof.harness.mutants.mutant import Mutant


class Ageless(QuoteGate):
    """Every quote is as good as new."""

    def is_fresh(self, sample: Sample, now_s: float) -> bool:
        """Always."""
        del sample, now_s
        return True


MUTANT = Mutant(
    name="trades_on_a_stale_feed",
    says="enters on quotes of any age",
    row="QUOTE-2",
    scenarios=("quotes_freeze", "quotes_lag", "stream_items_dropped"),
    parts=Parts(gate=Ageless),
)
