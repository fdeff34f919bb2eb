"""How much of a leg group one order trades.

It stands apart from the plans because they have a field of the same name.
"""

from decimal import Decimal

import msgspec

from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, known
from hubproof.contract.mesolive.wiremodel import WireModel


@known(DOCUMENTED, "docs:signalr-reference/models/prepare-position-entry-result", parts=ASSUMED)
class LegGroupQtys(WireModel, kw_only=True, frozen=True):
    """Signed quantities: of the group as one order, and of each of its legs by name."""

    Qty: Decimal | None = None
    LegQtys: dict[str, Decimal] = msgspec.field(default_factory=dict)
