"""Values without a kind: as they came in one encoding, and by what they mean in the other."""

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from hubproof.contract.dotnet import json_values, messagepack_values
from hubproof.contract.dotnet.shapes import UnwritableError, shape_of, shape_of_value

OBJECT = shape_of(object)


@dataclass(frozen=True)
class Letter:
    """A class with a member of any kind."""

    inner: object = None


def packed(value: object) -> bytes:
    return msgspec.msgpack.encode(value)


def from_json(text: str) -> str:
    """What a listener that speaks MessagePack hears, in hexadecimal digits."""
    value = json_values.decode(text.encode(), OBJECT)
    return messagepack_values.encode(value, shape_of_value(value)).hex()


def from_messagepack(data: bytes) -> str:
    """What a listener that speaks JSON hears."""
    value = messagepack_values.decode(data, OBJECT)
    return json_values.encode(value, shape_of_value(value)).decode()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        (" true ", True),
        ("-0", 0),
        ("-9223372036854775808", -(1 << 63)),
        ("18446744073709551615", (1 << 64) - 1),
        ("18446744073709551616", float(1 << 64)),
        ("-9223372036854775809", -float(1 << 63)),
        ("1" * 5000, float("inf")),
        ("2.0", 2.0),
        ("1.10", 1.1),
        ('"\\ud83d\\ude00é"', "😀é"),
        ('{"a":[1,"x",null,[],{}],"b":{"c":false}}', {"a": [1, "x", None, [], {}], "b": {"c": 0}}),
        ('{"b":1,"a":2,"b":3}', {"b": 3, "a": 2}),
    ],
)
def test_json_reaches_messagepack_by_what_it_means(text: str, value: Any) -> None:
    told = msgspec.msgpack.decode(bytes.fromhex(from_json(text)))
    assert told == value
    assert type(told) is type(value)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xc0", "null"),
        (b"\xc3", "true"),
        (b"\xcd\x00\x05", "5"),
        (packed(-(1 << 63)), "-9223372036854775808"),
        (packed((1 << 64) - 1), "18446744073709551615"),
        (packed(1.5), "1.5"),
        (b"\xca\x3f\xc0\x00\x00", "1.5"),
        (packed(1e21), "1E+21"),
        (packed('"é😀'), '"\\"é\\uD83D\\uDE00"'),
        (b"\xa2\xffx", '"�x"'),
        (packed(b"\x00\x01\xfe"), '"AAH+"'),
        (bytes.fromhex("d6ff00000001"), '"1970-01-01T00:00:01Z"'),
        (bytes.fromhex("d7ff0000019000000001"), '"1970-01-01T00:00:01.0000001Z"'),
        (packed({"b": [1, "x", None, [], {}], "a": {}}), '{"b":[1,"x",null,[],{}],"a":{}}'),
        (b"\x83\x01\xa1a\xc3\xa1b\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00\xa1c", None),
    ],
)
def test_messagepack_reaches_json_by_what_it_means(data: bytes, text: str | None) -> None:
    assert from_messagepack(data) == (text or '{"1":"a","true":"b","1.5":"c"}')


def test_a_value_inside_of_others_is_told_anew_too() -> None:
    letter = json_values.decode(b'{"inner":{"a":1}}', shape_of(Letter))
    told = messagepack_values.encode(letter, shape_of(Letter))
    assert msgspec.msgpack.decode(told) == {"Inner": {"a": 1}}
    listed = messagepack_values.decode(packed([1, {"a": b"x"}]), shape_of(list[object]))
    assert json_values.encode({"all": listed}, OBJECT) == b'{"all":[1,{"a":"eA=="}]}'
    table = json_values.decode(b'{"a":1.50}', shape_of(dict[str, object]))
    assert msgspec.msgpack.decode(messagepack_values.encode(table, OBJECT)) == {"a": 1.5}


@pytest.mark.parametrize("text", ['{"a": 1.10, "a":[ ]}', "1E2", '"\\u0041"'])
def test_json_stays_as_it_came_among_its_own(text: str) -> None:
    value = json_values.decode(text.encode(), OBJECT)
    assert json_values.encode(value, shape_of_value(value)).decode() == text
    assert json_values.encode([value], shape_of_value([value])).decode() == f"[{text}]"


@pytest.mark.parametrize("digits", ["cd0005", "ca3fc00000", "83cc01a161c3a162cc02a163"])
def test_messagepack_stays_as_it_came_among_its_own(digits: str) -> None:
    value = messagepack_values.decode(bytes.fromhex(digits), OBJECT)
    assert messagepack_values.encode(value, shape_of_value(value)).hex() == digits
    assert messagepack_values.encode([value], shape_of_value([value])).hex() == f"91{digits}"


def test_what_nests_deeply_reaches_json_whole() -> None:
    depth = messagepack_values.DEPTH_MAX
    assert from_messagepack(b"\x91" * depth + b"\x01") == "[" * depth + "1" + "]" * depth
    text = from_messagepack(b"\x81\xa1a" * depth + b"\x01")
    assert text == '{"a":' * depth + "1" + "}" * depth


def test_what_the_other_encoding_has_no_form_for_is_unwritable() -> None:
    with pytest.raises(UnwritableError) as caught:
        from_json('{"a":["\\ud800"]}')
    assert caught.value.named == "MessagePackSerializationException"
    with pytest.raises(UnwritableError) as caught:
        from_messagepack(packed([float("nan")]))
    assert caught.value.named == "ArgumentException"
