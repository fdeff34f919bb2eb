"""Black and Scholes, with Merton's yield and Black's model for options on futures.

Floats in, floats out, and the only floats of this package: whoever makes money of them rounds
first. All options are European. Prices are points, times years of 365 days.
"""

import math
from dataclasses import dataclass

from hubproof.simulator.market.setup import ModelSetup


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One option: on something at `spot`, or on a future at that price (`is_on_future`)."""

    is_call: bool
    spot: float
    strike: float
    years: float
    is_on_future: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """The value of one option and how it answers.

    To a point of the underlying (`delta`, which itself changes by `gamma`), a year that passes
    (`theta`), a volatility or a rate higher by one (`vega`, `rho`).
    """

    value: float
    delta: float
    gamma: float = 0.0
    theta: float = 0.0
    vega: float = 0.0
    rho: float = 0.0


def worth(terms: Terms, model: ModelSetup) -> Worth:
    """What an option is worth; once it has expired, what exercising it brings."""
    side = 1 if terms.is_call else -1
    if terms.years <= 0:
        inside = side * (terms.spot - terms.strike)
        return Worth(value=max(inside, 0.0), delta=float(side) if inside > 0 else 0.0)
    rate = model.rate
    # What holding the underlying costs a year; a future costs nothing to hold.
    carry = 0.0 if terms.is_on_future else rate - model.dividend_yield
    d1, d2, root = _distances(terms, model.volatility, carry)
    held = math.exp((carry - rate) * terms.years)
    spot, strike = terms.spot * held, terms.strike * math.exp(-rate * terms.years)
    near, far = _below(side * d1), _below(side * d2)
    value = side * (spot * near - strike * far)
    decay = spot * _density(d1) * model.volatility / (2 * math.sqrt(terms.years))
    return Worth(
        value=max(value, 0.0),  # far out of the money the difference of two tiny numbers is noise
        delta=side * held * near,
        gamma=held * _density(d1) / (terms.spot * root) if terms.spot > 0 else 0.0,
        theta=-decay - side * ((carry - rate) * spot * near + rate * strike * far),
        vega=spot * _density(d1) * math.sqrt(terms.years),
        rho=-terms.years * value if terms.is_on_future else side * terms.years * strike * far,
    )


def _distances(terms: Terms, volatility: float, carry: float) -> tuple[float, float, float]:
    """The formula's d1 and d2, and the standard deviation over the option's life."""
    root = volatility * math.sqrt(terms.years)
    if terms.spot <= 0:
        return -math.inf, -math.inf, root  # it can never come to be worth anything
    if terms.strike <= 0:
        return math.inf, math.inf, root
    drift = math.log(terms.spot / terms.strike) + carry * terms.years
    return drift / root + root / 2, drift / root - root / 2, root


def _below(place: float) -> float:
    """The share of a normal distribution below a place."""
    return math.erfc(-place / math.sqrt(2)) / 2


def _density(place: float) -> float:
    return math.exp(-place * place / 2) / math.sqrt(2 * math.pi)
