"""Instruments: one contract as the market sees it, whatever it is called on the wire.

A symbol of the market is a stock, an index or a future: the price of an option follows the quote of
its underlying's symbol, and that of any other contract is that quote.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from hubproof.contract.mesolive.enums import MesoContractType, MesoOptionType
from hubproof.contract.mesolive.market import LiveContract

OPTION_TYPES = (MesoContractType.Options, MesoContractType.FuturesOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """What makes an option: it is settled at `expires_at` against `strike`, in points."""

    is_call: bool
    strike: Decimal
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One contract; a point of its price is worth `multiplier` units of money.

    `right` is None for anything but an option.
    """

    kind: MesoContractType
    symbol: str
    multiplier: Decimal = Decimal(1)
    right: Right | None = None

    @property
    def is_margined(self) -> bool:
        """Whether it is paid for day by day, as a future is, and not when it is bought."""
        return self.kind is MesoContractType.Futures


def instrument_of(contract: LiveContract) -> Instrument:
    """The instrument that a contract of the wire names; one without a multiplier has 1.

    Raises:
        ValueError: The underlying has no symbol, or an option has not all that makes one.
    """
    symbol = contract.Underlying.Symbol
    if not isinstance(symbol, str) or not symbol:
        raise ValueError(f"the underlying {symbol!r} is no symbol")
    right = _right(contract, symbol) if contract.ContractType in OPTION_TYPES else None
    multiplier = Decimal(1) if contract.Multiplier is None else contract.Multiplier
    if not 0 < multiplier < Decimal("Infinity"):
        raise ValueError(f"the multiplier {multiplier} of {symbol} is not above 0")
    return Instrument(kind=contract.ContractType, symbol=symbol, multiplier=multiplier, right=right)


def _right(contract: LiveContract, symbol: str) -> Right:
    option_type, strike, expires_at = contract.OptionType, contract.Strike, contract.Expiration
    if option_type is None or strike is None or expires_at is None:
        raise ValueError(f"an option on {symbol} needs a type, a strike and an expiration")
    is_call = option_type is MesoOptionType.Call
    return Right(is_call=is_call, strike=strike, expires_at=expires_at)
