"""What is inside of values: members that nobody told, and things without a kind of their own."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Any
from uuid import UUID

import msgspec
import pytest

from hubproof.contract.dotnet import json_values, messagepack_values
from hubproof.contract.dotnet.kinds import DateTime
from hubproof.contract.dotnet.shapes import ValueMismatchError, check, shape_of, shape_of_value


class Side(IntEnum):
    BUY = 0


class Grade(IntEnum):
    FIRST = 1


@dataclass
class Order:
    count: int
    name: str
    side: Side
    grade: Grade
    price: Decimal
    day: date
    id: UUID
    at: DateTime
    more: list[int]
    told: bool = True


NULL: Any = None
ZERO: Any = 0
NOTHING = Order(0, NULL, Side.BUY, ZERO, Decimal(0), date.min, UUID(int=0), DateTime(), more=NULL)


@dataclass
class Box:
    thing: Any = None


@dataclass
class Choosy:
    number: int = 0

    def __post_init__(self) -> None:
        if self.number > 3:
            raise TypeError("too many")


def test_members_that_nobody_told_are_their_kinds_nothing() -> None:
    assert json_values.decode(b"{}", shape_of(Order)) == NOTHING
    assert messagepack_values.decode(b"\x80", shape_of(Order)) == NOTHING
    assert json_values.decode(b'{"count":7}', shape_of(Order)).count == 7


def test_what_a_class_refuses_does_not_fit() -> None:
    with pytest.raises(ValueMismatchError):
        json_values.decode(b'{"number":4}', shape_of(Choosy))
    with pytest.raises(ValueMismatchError):
        messagepack_values.decode(b"\x81\xa6Number\x04", shape_of(Choosy))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('[1,1.50,1e3,"a",{"b":[null,true]},null]', list[object]),
        ('{"a":{"b":1,"b":2},"c":"\\ud83d\\ude00"}', dict[str, object]),
        ('{"thing":{"y":[10000000000000000000000]}}', Box),
    ],
)
def test_what_has_no_kind_goes_back_as_it_came(text: str, kind: Any) -> None:
    shape = shape_of(kind)
    again = json_values.encode(json_values.decode(text.encode(), shape), shape)
    assert msgspec.json.decode(again) == msgspec.json.decode(text)
    assert again.count(b"1.50") == text.count("1.50")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": 1, "b": [1, {"c": None}]}, '{"a":1,"b":[1,{"c":null}]}'),
        ([1, "a", 2.5, True, Decimal("1.50")], '[1,"a",2.5,true,1.50]'),
        ([[1], [2.5]], "[[1],[2.5]]"),
        ((Side.BUY, Box(Box({"x": "y"}))), '[0,{"thing":{"thing":{"x":"y"}}}]'),
    ],
)
def test_a_value_without_an_annotation_is_told_as_what_it_is(value: Any, text: str) -> None:
    assert json_values.encode(value, shape_of_value(value)).decode() == text


def test_messagepack_tells_what_is_inside_as_what_it_is() -> None:
    value = {"box": Box(Decimal("1.50")), "all": [1, Side.BUY, UUID(int=0)]}
    assert msgspec.msgpack.decode(messagepack_values.encode(value, shape_of_value(value))) == {
        "box": {"Thing": "1.50"},
        "all": [1, "Buy", str(UUID(int=0))],
    }


@dataclass
class Wrong:
    inner: "list[Wrong]"
    things: "set[int]"


def test_members_that_nobody_can_carry_are_found_before_they_come() -> None:
    with pytest.raises(TypeError, match=r"Wrong: a hub cannot carry set\[int\]"):
        check(shape_of(dict[str, list[Wrong]]))
    check(shape_of(Order))
