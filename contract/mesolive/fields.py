"""What of a quote is wanted: which blocks of figures, and in each which bases.

Both are flags, see `flags`; a block or base that was not asked for is None in the answer.
"""

from hubproof.contract.mesolive.flags import Flags
from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, known

_DATA = "docs:python-sdk/data-hub"

BASES = ("Bid", "Ask", "Last", "Mark")
"""The bases of a quote, in the order in which a combination names them."""


@known(DOCUMENTED, _DATA)
class LiveQuoteFields(Flags):
    """Bases of a quote; `Bid | Ask` asks for both, All for every one."""

    Bid = "Bid"
    Ask = "Ask"
    Last = "Last"
    Mark = "Mark"
    All = "All"

    @property
    def bases(self) -> tuple[str, ...]:
        """The bases that are asked for: field names of LivePrices."""
        return self.parts


@known(DOCUMENTED, _DATA, Nothing=ASSUMED)
class LiveDataInclude(Flags):
    """Blocks of figures; `Prices | PnL` asks for both, All for every one, `None` for no block."""

    Prices = "Prices"
    Greeks = "Greeks"
    PnL = "PnL"
    All = "All"
    Nothing = "None"
