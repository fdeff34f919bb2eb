"""A ledger: what an account has paid, holds, has gained and was charged.

Plain data; booking a trade makes a new one. Amounts are exact fractions of money, because an
average seldom is a decimal: however an execution is split, and in whatever parts a position is
closed, the books end the same. Cost is averaged over what is held; a commission is part of it, so
that the average entry price includes commission while the execution price does not (contract,
`quantities_and_prices`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from hubproof.simulator.market.instrument import Instrument

_NOUGHT = Fraction(0)
_PLACES = Decimal("0.000001")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """So many contracts bought (plus) or sold (minus), at a price in points of one.

    `commission` is the money that all of it was charged.
    """

    instrument: Instrument
    qty: int
    price: Decimal
    commission: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Signed contracts; what they cost, without and besides their commissions (`charges`).

    A short one has been paid for: its cost is below nought.
    """

    qty: int = 0
    cost: Fraction = _NOUGHT
    charges: Fraction = _NOUGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The books of one account in one currency; nothing that is held has a quantity of 0.

    `realised` is gained or lost on what was closed, before `commissions`, which are all that were
    ever charged.
    """

    deposits: Fraction = _NOUGHT
    cash: Fraction = _NOUGHT
    realised: Fraction = _NOUGHT
    commissions: Fraction = _NOUGHT
    holdings: Mapping[Instrument, Holding] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The books at given prices, in money; both gains are after commissions.

    `net_liquidation` is cash and market value, and also deposits and both gains.
    """

    cash: Decimal
    market_value: Decimal
    net_liquidation: Decimal
    realised_pnl: Decimal
    running_pnl: Decimal
    commissions: Decimal


def opened(deposit: Decimal) -> Ledger:
    """The books of an account that holds cash and nothing else."""
    return Ledger(deposits=Fraction(deposit), cash=Fraction(deposit))


def booked(ledger: Ledger, trade: Trade) -> Ledger:
    """The books after a trade: it closes first what is held the other way, then it opens.

    A future is not paid for: only what closing it gains or loses is cash.
    """
    assert trade.qty != 0, "a trade trades something"
    instrument = trade.instrument
    held = ledger.holdings.get(instrument, Holding())
    amount = trade.qty * Fraction(trade.price) * Fraction(instrument.multiplier)
    commission = Fraction(trade.commission)
    closing = min(abs(trade.qty), abs(held.qty)) if trade.qty * held.qty < 0 else 0
    left = 1 - Fraction(closing, abs(held.qty)) if closing else Fraction(1)
    opening = 1 - Fraction(closing, abs(trade.qty))
    gained = -(amount * (1 - opening)) - held.cost * (1 - left)
    paid = -gained if instrument.is_margined else amount
    now = Holding(
        qty=held.qty + trade.qty,
        cost=held.cost * left + amount * opening,
        charges=held.charges * left + commission * opening,
    )
    holdings = {**ledger.holdings, instrument: now}
    if now.qty == 0:
        del holdings[instrument]
    return replace(
        ledger,
        cash=ledger.cash - paid - commission,
        realised=ledger.realised + gained,
        commissions=ledger.commissions + commission,
        holdings=holdings,
    )


def average_entry_price(ledger: Ledger, instrument: Instrument) -> Decimal | None:
    """Points of one contract that is held, commission included; None where none is."""
    held = ledger.holdings.get(instrument)
    if held is None:
        return None
    return money((held.cost + held.charges) / held.qty / Fraction(instrument.multiplier))


def market_value(instrument: Instrument, held: Holding, price: Decimal) -> Fraction:
    """What closing a holding at a price would bring, before commission."""
    worth = held.qty * Fraction(price) * Fraction(instrument.multiplier)
    return worth - held.cost if instrument.is_margined else worth


def running(instrument: Instrument, held: Holding, price: Decimal) -> Fraction:
    """What a holding has gained at a price, before commission."""
    return held.qty * Fraction(price) * Fraction(instrument.multiplier) - held.cost


def statement(ledger: Ledger, prices: Mapping[Instrument, Decimal]) -> Statement:
    """The books at the prices of everything that is held.

    Raises:
        KeyError: A price is missing.
    """
    held = [(one, holding, prices[one]) for one, holding in ledger.holdings.items()]
    value = sum((market_value(*one) for one in held), _NOUGHT)
    charges = sum((holding.charges for _one, holding, _price in held), _NOUGHT)
    return Statement(
        cash=money(ledger.cash),
        market_value=money(value),
        net_liquidation=money(ledger.cash + value),
        realised_pnl=money(ledger.realised - (ledger.commissions - charges)),
        running_pnl=money(sum((running(*one) for one in held), _NOUGHT) - charges),
        commissions=money(ledger.commissions),
    )


def told(amount: Fraction) -> Decimal:
    """An amount as clients read it: cents, or six places where cents would not be true."""
    exact = money(amount)
    cents = exact.quantize(_CENT)
    return cents if cents == exact else exact


def money(amount: Fraction) -> Decimal:
    """An amount as it is told: to six places."""
    return (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(_PLACES)
