"""The hash of a payload is that of its values, however they are written."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubproof.contract.mesolive import models, wire
from hubproof.simulator.world.payload import payload_hash


def of_underlying(**underlying: object) -> str:
    return payload_hash(models.LiveUnderlying(**underlying))


def of_fill(price: str) -> str:
    """The hash of paper fills whose price stands so in the JSON that came."""
    sent = (
        '{"IdempotencyKey": "k", "BrokerAccountId": "ML1001", "ExecPlanId": 1,'
        f' "QtyMultiplier": null, "Fills": [{{"LegName": "leg", "Price": {price}}}]}}'
    )
    return payload_hash(wire.decode(sent, models.ApplyPaperFillsArgs))


def test_it_knows_no_order_of_names_but_every_value() -> None:
    assert of_underlying(Symbol="SPX", Type=1) == of_underlying(Type=1, Symbol="SPX")
    assert of_underlying(Symbol="SPX", Type=1) != of_underlying(Symbol="SPX", Type=2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", "1.0"),
        ("1.50", "1.5"),
        ("1", '"1.000"'),
        ("100", "1e2"),
        ("0.001", "1e-3"),
        ("0", "-0.0"),
        ("0", "0e5"),
        ("1e40", "10e39"),
        ("1.25e-30", "12.5e-31"),
    ],
)
def test_equal_prices_are_equal_however_they_are_written(one: str, other: str) -> None:
    assert of_fill(one) == of_fill(other)


PRICES = st.decimals(min_value=-1000, max_value=1000, allow_nan=False)


@given(one=PRICES, other=PRICES, noughts=st.integers(0, 5))
def test_prices_have_equal_hashes_if_and_only_if_they_are_equal(
    one: Decimal, other: Decimal, noughts: int
) -> None:
    assert (of_fill(f'"{one}"') == of_fill(f'"{other}"')) is (one == other)
    point = "" if "." in f"{one:f}" else "."
    assert of_fill(f'"{one:f}{point}{"0" * noughts}"') == of_fill(f'"{one}"')


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", "1.0"),
        ("[1, 2.5]", "[1.00, 2.50]"),
        ("12345678901234567890", "12345678901234567890.0"),
        ("0", "0e30"),
    ],
)
def test_so_are_numbers_that_no_model_describes(one: str, other: str) -> None:
    read = [wire.decode(f'{{"Deep": {text}}}', models.LiveUnderlying) for text in (one, other)]
    assert payload_hash(read[0]) == payload_hash(read[1])


@pytest.mark.parametrize("other", ["2", "true", '"x"', "null", "[1]"])
def test_what_is_not_that_number_has_another_hash(other: str) -> None:
    assert of_underlying(Deep=1) != of_underlying(Deep=json.loads(other))
