"""Values as a .NET hub reads and writes them, in both encodings."""

import math
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubproof.contract.dotnet import json_values, messagepack_values
from hubproof.contract.dotnet.kinds import (
    INT32,
    DateTime,
    DateTimeOffset,
    Long,
    TimeSpan,
    Zone,
)
from hubproof.contract.dotnet.shapes import UnwritableError, ValueMismatchError, shape_of


class Side(IntEnum):
    BUY = 0
    SELL = 1


@dataclass(frozen=True)
class Leg:
    some_side: Side = Side.BUY
    price: Decimal = Decimal(0)
    inner: "Leg | None" = None


def in_json(text: str, kind: Any) -> Any:
    return json_values.decode(text.encode(), shape_of(kind))


def to_json(value: Any, kind: Any) -> str:
    return json_values.encode(value, shape_of(kind)).decode()


def in_pack(digits: str, kind: Any) -> Any:
    return messagepack_values.decode(bytes.fromhex(digits), shape_of(kind))


def to_pack(value: Any, kind: Any) -> str:
    return messagepack_values.encode(value, shape_of(kind)).hex()


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("2147483647", int, 2_147_483_647),
        ("9007199254740993", Long, 9_007_199_254_740_993),
        ("1", float, 1.0),
        ("1.10", Decimal, Decimal("1.10")),
        ("null", str, None),
        ('"a"', str, "a"),
        ("null", Leg, None),
        ('{"SOMEside":1,"more":[2]}', Leg, Leg(Side.SELL)),
        ('{"someSide":9}', Leg, Leg(9)),  # type: ignore[arg-type]  # kept, though no member
        ('{"-1":"x"}', dict[int, str], {-1: "x"}),
        ('"AAH+"', bytes, b"\x00\x01\xfe"),
        ('"2026-01-16"', date, date(2026, 1, 16)),
        ('"2026-01-02T03:04:05+02:00"', DateTime, "2026-01-02T01:04:05+00:00"),
        ('"2026-01-02"', DateTime, "2026-01-02T00:00:00"),
        ('"2026-01-02T03:04:05.1234567Z"', DateTime, "2026-01-02T03:04:05.1234567Z"),
        ('"-1.01:01:01.0010000"', TimeSpan, "-1.01:01:01.0010000"),
        ("[1,null]", list[int | None], [1, None]),
    ],
)
def test_json_is_read_as_that_server_reads_it(text: str, kind: Any, value: Any) -> None:
    read = in_json(text, kind)
    assert (str(read) if isinstance(read, DateTime | TimeSpan) else read) == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *[(text, int) for text in ("2.0", "1e0", '"2"', "null", "true", "2147483648", "[1]")],
        ("5", str),
        ('"\\ud800"', str),
        ('{"someSide":null}', Leg),
        ('{"someSide":"Sell"}', Leg),
        ('{"price":"1.10"}', Leg),
        ('"!!!"', bytes),
        ('"x"', UUID),
        ('"{01234567-89ab-cdef-0123-456789abcdef}"', UUID),
        ('"soon"', DateTime),
        ('"2026-02-30"', DateTime),
        ('"25:00:00"', TimeSpan),
        ('"1:2:3"', TimeSpan),
        ('"20260116"', date),
        ('{"ten":"ten"}', dict[int, str]),
        ("1", bool),
        ("{}", list[int]),
    ],
)
def test_json_of_another_kind_is_refused(text: str, kind: Any) -> None:
    with pytest.raises(ValueMismatchError):
        in_json(text, kind)


@pytest.mark.parametrize(
    ("text", "place"), [("null", 4), ('"eight"', 7), ('{"no":"text"}', 1), (" 12", 3)]
)
def test_a_refusal_says_where_the_first_token_ends(text: str, place: int) -> None:
    told = json_values.misfit(text.encode(), shape_of(int))
    assert told == (
        "The JSON value could not be converted to System.Int32."
        f" Path: $ | LineNumber: 0 | BytePositionInLine: {place}."
    )


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (1.0, float, "1"),
        (1e21, float, "1E+21"),
        (1e-5, float, "1E-05"),
        (0.0001, float, "0.0001"),
        (123456789012345.0, float, "123456789012345"),
        (1e15, float, "1E+15"),
        (1.5e300, float, "1.5E+300"),
        (-0.0, float, "-0"),
        (Decimal("1.10"), Decimal, "1.10"),
        (Decimal("1E+3"), Decimal, "1000"),
        ("é<&>😀\u2028", str, '"é<&>\\uD83D\\uDE00\\u2028"'),
        (Leg(Side.SELL), Leg, '{"someSide":1,"price":0,"inner":null}'),
        ({1: "one"}, dict[int, str], '{"1":"one"}'),
        (DateTime(), DateTime, '"0001-01-01T00:00:00"'),
        (DateTimeOffset.parse("2026-01-02T03:04:05-05:00"), DateTimeOffset, None),
        (TimeSpan(), TimeSpan, '"00:00:00"'),
    ],
)
def test_json_is_written_as_that_server_writes_it(value: Any, kind: Any, text: str | None) -> None:
    assert to_json(value, kind) == (text or '"2026-01-02T03:04:05-05:00"')


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_reads_back_equal(value: float) -> None:
    assert float(to_json(value, float)) == value


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_json_has_no_form_for_what_is_no_number(value: float) -> None:
    with pytest.raises(UnwritableError):
        to_json(value, float)
    assert to_pack(value, float)


