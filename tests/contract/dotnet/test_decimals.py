"""The .NET decimal: its zeros, its rounding and its bounds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubproof.contract.dotnet import decimals

MAX = "79228162514264337593543950335"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1.10", "1.10"),
        ("-0.00", "0.00"),
        ("1e2", "100"),
        ("1.10E1", "11.0"),
        ("1.5e-3", "0.0015"),
        ("+5.", "5"),
        (".5", "0.5"),
        ("00012", "12"),
        (MAX, MAX),
        (f"-{MAX}", f"-{MAX}"),
        (f"{MAX}.4", MAX),
        ("7.9228162514264337593543950335", "7.9228162514264337593543950335"),
        ("7.9228162514264337593543950336", "7.922816251426433759354395034"),
        ("0.00000000000000000000000000005", "0.0000000000000000000000000000"),
        ("0.00000000000000000000000000015", "0.0000000000000000000000000002"),
        ("0.00000000000000000000000000025", "0.0000000000000000000000000002"),
        ("0.000000000000000000000000000250001", "0.0000000000000000000000000003"),
        ("1e-30", "0.0000000000000000000000000000"),
        ("0e-99", "0.0000000000000000000000000000"),
        ("0e99", "0"),
        ("0.1234567890123456789012345678901", "0.1234567890123456789012345679"),
    ],
)
def test_what_fits_is_kept_and_the_rest_is_rounded(text: str, told: str) -> None:
    assert decimals.told(decimals.parse(text)) == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "-",
        "+",
        "1e",
        "x",
        " 1",
        "1_0",
        "NaN",
        "Infinity",
        "٣",
        "1e29",
        f"{MAX}.5",
        "1e999",
    ],
)
def test_what_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="decimal"):
        decimals.parse(text)


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=6))
def test_an_everyday_price_is_what_it_was(value: Decimal) -> None:
    assert decimals.parse(str(value)) == value
