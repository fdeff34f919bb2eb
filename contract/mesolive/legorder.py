"""How one leg group is to be traded: the order inside SendOrderArgs.

It stands apart from the orders because SendOrderArgs has a field of the same name.
"""

from decimal import Decimal

from hubproof.contract.mesolive import enums
from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, known
from hubproof.contract.mesolive.wiremodel import WireModel


@known(DOCUMENTED, "docs:signalr-reference/models/send-order-args", parts=ASSUMED)
class LegGroupOrder(WireModel, kw_only=True, frozen=True):
    """Type, prices and legs; a price that the type needs must be there."""

    OrderType: enums.OrderType
    LimitPrice: Decimal | None = None
    StopPrice: Decimal | None = None
    TimeInForce: enums.TimeInForce = enums.TimeInForce.DAY
    LegNames: list[str]