@pytest.mark.parametrize(
    ("value", "kind", "digits"),
    [
        (7, int, "07"),
        (300, int, "cd012c"),
        (0.1, float, "cb3fb999999999999a"),
        (Decimal("1.10"), Decimal, "a4312e3130"),
        (Side.SELL, Side, "a453656c6c"),
        (DateTime.parse("2026-01-02T03:04:05.678Z"), DateTime, "d7ffa1a5d600695735a5"),
        (DateTime.parse("2026-01-02T03:04:05Z"), DateTime, "d6ff695735a5"),
        (DateTime(), DateTime, "c70cff00000000fffffff1886e0900"),
        (
            DateTimeOffset.parse("2026-01-02T03:04:05-05:00"),
            DateTimeOffset,
            "92d6ff695735a5d1fed4",
        ),
        (date(2026, 1, 16), date, "ce000b492f"),
        (TimeSpan(900_610_010_000), TimeSpan, "cf000000d1b08a2b90"),
        (b"\x00\xff", bytes, "c40200ff"),
        ([1, 2], list[int], "920102"),
        ({1: "one"}, dict[int, str], "8101a36f6e65"),
        (None, str, "c0"),
        (Leg(), Leg, "83a8536f6d6553696465a3427579a55072696365a130a5496e6e6572c0"),
    ],
)
def test_messagepack_is_written_as_that_server_writes_it_and_read_back(
    value: Any, kind: Any, digits: str
) -> None:
    assert to_pack(value, kind) == digits
    read = in_pack(digits, kind)
    assert read == (DateTime(0, Zone.UTC) if value == DateTime() else value)


@pytest.mark.parametrize(
    ("digits", "kind"),
    [
        ("01", Side),
        ("a133", int),
        ("cf0000000080000000", int),
        ("c403616263", str),
        ("c0", int),
        ("a178", Decimal),
        ("81a8536f6d655369646501", Leg),
        ("92", list[int]),
        ("dd7fffffff", list[int]),
    ],
)
def test_messagepack_of_another_kind_is_refused(digits: str, kind: Any) -> None:
    with pytest.raises(ValueMismatchError):
        in_pack(digits, kind)


def test_a_number_in_the_place_of_an_enums_name_stands_for_it() -> None:
    assert in_pack("a131", Side) is Side.SELL
    assert in_pack("a139", Side) == 9


def test_messagepack_names_count_their_case() -> None:
    assert in_pack("81a8736f6d6553696465a453656c6c", Leg) == Leg()


def test_what_has_no_kind_comes_back_in_the_width_it_was_read_with() -> None:
    for digits, told in (
        ("82a16101a14292c3ff", "82a161cc01a14292c3d0ff"),
        ("dd00000001d90178", "91a178"),
        ("de0001a178cd0001", "81a178cd0001"),
        ("c5000100", "c40100"),
        ("ca3f800000", "ca3f800000"),
    ):
        assert to_pack(in_pack(digits, object), object) == told


@given(st.binary(max_size=40))
def test_no_bytes_do_worse_than_a_mismatch(data: bytes) -> None:
    for kind in (int, Leg, DateTime, list[str], dict[int, Decimal]):
        for decode in (json_values.decode, messagepack_values.decode):
            with suppress(ValueMismatchError):
                decode(data, shape_of(kind))


def test_a_sum_wraps_as_unchecked_arithmetic_does() -> None:
    assert INT32.wrapped(2_147_483_648) == -2_147_483_648


def test_a_hub_cannot_carry_just_anything() -> None:
    with pytest.raises(TypeError, match="a hub cannot carry"):
        shape_of(complex)
