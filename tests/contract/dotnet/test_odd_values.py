"""Odd values: what a .NET hub takes all the same, and what it refuses that looks right."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Any, ClassVar
from uuid import UUID

import msgspec
import pytest

from hubproof.contract.dotnet import json_values, messagepack_values
from hubproof.contract.dotnet.kinds import DateTime, DateTimeOffset, TimeSpan
from hubproof.contract.dotnet.shapes import UnwritableError, ValueMismatchError, shape_of
from hubproof.contract.dotnet.untyped import Untyped


class Side(IntEnum):
    BUY = 0
    SELL = 1


@dataclass(frozen=True)
class Leg:
    count: int = 0
    names: list[str] = field(default_factory=list)
    inner: "Leg | None" = None


def in_json(text: str | bytes, kind: Any) -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    return json_values.decode(data, shape_of(kind))


def in_pack(digits: str, kind: Any) -> Any:
    return messagepack_values.decode(bytes.fromhex(digits), shape_of(kind))


def packed(value: object) -> str:
    return msgspec.msgpack.encode(value).hex()


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("-0", int, 0),
        ("1e2", Decimal, Decimal(100)),
        ("1e400", float, float("inf")),
        ("-1", Side, -1),
        ('" AAH+\\n "', bytes, b"\x00\x01\xfe"),
        ('{"+1":"a","01":"b","-0":"c"}', dict[int, str], {1: "b", 0: "c"}),
        ('{"a":1,"a":2}', dict[str, int], {"a": 2}),
        ('{"count":1,"COUNT":2,"more":"\\ud800"}', Leg, Leg(2)),
        (b'{"more":"\xff","count":3}', Leg, Leg(3)),
        ('"2026-01-02T03:04:05+02"', DateTime, "2026-01-02T01:04:05+00:00"),
        ('"2026-01-02T03:04:05.Z"', DateTime, "2026-01-02T03:04:05Z"),
        ('"2026-01-02T03:04:05.12345678Z"', DateTime, "2026-01-02T03:04:05.1234567Z"),
        ('"9999-12-31T23:59:59.9999999"', DateTime, "9999-12-31T23:59:59.9999999"),
        ('"2026-01-02T03:04"', DateTimeOffset, "2026-01-02T03:04:00+00:00"),
        ('"2026-01-02T03:04-14"', DateTimeOffset, "2026-01-02T03:04:00-14:00"),
        ('"00000002"', TimeSpan, "2.00:00:00"),
        ('"00001:02"', TimeSpan, "01:02:00"),
        ('"10.02:03"', TimeSpan, "10.02:03:00"),
        ('" -1.2:3:4.5"', TimeSpan, "-1.02:03:04.5000000"),
        ('"10675199.02:48:05.4775807"', TimeSpan, "10675199.02:48:05.4775807"),
    ],
)
def test_json_that_is_taken(text: str | bytes, kind: Any, value: Any) -> None:
    read = in_json(text, kind)
    assert (str(read) if isinstance(value, str) else read) == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2147483648", Side),
        ("1.0", Side),
        ("1e29", Decimal),
        ('{" 1":"a"}', dict[int, str]),
        ('{"1.0":"a"}', dict[int, str]),
        ('{"2147483648":"a"}', dict[int, str]),
        ('{"count":"x","count":1}', Leg),
        ('{"names":["\\ud800"]}', Leg),
        (b'{"names":["\xff"]}', Leg),
        ('"AAE"', bytes),
        ('"0000-01-01"', DateTime),
        ('"2026-01-02T03:04:05."', DateTime),
        ('"2026-01-02T24:00"', DateTime),
        ('"2026-01-02t03:04"', DateTime),
        ('"2026-01-02T03:04:05.12345678901234567"', DateTime),
        ('"0001-01-01T00:00:00+01:00"', DateTime),
        ('"9999-12-31T23:59:59-01:00"', DateTimeOffset),
        ('"2026-01-02T03:04:05+14:01"', DateTimeOffset),
        ('"2026-01-02T03:04:05+02:60"', DateTimeOffset),
        ('"٢026-01-02"', date),
        ('"01:02:03.12345678"', TimeSpan),
        ('"1.1.01:02:03"', TimeSpan),
        ('"+01:02:03"', TimeSpan),
        ('"01:02:60"', TimeSpan),
        ('"10675199.02:48:05.4775808"', TimeSpan),
    ],
)
def test_json_that_is_refused(text: str | bytes, kind: Any) -> None:
    with pytest.raises(ValueMismatchError):
        in_json(text, kind)


@pytest.mark.parametrize(
    ("digits", "kind", "value"),
    [
        ("d3ffffffffffffffff", int, -1),
        ("ca3f800000", float, 1.0),
        ("cf0000000000000001", float, 1.0),
        (packed("1e2"), Decimal, Decimal(100)),
        (packed("ab"), bytes, b"ab"),
        (packed([1, 255]), bytes, b"\x01\xff"),
        ("a2ff78", str, "�x"),
        (packed(" Sell "), Side, Side.SELL),
        (packed("Buy, Sell"), Side, Side.SELL),
        (packed("-1"), Side, -1),
        (packed({"Count": 1, "more": [{}], "Names": None}), Leg, Leg(1, None)),  # type: ignore[arg-type]  # a list may be null
        ("82c001" + packed("Count") + "02", Leg, Leg(2)),
    ],
)
def test_messagepack_that_is_taken(digits: str, kind: Any, value: Any) -> None:
    assert in_pack(digits, kind) == value


@pytest.mark.parametrize(
    ("digits", "kind"),
    [
        ("", int),
        ("cb3ff0000000000000", int),
        ("c3", int),
        (packed("NaN"), Decimal),
        (packed("1_0"), Decimal),
        (packed(" 1"), Decimal),
        (packed("0123456789abcdef0123456789abcdef"), UUID),
        (packed("sell"), Side),
        (packed("2147483648"), Side),
        (packed("Buy,"), Side),
        ("d902" + b"ab".hex(), bytes),
        (packed([256]), bytes),
        ("81a13101", dict[int, int]),
        ("8201010102", dict[int, int]),
        ("8101c0", dict[int, int]),
        ("810102", Leg),
        ("92d6ff00000000cd0349", DateTimeOffset),
        ("93d6ff000000000000", DateTimeOffset),
        ("d5ff0000", DateTime),
        ("d60100000000", DateTime),
        ("c70cff000000000000007fffffffff", DateTime),
        ("cfffffffffffffffff", TimeSpan),
        ("d60100000000", object),
        ("8201020103", object),
        ("81c001", object),
        ("81900101", object),
        ("c1", object),
        ("92", object),
        ("91" * 201 + "01", object),
        ("81" + packed("Inner"), Leg),
    ],
)
def test_messagepack_that_is_refused(digits: str, kind: Any) -> None:
    with pytest.raises(ValueMismatchError):
        in_pack(digits, kind)


def test_a_parcel_in_a_parcel_ends_somewhere() -> None:
    inside = packed("Inner")
    assert in_pack(f"81{inside}" * 199 + "80", Leg)
    with pytest.raises(ValueMismatchError):
        in_pack(f"81{inside}" * 200 + "80", Leg)


def test_a_timestamp_without_a_kind_is_written_anew() -> None:
    read = in_pack("c70cff000000000000000000000001", object)
    assert read == Untyped(bytes.fromhex("d6ff00000001"), is_packed=True)


@pytest.mark.parametrize("text", [b'"\\ud800"', b'{"\\udc00":1}', b'["\\\\","\\ud83d\\u0041"]'])
def test_half_a_pair_cannot_be_written_again(text: bytes) -> None:
    with pytest.raises(UnwritableError) as caught:
        json_values.encode(in_json(text, object), shape_of(object))
    assert caught.value.named == "JsonException"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b'"\\ud83d\\ude00\\\\ud800"', b'"\\ud83d\\ude00\\\\ud800"'),
        ('"é"'.encode(), '"é"'.encode()),
        (b'"\xff\xfe"', '"��"'.encode()),
    ],
)
def test_what_has_no_kind_is_written_as_it_came(text: bytes, told: bytes) -> None:
    assert json_values.encode(in_json(text, object), shape_of(object)) == told


def test_what_cannot_be_written_says_so() -> None:
    with pytest.raises(UnwritableError, match="cannot be written as valid JSON") as caught:
        json_values.encode(float("nan"), shape_of(float))
    assert caught.value.named == "ArgumentException"


@dataclass(frozen=True)
class Token:
    """A class that is a value in .NET: it may not be null."""

    is_struct: ClassVar[bool] = True


def test_a_struct_may_not_be_null_unless_it_says_so() -> None:
    assert in_json("{}", Token) == in_pack("80", Token) == Token()
    assert in_json("null", Token | None) is None
    for read, nothing in ((in_json, "null"), (in_pack, "c0")):
        with pytest.raises(ValueMismatchError):
            read(nothing, Token)
