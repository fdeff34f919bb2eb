"""Margin: the money that an account must keep for what it holds.

A plain rule near that of the exchanges, not any broker's own. Shares: a quarter of a long one, 30 %
of a short one. Futures: a tenth. Options are paid for when they are bought; a sold one takes a
fifth of the underlying less what it is out of the money, a tenth at the least, and its own price:
an index at 5,000 makes that some 70,000 for one sold put. One that a bought option of its kind and
date covers takes what the two can lose, and they are paired so that all take the least. Options of
one underlying and date never take more than the most they can lose together when they expire.
Shares and futures cover no option.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from hubproof.contract.mesolive.enums import MesoContractType
from hubproof.simulator.market.covering import least_cost
from hubproof.simulator.market.instrument import Instrument, Right

LONG_SHARE = Decimal("0.25")
SHORT_SHARE = Decimal("0.30")
FUTURE = Decimal("0.10")
SHORT_OPTION = Decimal("0.20")
SHORT_OPTION_MIN = Decimal("0.10")

_NOUGHT = Decimal(0)
_CENT = Decimal("0.01")

_Options = list[tuple[Instrument, Right, int]]


def requirement(
    qtys: Mapping[Instrument, int],
    prices: Mapping[Instrument, Decimal],
    spots: Mapping[str, Decimal],
) -> Decimal:
    """The maintenance margin of signed contracts, to the cent.

    `prices` are those of the instruments in points of one, `spots` those of their symbols.

    Raises:
        KeyError: A price that is needed is missing.
    """
    total = _NOUGHT
    options: dict[tuple[str, datetime], _Options] = {}
    for one, qty in qtys.items():
        if one.right is None:
            total += abs(prices[one]) * one.multiplier * abs(qty) * _share(one, qty)
        else:
            group = options.setdefault((one.symbol, one.right.expires_at), [])
            group.append((one, one.right, qty))
    for (symbol, _expires_at), group in options.items():
        total += _of_options(group, prices, spots[symbol])
    return total.quantize(_CENT)


def _share(one: Instrument, qty: int) -> Decimal:
    if one.kind is MesoContractType.Futures:
        return FUTURE
    return LONG_SHARE if qty > 0 else SHORT_SHARE


def _of_options(group: _Options, prices: Mapping[Instrument, Decimal], spot: Decimal) -> Decimal:
    sides: dict[tuple[bool, Decimal], _Options] = {}
    for one, right, qty in group:
        sides.setdefault((right.is_call, one.multiplier), []).append((one, right, qty))
    paired = sum((_of_a_side(side, prices, spot) for side in sides.values()), _NOUGHT)
    most = _most_lost(group)
    return paired if most is None else min(paired, most)


def _of_a_side(side: _Options, prices: Mapping[Instrument, Decimal], spot: Decimal) -> Decimal:
    """What calls, or puts, of one date and multiplier take, sold ones covered by bought ones."""
    sold = [(one, right, -qty) for one, right, qty in side if qty < 0]
    bought = [(right, qty) for _one, right, qty in side if qty > 0]
    return least_cost(
        [
            (qty, one.multiplier * (prices[one] + _beyond_price(right, spot)))
            for one, right, qty in sold
        ],
        [qty for _right, qty in bought],
        [[one.multiplier * _lost(right, by) for by, _qty in bought] for one, right, _ in sold],
    )


def _lost(sold: Right, by: Right) -> Decimal:
    """Points that a sold option and a bought one of its kind can lose when they expire."""
    between = by.strike - sold.strike if sold.is_call else sold.strike - by.strike
    return max(between, _NOUGHT)


def _beyond_price(right: Right, spot: Decimal) -> Decimal:
    """Points that a sold option takes besides its price."""
    outside = max(right.strike - spot if right.is_call else spot - right.strike, _NOUGHT)
    least = SHORT_OPTION_MIN * (spot if right.is_call else right.strike)
    return max(SHORT_OPTION * spot - outside, least, _NOUGHT)


def _most_lost(group: _Options) -> Decimal | None:
    """What settling the options can cost at the most; None where nothing limits it.

    The cost changes its slope at strikes only, so it is worst at one of them, at nought, or for
    ever further up.
    """
    if sum((one.multiplier * qty for one, right, qty in group if right.is_call), _NOUGHT) < 0:
        return None
    places = [_NOUGHT, *(right.strike for _one, right, _qty in group)]
    return max(_NOUGHT, *(-_settlement(group, place) for place in places))


def _settlement(group: Sequence[tuple[Instrument, Right, int]], spot: Decimal) -> Decimal:
    paid = _NOUGHT
    for one, right, qty in group:
        inside = spot - right.strike if right.is_call else right.strike - spot
        paid += qty * one.multiplier * max(inside, _NOUGHT)
    return paid
