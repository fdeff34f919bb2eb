"""A mistake raises a sentence that names it, and numbers and keys are what they look like."""

import argparse

import pytest

from hubproof.harness.cli.exits import UsageError
from hubproof.harness.cli.parser import Parser, is_bearer_key, within


def test_a_mistake_raises_and_points_to_the_help() -> None:
    parser = Parser(prog="a thing")
    parser.add_argument("--much", required=True)
    with pytest.raises(UsageError, match="required: --much; a thing --help shows what may be"):
        parser.parse_args([])


def test_no_option_is_taken_by_half_its_name() -> None:
    parser = Parser(prog="a thing")
    parser.add_argument("--much")
    with pytest.raises(UsageError, match="unrecognized arguments: --mu"):
        parser.parse_args(["--mu", "1"])


def test_whole_numbers_are_taken_within_their_bounds() -> None:
    assert [within(text, 1, 20) for text in ("1", "07", "20")] == [1, 7, 20]
    for text in ("0", "21", "-1", "1.0", "1e1", "\u0661", "", "9" * 5_000):
        with pytest.raises(argparse.ArgumentTypeError, match="whole number from 1 to 20"):
            within(text, 1, 20)


def test_a_key_is_letters_digits_and_signs_of_ascii() -> None:
    assert is_bearer_key("aB3-._~+/=")
    assert not any(map(is_bearer_key, ("", "a b", "a\n", "\u00e4", "a\x7f")))
