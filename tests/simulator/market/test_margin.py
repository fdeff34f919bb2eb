"""Margin: the rule's own numbers, and what no rule may contradict."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from hubproof.contract.mesolive.enums import MesoContractType
from hubproof.simulator.market.instrument import Instrument, Right
from hubproof.simulator.market.margin import requirement

EXPIRES = datetime(2026, 2, 19, tzinfo=UTC)
SHARE = Instrument(kind=MesoContractType.Stock, symbol="SPX")
FUTURE = Instrument(kind=MesoContractType.Futures, symbol="SPX", multiplier=Decimal(50))
SPOTS = {"SPX": Decimal(5000)}


def option(strike: int, *, is_call: bool = False, days: int = 0) -> Instrument:
    right = Right(
        is_call=is_call, strike=Decimal(strike), expires_at=EXPIRES + timedelta(days=days)
    )
    return Instrument(
        kind=MesoContractType.Options, symbol="SPX", multiplier=Decimal(100), right=right
    )


def required(qtys: dict[Instrument, int], price: str = "10") -> Decimal:
    return requirement(qtys, dict.fromkeys(qtys, Decimal(price)), SPOTS)


@pytest.mark.parametrize(
    ("qtys", "margin"),
    [
        ({}, 0),
        ({SHARE: 1}, Decimal("2.50")),
        ({SHARE: 8}, 20),
        ({SHARE: -8}, 24),
        ({FUTURE: -2}, 100),
        ({option(4900): 3}, 0),
        ({option(4900): -1}, 91_000),  # a fifth of 5000 less 100, and 10
        ({option(3000): -1}, 31_000),  # a tenth of 3000, and 10
        ({option(9000, is_call=True): -1}, 51_000),  # a tenth of 5000, and 10
        ({option(50): -1}, 1_500),  # a tenth of 50, and 10: less than the 5000 it can lose
        ({option(4950): 3, option(4850): -3}, 0),
        ({option(4950): -3, option(4850): 3}, 30_000),
        ({option(5100, is_call=True): -2, option(5150, is_call=True): 2}, 10_000),
        ({option(4950): -1, option(4850): 1, option(5100, is_call=True): -1,
          option(5150, is_call=True): 1}, 10_000),
        # One of two is covered; the other takes a fifth of 5000, and 10.
        ({option(5000, is_call=True): -2, option(5100, is_call=True): 1}, 111_000),
        # A bought spread takes nothing beside a put that is sold alone, which takes its own.
        ({option(4950): 3, option(4850): -3, option(4700): -1}, 71_000),
        ({option(4950): -1, option(4850): 1, option(5300, is_call=True): -1}, 81_000),
        ({option(4950): -1, option(4850, days=1): 1}, 96_000),
    ],
)  # fmt: skip
def test_the_rule_s_numbers(qtys: dict[Instrument, int], margin: Decimal) -> None:
    assert required(qtys) == margin


def test_a_price_that_is_missing_is_not_made_up() -> None:
    with pytest.raises(KeyError):
        requirement({SHARE: 1}, {}, SPOTS)
    with pytest.raises(KeyError):
        requirement({option(4900): 1}, {}, {})


OPTIONS = st.builds(
    lambda strike, is_call, days: option(strike, is_call=is_call, days=days),
    st.integers(1, 200).map(lambda number: number * 50),
    st.booleans(),
    st.integers(0, 1),
)
HELD = st.dictionaries(OPTIONS, st.integers(-5, 5).filter(bool), max_size=6)


@given(qtys=HELD, more=OPTIONS, times=st.integers(1, 5))
def test_what_is_bought_never_takes_margin_and_margin_grows_with_the_size(
    qtys: dict[Instrument, int], more: Instrument, times: int
) -> None:
    margin = required(qtys)
    assert margin >= 0
    assert required(dict.fromkeys([*qtys, more], 1)) == 0
    assert required({**qtys, more: qtys.get(more, 0) + 1}) <= margin
    assert required({one: qty * times for one, qty in qtys.items()}) == margin * times


@given(
    parts=st.lists(
        st.tuples(st.integers(80, 120), st.none() | st.integers(80, 120), st.booleans()), max_size=6
    )
)
def test_spreads_and_what_is_sold_alone_take_no_more_together_than_apart(
    parts: list[tuple[int, int | None, bool]],
) -> None:
    together: Counter[Instrument] = Counter()
    apart = Decimal(0)
    for sold, bought, is_call in parts:
        part = Counter({option(50 * sold, is_call=is_call): -1})
        if bought is not None:
            part[option(50 * bought, is_call=is_call)] += 1
        apart += required({one: qty for one, qty in part.items() if qty})
        together.update(part)
    assert required({one: qty for one, qty in together.items() if qty}) <= apart
