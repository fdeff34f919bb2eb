"""Valuation: every contract's quote follows its underlying's, on the grid and never crossed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from hubproof.contract.mesolive.enums import MesoContractType
from hubproof.simulator.market.greeks import Greeks
from hubproof.simulator.market.instrument import Instrument, Right
from hubproof.simulator.market.quote import NOTHING, Quote
from hubproof.simulator.market.setup import ModelSetup
from hubproof.simulator.market.valuation import Valuation, combined_quote

NOW = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
STEP = Decimal("0.05")
OF = Valuation(ModelSetup(), STEP)
SPX = Quote(Decimal("5000.15"), Decimal("5000.35"), Decimal("5000.25"), 7)


def option(
    strike: int = 5000,
    days: float = 45,
    kind: MesoContractType = MesoContractType.Options,
    *,
    is_call: bool = True,
) -> Instrument:
    right = Right(is_call=is_call, strike=Decimal(strike), expires_at=NOW + timedelta(days=days))
    return Instrument(kind=kind, symbol="SPX", multiplier=Decimal(100), right=right)


def sides(quote: Quote) -> tuple[Decimal, Decimal, Decimal]:
    assert quote.bid is not None
    assert quote.ask is not None
    assert quote.last is not None
    return quote.bid, quote.ask, quote.last


OPTIONS: dict[str, Any] = {
    "is_call": st.booleans(),
    "strike": st.integers(1, 10_000),
    "days": st.floats(-1, 700),
    "kind": st.sampled_from([MesoContractType.Options, MesoContractType.FuturesOptions]),
}


@given(**OPTIONS)
def test_the_sides_of_an_option_lie_on_the_grid_around_the_last(**terms: Any) -> None:
    quote = OF.quote(option(**terms), SPX, NOW)
    bid, ask, last = sides(quote)
    assert 0 <= bid <= last <= ask
    assert all(price % STEP == 0 for price in (bid, ask, last))
    assert STEP <= ask - bid <= max(4 * STEP, last * Decimal("0.03"))
    assert quote.born_us == 7


@given(further=st.integers(0, 500), **OPTIONS)
def test_both_sides_go_with_the_strike(further: int, **terms: Any) -> None:
    here = sides(OF.quote(option(**terms), SPX, NOW))
    there = sides(OF.quote(option(**terms | {"strike": terms["strike"] + further}), SPX, NOW))
    for one, other in zip(here, there, strict=True):
        assert (other <= one) if terms["is_call"] else (other >= one)


@given(strike=OPTIONS["strike"], days=st.floats(0, 700))
def test_call_and_put_hold_parity_within_their_spreads(strike: int, days: float) -> None:
    of = Valuation(ModelSetup(rate=0.0), STEP)
    call, put = (
        sides(of.quote(option(strike, days, is_call=side), SPX, NOW)) for side in (True, False)
    )
    forward = Decimal("5000.25") - strike
    assert call[0] - put[1] <= forward <= call[1] - put[0]


@pytest.mark.parametrize(
    "kind", [MesoContractType.Stock, MesoContractType.Index, MesoContractType.Futures]
)
def test_anything_but_an_option_is_quoted_as_its_symbol(kind: MesoContractType) -> None:
    one = Instrument(kind=kind, symbol="SPX")
    assert OF.quote(one, SPX, NOW) is SPX
    assert OF.greeks(one, SPX, NOW) == Greeks(delta=Decimal(1))


def test_without_a_price_of_the_underlying_there_is_none() -> None:
    assert OF.quote(option(), NOTHING, NOW) == NOTHING
    assert OF.greeks(option(), NOTHING, NOW) is None
    no_last = Quote(SPX.bid, SPX.ask, None, 7)
    assert OF.quote(option(), no_last, NOW).last is None
    assert OF.quote(option(), no_last, NOW).bid == OF.quote(option(), SPX, NOW).bid


def test_greeks_are_points_by_day_and_by_percent() -> None:
    one, later = (OF.greeks(option(), SPX, NOW + timedelta(days=day)) for day in (0, 1))
    assert one is not None
    assert later is not None
    value, wilder, dearer, aged = (
        sides(Valuation(model, Decimal("0.0001")).quote(option(days=days), SPX, NOW))[2]
        for model, days in (
            (ModelSetup(), 45),
            (ModelSetup(volatility=0.16), 45),
            (ModelSetup(rate=0.05), 45),
            (ModelSetup(), 44),
        )
    )
    assert float(wilder - value) == pytest.approx(float(one.vega), rel=0.01)
    assert float(dearer - value) == pytest.approx(float(one.rho), rel=0.02)
    assert float(aged - value) == pytest.approx(float(one.theta), rel=0.02)
    assert 0.5 < one.delta < 0.6
    assert 0 < one.gamma < later.gamma


def test_a_greek_that_is_nothing_has_no_sign() -> None:
    far = OF.greeks(option(100, days=1, is_call=False), SPX, NOW)
    assert far is not None
    assert {str(one) for one in (far.delta, far.gamma, far.theta, far.vega, far.rho)} == {
        "0.000000"
    }


def test_a_future_s_option_has_no_cost_of_carry() -> None:
    kind = MesoContractType.FuturesOptions
    call, put = (
        sides(OF.quote(option(5000, 365, kind, is_call=side), SPX, NOW))[2]
        for side in (True, False)
    )
    assert abs(call - put) <= Decimal("0.30")  # at the money a future's call and put cost the same
    assert sides(OF.quote(option(5000, 365), SPX, NOW))[2] > call + 80


LEGS = st.dictionaries(st.sampled_from("abcd"), st.integers(-3, 3), min_size=1)
QUOTES = st.fixed_dictionaries(
    {
        name: st.builds(
            lambda bid, spread: Quote(Decimal(bid), Decimal(bid + spread), Decimal(bid), bid),
            st.integers(0, 100),
            st.integers(0, 9),
        )
        for name in "abcd"
    }
)


@given(units=LEGS, quotes=QUOTES)
def test_a_combination_is_never_crossed_and_its_reverse_swaps_the_sides(
    units: dict[str, int], quotes: dict[str, Quote]
) -> None:
    one = sides(combined_quote(units, quotes))
    reverse = sides(combined_quote({name: -qty for name, qty in units.items()}, quotes))
    assert one[0] <= one[1]
    assert reverse == (-one[1], -one[0], -one[2])


def test_a_combination_lacks_what_a_leg_lacks_and_is_as_old_as_the_oldest() -> None:
    full = Quote(Decimal(5), Decimal(6), Decimal(5), 40)
    half = Quote(Decimal(1), None, Decimal(2), 30)
    assert combined_quote({"a": 1, "b": -1}, {"a": full, "b": half}) == Quote(
        None, Decimal(5), Decimal(3), 30
    )
    assert combined_quote({"a": 2, "b": 0}, {"a": full, "b": half}) == Quote(
        Decimal(10), Decimal(12), Decimal(10), 40
    )
    assert combined_quote({}, {}) == Quote(Decimal(0), Decimal(0), Decimal(0), 0)
