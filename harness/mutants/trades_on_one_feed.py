"""Trades on one feed: asks one provider for its quotes, and takes them for everybody's.

It looks right for as long as that one provider is.
"""

from collections.abc import Mapping, Sequence

from hubproof.client.quote_gate import Sample
from hubproof.client.runtime import Parts
from hubproof.client.stream_monitor import StreamMonitor
from hubproof.harness.mutants.mutant import Mutant


class OneEyed(StreamMonitor):
    """Looks at the first provider only."""

    def providers(self) -> Sequence[str]:
        """Stream one."""
        return super().providers()[:1]

    def samples(self, symbol: str) -> Mapping[str, Sequence[Sample]]:
        """What the one says, under the name of each."""
        told = list(super().samples(symbol).values())
        return {name: one for name in super().providers() for one in told}


MUTANT = Mutant(
    name="trades_on_one_feed",
    says="takes the quotes of one provider, and no second one confirms them",
    row="QUOTE-1",
    scenarios=("quotes_diverge",),
    parts=Parts(monitor=OneEyed),
)
