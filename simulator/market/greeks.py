"""Greeks: how a contract, a leg group or a position answers to what moves it.

Exact decimals, so that sums do not depend on their order. Those of a contract are of one unit of
it, without its multiplier, as its price is; those of several are sums over signed numbers of units.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

_NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeks:
    """Points by which a price changes.

    For a point of the underlying (`delta`, which itself changes by `gamma`), a day that passes
    (`theta`), a percentage point of volatility (`vega`) or of the rate (`rho`).
    """

    delta: Decimal = _NOUGHT
    gamma: Decimal = _NOUGHT
    theta: Decimal = _NOUGHT
    vega: Decimal = _NOUGHT
    rho: Decimal = _NOUGHT


def combined_greeks(units: Mapping[str, int], greeks: Mapping[str, Greeks]) -> Greeks:
    """The sum over legs by name: `units` are a group's ratios or a position's signed contracts."""

    def total(name: str) -> Decimal:
        return sum((qty * getattr(greeks[leg], name) for leg, qty in units.items()), _NOUGHT)

    return Greeks(
        delta=total("delta"),
        gamma=total("gamma"),
        theta=total("theta"),
        vega=total("vega"),
        rho=total("rho"),
    )
