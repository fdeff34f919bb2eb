"""What legs and leg groups cost, and how that is told.

Money is exact: products and sums of decimals, never a float, because a verdict quotes it. A group
of one leg is counted in that leg's signed contracts; a group of several is one combo, bought, whose
price is plus for a debit and minus for a credit (assumption `order.combo_price_sign`).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from hubproof.contract.mesolive.models import LiveGreeks, LivePrices, OrderType
from hubproof.simulator.market.greeks import Greeks
from hubproof.simulator.market.quote import Quote
from hubproof.simulator.market.working import LIMIT_TYPES, STOP_TYPES
from hubproof.simulator.world.structure import LegSetup

_US_PER_MS = 1_000

Prices = Mapping[str, Decimal]
"""A price for each leg name."""


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


def leg_prices(ratios: Mapping[str, int], quotes: Mapping[str, Quote], price: Decimal) -> Prices:
    """What each leg trades at when one unit of its group trades at `price`.

    Every leg trades at its mark, and the dearest one makes up the difference, as brokers have it.
    """
    prices = {name: quotes[name].mark or Decimal(0) for name in ratios}
    dearest = max(ratios, key=lambda name: prices[name])
    prices[dearest] += (price - group_price(ratios, prices)) / ratios[dearest]
    return prices


def notional(ratios: Mapping[str, int], prices: Prices, qty: int, multiplier: int) -> Decimal:
    """The money that trading `qty` units puts at risk: every leg counts, none offsets another."""
    unit = sum((abs(ratio * prices[name]) for name, ratio in ratios.items()), Decimal(0))
    return abs(qty) * unit * multiplier


def live_prices(quote: Quote, now: int, time: datetime) -> LivePrices:
    """A quote as it is told at `now` (microseconds), which is `time`: an age for every price."""
    age_ms, mark = (now - quote.born_us) // _US_PER_MS, quote.mark
    return LivePrices(
        SnapshotTime=time,
        Bid=quote.bid,
        Ask=quote.ask,
        Last=quote.last,
        Mark=mark,
        BidAgeMs=None if quote.bid is None else age_ms,
        AskAgeMs=None if quote.ask is None else age_ms,
        LastAgeMs=None if quote.last is None else age_ms,
        MarkAgeMs=None if mark is None else age_ms,
    )


def live_greeks(greeks: Greeks) -> LiveGreeks:
    """Greeks as they are told."""
    return LiveGreeks(Delta=greeks.delta, Gamma=greeks.gamma, Theta=greeks.theta, Vega=greeks.vega)


def is_away(
    order_type: OrderType,
    *,
    buying: bool,
    quote: Quote,
    limit: Decimal | None,
    stop: Decimal | None,
) -> bool:
    """Whether an order waits for a price that nobody has quoted.

    At the near side of the quote a limit waits for somebody to come to it, as many do; a stop
    waits until its side is quoted so.
    """
    sign = 1 if buying else -1
    near, far = (quote.bid, quote.ask) if buying else (quote.ask, quote.bid)
    return (order_type in STOP_TYPES and _is_beyond(stop, far, sign)) or (
        order_type in LIMIT_TYPES and _is_beyond(near, limit, sign)
    )


def _is_beyond(price: Decimal | None, other: Decimal | None, sign: int) -> bool:
    """Whether a price is dearer than the other to who buys (1), or cheaper to who sells (-1)."""
    return price is not None and other is not None and sign * (price - other) > 0
