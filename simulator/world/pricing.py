"""What legs and leg groups cost, and whether an order can trade at that.

Money is exact: products and sums of decimals, never a float, because a verdict quotes it. A group
of one leg is counted in that leg's signed contracts; a group of several is one combo, bought, whose
price is plus for a debit and minus for a credit (assumption `order.combo_price_sign`).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from hubproof.contract.mesolive.models import LivePrices, OrderType
from hubproof.simulator.world.setup import LegSetup

HALF_SPREAD = Decimal("0.05")
"""Distance of bid and ask from the price, in points; one for all, as prices stand still."""

Prices = Mapping[str, Decimal]
"""A price for each leg name."""

LIMIT_TYPES = (OrderType.Limit, OrderType.StopLimit)
STOP_TYPES = (OrderType.Stop, OrderType.StopLimit)


def group_ratios(legs: Sequence[LegSetup]) -> dict[str, int]:
    """Contracts of each leg in one unit of the group they make."""
    if len(legs) == 1:
        return {legs[0].name: 1}
    return {leg.name: leg.ratio for leg in legs}


def group_qty(legs: Sequence[LegSetup], units: int) -> int:
    """The signed quantity of the group that `units` units of the strategy need."""
    return units * legs[0].ratio if len(legs) == 1 else units


def group_price(ratios: Mapping[str, int], prices: Prices) -> Decimal:
    """The price of one unit of a group, in points."""
    return sum((ratio * prices[name] for name, ratio in ratios.items()), Decimal(0))


def notional(ratios: Mapping[str, int], prices: Prices, qty: int, multiplier: int) -> Decimal:
    """The money that trading `qty` units puts at risk: every leg counts, none offsets another."""
    unit = sum((abs(ratio * prices[name]) for name, ratio in ratios.items()), Decimal(0))
    return abs(qty) * unit * multiplier


def quote(price: Decimal, at: datetime) -> LivePrices:
    """A fresh quote around a price."""
    return LivePrices(
        SnapshotTime=at,
        Bid=price - HALF_SPREAD,
        Ask=price + HALF_SPREAD,
        Last=price,
        Mark=price,
        BidAgeMs=0,
        AskAgeMs=0,
        LastAgeMs=0,
        MarkAgeMs=0,
    )


def is_marketable(
    order_type: OrderType,
    *,
    buying: bool,
    price: Decimal,
    limit: Decimal | None,
    stop: Decimal | None,
) -> bool:
    """Whether an order fills with the market at `price`: triggered, and within its limit."""
    sign = 1 if buying else -1
    triggered = order_type not in STOP_TYPES or (stop is not None and sign * (price - stop) >= 0)
    within = order_type not in LIMIT_TYPES or (limit is not None and sign * (limit - price) >= 0)
    return triggered and within


def is_away(
    order_type: OrderType,
    *,
    buying: bool,
    price: Decimal,
    limit: Decimal | None,
    stop: Decimal | None,
) -> bool:
    """Whether an order waits for a price that nobody has quoted, `price` being the middle.

    At the near side of the quote a limit waits for somebody to come to it, as many do; a stop
    waits until its side is quoted so.
    """
    sign = 1 if buying else -1
    if order_type in STOP_TYPES and stop is not None and sign * (stop - price) > HALF_SPREAD:
        return True
    if order_type not in LIMIT_TYPES or limit is None:
        return False
    return sign * (price - limit) > HALF_SPREAD
