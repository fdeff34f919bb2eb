"""Numbers and truths in plain text, as a .NET server reads them in a query."""

import pytest

from hubproof.contract.dotnet.texts import int32_of, is_true


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("+1", 1),
        ("-0", 0),
        ("007", 7),
        (" \t\r\n1\v\f ", 1),
        ("1\0\0", 1),
        ("2147483647", 2147483647),
        ("-2147483648", -2147483648),
    ],
)
def test_a_whole_number_of_32_bits_is_read(text: str, value: int) -> None:
    assert int32_of(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "+", "1.0", "1e0", "0x1", "1,1", "one", "\x001", "\x1c1", "\xa01", "\u0661"),
        *("2147483648", "-2147483649", "99999999999"),
    ],
)
def test_anything_else_is_no_number(text: str) -> None:
    assert int32_of(text) is None


def test_truth_ignores_case_and_what_is_blank_around_it() -> None:
    assert all(map(is_true, ("true", "TRUE", " True\t", "\0true\0")))
    assert not any(map(is_true, ("", "yes", "1", "false", "true,true", "t rue")))
