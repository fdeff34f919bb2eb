"""Listing: which contracts there are, of all that could be written down.

Nobody quotes an option that has expired, nor one by another multiplier than that of its
underlying's options: a bot that asks for such a thing has a mistake in it, and an invented price
would hide that. Futures have roots and multipliers of many kinds, so theirs are taken as they come
(assumption `data.listed_contracts`).
"""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from hubproof.contract.mesolive.enums import MesoContractType
from hubproof.contract.mesolive.market import LiveContract
from hubproof.simulator.market.instrument import OPTION_TYPES, Right, instrument_of

STRIKE_MAX = Decimal(10**9)
"""No price comes near it, and beyond it the model's floats would overflow."""

LAST_YEAR = 2200
"""Nothing that is traded expires later, and over millennia the model's floats would overflow."""

OPTION_MULTIPLIER = Decimal(100)
"""That of standard options on shares and indices."""

_SPOT = (MesoContractType.Stock, MesoContractType.Index)
_OF_A_SYMBOL = (*_SPOT, MesoContractType.Options)
"""What is listed under its symbol, or under a root that begins with it."""


def check_listed(
    contract: LiveContract, time: datetime, multipliers: Collection[Decimal] = ()
) -> None:
    """See that there is such a contract at `time` (UTC).

    `multipliers` are those of options on its underlying besides the standard one.

    Raises:
        ValueError: There is none; the sentence says why.
    """
    right = instrument_of(contract).right
    why = (
        _wrong_fields(contract) or _wrong_root(contract) or _wrong_multiplier(contract, multipliers)
    )
    if why is None and right is not None:
        why = _wrong_right(right, time)
    if why is not None:
        raise ValueError(why)


def _wrong_fields(contract: LiveContract) -> str | None:
    """What only an option has, and of what expires nothing is a share or an index."""
    if contract.ContractType in OPTION_TYPES:
        return None
    named: dict[str, object] = {"OptionType": contract.OptionType, "Strike": contract.Strike}
    if contract.ContractType in _SPOT:
        named["Expiration"] = contract.Expiration
    for name, value in named.items():
        if value is not None:
            return f"{contract.ContractType.value} has no {name}, and null is written for it"
    return None


def _wrong_root(contract: LiveContract) -> str | None:
    root, symbol = contract.Root, contract.Underlying.Symbol
    if root is None or contract.ContractType not in _OF_A_SYMBOL:
        return None
    own = symbol.lstrip("^$.") if isinstance(symbol, str) else ""
    is_own = root.lstrip("^$.").startswith(own) and root.strip() == root
    return None if is_own else f"the root {root!r} is none of {symbol}"


def _wrong_multiplier(contract: LiveContract, others: Collection[Decimal]) -> str | None:
    multiplier, kind = contract.Multiplier, contract.ContractType
    if multiplier is None or kind not in _OF_A_SYMBOL:
        return None
    right = {Decimal(1)} if kind in _SPOT else {OPTION_MULTIPLIER, *others}
    if multiplier in right:
        return None
    known = " or ".join(str(one) for one in sorted(right))
    what = f"{kind.value} on {contract.Underlying.Symbol}"
    return f"{what} have the multiplier {known}, not {multiplier}"


def _wrong_right(right: Right, time: datetime) -> str | None:
    if not 0 < right.strike <= STRIKE_MAX:
        return f"the strike {right.strike} is not above 0, or is too far away"
    if right.expires_at <= time:
        return f"it expired at {right.expires_at:%Y-%m-%d %H:%M} UTC"
    if right.expires_at.year > LAST_YEAR:
        return f"it expires after the year {LAST_YEAR}"
    return None
