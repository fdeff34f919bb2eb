"""Commissions: what a broker charges for a trade.

So much for each contract and nothing for each order, so that an order costs the same however it is
filled.
"""

from decimal import Decimal

import msgspec

from hubproof.contract.mesolive.enums import MesoContractType
from hubproof.simulator.market.instrument import Instrument


class Commissions(msgspec.Struct, frozen=True, kw_only=True):
    """Money for one option or future, and for one share.

    Raises:
        ValueError: One of them is below nought or no number.
    """

    per_contract: Decimal = Decimal("0.65")
    per_share: Decimal = Decimal("0.005")

    def __post_init__(self) -> None:
        for name in ("per_contract", "per_share"):
            charge = getattr(self, name)
            if not charge.is_finite() or charge < 0:
                raise ValueError(f"{name} is {charge}; a commission is 0 or more")

    def on(self, instrument: Instrument, qty: int) -> Decimal:
        """The charge for a trade of `qty` signed contracts."""
        is_share = instrument.kind is MesoContractType.Stock
        return abs(qty) * (self.per_share if is_share else self.per_contract)
