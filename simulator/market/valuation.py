"""Valuation: the quote and the greeks of any contract, made from the quote of its underlying.

Nothing is drawn and nothing remembered: who knows the underlying's quote and the time knows every
contract's. The model's floats are rounded to nine places before anything is decided by them, so
that the last bit of a logarithm on another machine changes no price.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from hubproof.contract.mesolive.enums import MesoContractType
from hubproof.simulator.market.black_scholes import Terms, Worth, worth
from hubproof.simulator.market.greeks import Greeks
from hubproof.simulator.market.instrument import Instrument, Right
from hubproof.simulator.market.quote import Quote
from hubproof.simulator.market.setup import ModelSetup

_YEAR_S = 365 * 86_400
_DAYS = 365
_PERCENT = 100
_PLACES = 9
_GREEK_PLACES = Decimal("0.000001")
_NOUGHT = Decimal(0)


class Valuation:
    """One stated model; all prices are multiples of `step` points."""

    def __init__(self, model: ModelSetup, step: Decimal) -> None:
        self._model = model
        self._step = step
        self._spread_share = Decimal(repr(model.spread_share))

    def quote(self, instrument: Instrument, underlying: Quote, time: datetime) -> Quote:
        """What an instrument is quoted at when its symbol is quoted so, at `time` (UTC).

        An option has both sides or neither: they lie around its worth at the underlying's mark. It
        is as old as the underlying's quote.
        """
        if instrument.right is None:
            return underlying
        bid = ask = last = None
        if underlying.mark is not None:
            value = _decimal(self._worth(instrument, underlying.mark, time).value)
            half = max(self._step, value * self._spread_share)
            bid = max(self._on_grid(value - half, ROUND_FLOOR), _NOUGHT)
            ask = self._on_grid(value + half, ROUND_CEILING)
        if underlying.last is not None:
            value = _decimal(self._worth(instrument, underlying.last, time).value)
            last = self._on_grid(value, ROUND_HALF_EVEN)
        return Quote(bid, ask, last, underlying.born_us)

    def greeks(self, instrument: Instrument, underlying: Quote, time: datetime) -> Greeks | None:
        """How an instrument answers at the underlying's mark; None where that has none."""
        if underlying.mark is None:
            return None
        if instrument.right is None:
            return Greeks(delta=Decimal(1))
        one = self._worth(instrument, underlying.mark, time)
        return Greeks(
            delta=_greek(one.delta),
            gamma=_greek(one.gamma),
            theta=_greek(one.theta / _DAYS),
            vega=_greek(one.vega / _PERCENT),
            rho=_greek(one.rho / _PERCENT),
        )

    def _worth(self, instrument: Instrument, spot: Decimal, time: datetime) -> Worth:
        assert instrument.right is not None, "anything else is worth what its symbol is"
        return worth(_terms(instrument, instrument.right, spot, time), self._model)

    def _on_grid(self, price: Decimal, rounding: str) -> Decimal:
        return (price / self._step).to_integral_value(rounding) * self._step


def combined_quote(units: Mapping[str, int], quotes: Mapping[str, Quote]) -> Quote:
    """The quote of several legs at once, by name, in points; plus is a debit.

    `units` are a group's ratios or a position's signed contracts. Whoever sells it gets the bids of
    what is long in it and pays the asks of what is short. It is as old as its oldest leg, and a
    side is None where a leg lacks it; legs of no units do not count.
    """
    legs = [(qty, quotes[name]) for name, qty in units.items() if qty]
    return Quote(
        bid=_sum([(qty, leg.bid if qty > 0 else leg.ask) for qty, leg in legs]),
        ask=_sum([(qty, leg.ask if qty > 0 else leg.bid) for qty, leg in legs]),
        last=_sum([(qty, leg.last) for qty, leg in legs]),
        born_us=min((leg.born_us for _qty, leg in legs), default=0),
    )


def _sum(parts: list[tuple[int, Decimal | None]]) -> Decimal | None:
    prices = [qty * price for qty, price in parts if price is not None]
    return sum(prices, _NOUGHT) if len(prices) == len(parts) else None


def _terms(instrument: Instrument, right: Right, spot: Decimal, time: datetime) -> Terms:
    return Terms(
        is_call=right.is_call,
        spot=float(spot),
        strike=float(right.strike),
        years=(right.expires_at - time).total_seconds() / _YEAR_S,
        is_on_future=instrument.kind is MesoContractType.FuturesOptions,
    )


def _decimal(number: float) -> Decimal:
    return Decimal(repr(round(number, _PLACES)))


def _greek(number: float) -> Decimal:
    # Adding nought takes the sign from one that was rounded to nothing.
    return _decimal(number).quantize(_GREEK_PLACES) + 0
