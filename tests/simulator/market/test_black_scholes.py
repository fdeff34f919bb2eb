"""The model: the numbers of the textbooks, and what no model may contradict."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from hubproof.simulator.market.black_scholes import Terms, Worth, worth
from hubproof.simulator.market.setup import ModelSetup

TERMS = st.builds(
    Terms,
    is_call=st.booleans(),
    spot=st.floats(50, 200),
    strike=st.floats(50, 200),
    years=st.floats(0.02, 3),
    is_on_future=st.booleans(),
)
MODELS = st.builds(
    ModelSetup,
    volatility=st.floats(0.05, 1),
    rate=st.floats(-0.05, 0.2),
    dividend_yield=st.floats(0, 0.1),
)


def model(volatility: float, rate: float, dividend_yield: float = 0.0) -> ModelSetup:
    return ModelSetup(volatility=volatility, rate=rate, dividend_yield=dividend_yield)


@pytest.mark.parametrize(
    ("terms", "with_", "value"),
    [
        (Terms(is_call=True, spot=100, strike=100, years=1), model(0.2, 0.05), 10.4506),
        (Terms(is_call=False, spot=100, strike=100, years=1), model(0.2, 0.05), 5.5735),
        (Terms(is_call=False, spot=100, strike=95, years=0.5), model(0.2, 0.1, 0.05), 2.4648),
        (
            Terms(is_call=True, spot=19, strike=19, years=0.75, is_on_future=True),
            model(0.28, 0.1),
            1.7011,
        ),
    ],
)
def test_it_gives_the_values_of_the_textbooks(
    terms: Terms, with_: ModelSetup, value: float
) -> None:
    assert worth(terms, with_).value == pytest.approx(value, abs=5e-5)


@given(terms=TERMS, with_=MODELS)
def test_a_call_less_a_put_is_what_is_bought_less_the_strike(
    terms: Terms, with_: ModelSetup
) -> None:
    call, put = (worth(replace(terms, is_call=side), with_) for side in (True, False))
    held = replace(terms, is_call=True, strike=0.0)
    bond = terms.strike * math.exp(-with_.rate * terms.years)
    assert call.value - put.value == pytest.approx(worth(held, with_).value - bond, abs=1e-9)
    assert call.gamma == pytest.approx(put.gamma)
    assert call.vega == pytest.approx(put.vega)


def slope(of: Callable[[float], float], width: float) -> float:
    return (of(width) - of(-width)) / (2 * width)


@given(terms=TERMS, with_=MODELS)
def test_every_greek_is_the_slope_of_the_value(terms: Terms, with_: ModelSetup) -> None:
    one = worth(terms, with_)

    def moved(d_spot: float = 0, d_years: float = 0) -> Worth:
        return worth(replace(terms, spot=terms.spot + d_spot, years=terms.years + d_years), with_)

    def with_more(d_volatility: float = 0, d_rate: float = 0) -> float:
        return worth(
            terms,
            ModelSetup(
                volatility=with_.volatility + d_volatility,
                rate=with_.rate + d_rate,
                dividend_yield=with_.dividend_yield,
            ),
        ).value

    near: dict[str, Any] = {"rel": 1e-3, "abs": 1e-3}
    assert one.delta == pytest.approx(slope(lambda d: moved(d_spot=d).value, 1e-3), **near)
    assert one.gamma == pytest.approx(slope(lambda d: moved(d_spot=d).delta, 1e-3), **near)
    assert one.theta == pytest.approx(-slope(lambda d: moved(d_years=d).value, 1e-5), **near)
    assert one.vega == pytest.approx(slope(lambda d: with_more(d_volatility=d), 1e-5), **near)
    assert one.rho == pytest.approx(slope(lambda d: with_more(d_rate=d), 1e-5), **near)


@given(terms=TERMS, with_=MODELS, further=st.floats(0, 50))
def test_a_higher_strike_makes_a_call_cheaper_and_a_put_dearer(
    terms: Terms, with_: ModelSetup, further: float
) -> None:
    here = worth(terms, with_).value
    there = worth(replace(terms, strike=terms.strike + further), with_).value
    assert (there <= here + 1e-9) if terms.is_call else (there >= here - 1e-9)


@pytest.mark.parametrize(
    ("is_call", "spot", "value", "delta"),
    [(True, 110, 10, 1), (True, 90, 0, 0), (False, 90, 10, -1), (False, 110, 0, 0)],
)
@pytest.mark.parametrize("years", [0.0, -0.1])
def test_what_has_expired_is_worth_what_exercise_brings(
    *, is_call: bool, spot: float, value: float, delta: float, years: float
) -> None:
    terms = Terms(is_call=is_call, spot=spot, strike=100, years=years)
    assert worth(terms, model(0.2, 0.05)) == Worth(value=value, delta=delta)


@pytest.mark.parametrize("spot", [0.0, -37.63])
def test_an_underlying_at_nought_or_below_breaks_nothing(spot: float) -> None:
    terms = Terms(is_call=True, spot=spot, strike=10, years=1, is_on_future=True)
    assert worth(terms, model(0.2, 0)).value == 0
    put = worth(replace(terms, is_call=False), model(0.2, 0))
    assert put.value == pytest.approx(10 - spot)
    assert (put.delta, put.gamma, put.vega) == (-1, 0, 0)
