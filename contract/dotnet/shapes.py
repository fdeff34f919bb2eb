"""Shapes: a Python annotation taken apart once, so that both encodings walk the same tree.

Rule: a reference may be null whatever its annotation says, as in .NET, where only the compiler
minds; a number, a boolean, an enum or a time may not, unless it is written `| None`, nor may a
class that says of itself that it `is_struct`.
"""

import dataclasses
import types
import typing
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Mapping
from dataclasses import MISSING, dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from functools import cache
from typing import Any
from uuid import UUID

from hubproof.contract.dotnet.kinds import (
    INT32,
    DateTime,
    DateTimeOffset,
    TimeSpan,
    Whole,
)
from hubproof.contract.dotnet.untyped import Untyped

NOTHING = type(None)


class ValueMismatchError(ValueError):
    """What came is not of the kind that belongs there."""


class UnwritableError(ValueError):
    """The encoding has no form for this value; `named` is what .NET calls such an error."""

    def __init__(self, says: str, named: str) -> None:
        super().__init__(says)
        self.named = named


@dataclass(frozen=True, slots=True)
class Plain:
    """One of the kinds that are written as one value; `name` is what .NET calls it."""

    kind: type
    name: str
    whole: Whole | None = None
    is_nullable: bool = False


@dataclass(frozen=True, slots=True)
class Anything:
    """No kind at all: it stays as it came, `Untyped`."""

    is_nullable: bool = True
    name: str = "Object"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of one shape."""

    item: "Shape"
    is_nullable: bool = True
    name: str = "List`1"


@dataclass(frozen=True, slots=True)
class Table:
    """A dictionary by text or whole numbers."""

    key: "Plain"
    value: "Shape"
    is_nullable: bool = True
    name: str = "Dictionary`2"


@dataclass(frozen=True, slots=True)
class Record:
    """A class with members, by their Python names; read when it is first needed."""

    kind: type
    name: str
    is_nullable: bool = True

    def members(self) -> Mapping[str, "Shape"]:
        """The members in their order."""
        return _members(self.kind)


Shape = Plain | Anything | Listing | Table | Record

_PLAIN: Mapping[Any, tuple[str, bool]] = {
    bool: ("Boolean", False),
    float: ("Double", False),
    Decimal: ("Decimal", False),
    str: ("String", True),
    bytes: ("Byte[]", True),
    DateTime: ("DateTime", False),
    DateTimeOffset: ("DateTimeOffset", False),
    TimeSpan: ("TimeSpan", False),
    date: ("DateOnly", False),
    UUID: ("Guid", False),
}


def shape_of(annotation: Any) -> Shape:
    """The shape of an annotation.

    Raises:
        TypeError: there is no way to carry such a thing.
    """
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        wholes = [one for one in arguments[1:] if isinstance(one, Whole)]
        return Plain(int, wholes[0].name, wholes[0]) if wholes else shape_of(arguments[0])
    if origin in (types.UnionType, typing.Union):
        inner = [one for one in arguments if one is not NOTHING]
        if len(inner) != 1:
            raise TypeError(f"a hub cannot carry {annotation!r}: say one kind, or it and None")
        return dataclasses.replace(shape_of(inner[0]), is_nullable=True)
    if origin is list:
        return Listing(shape_of(arguments[0]))
    if origin is dict:
        key = shape_of(arguments[0])
        if not isinstance(key, Plain) or key.kind not in (str, int):
            raise TypeError(f"a hub cannot carry {annotation!r}: keys are str or int")
        return Table(key, shape_of(arguments[1]))
    return _simple(annotation)


def _simple(annotation: Any) -> Shape:
    if annotation in (object, Any, None, NOTHING):
        return Anything()
    if annotation is int:
        return Plain(int, INT32.name, INT32)
    if annotation in _PLAIN:
        name, is_nullable = _PLAIN[annotation]
        return Plain(annotation, name, is_nullable=is_nullable)
    if isinstance(annotation, type) and issubclass(annotation, IntEnum):
        return Plain(annotation, annotation.__name__)
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        is_struct = getattr(annotation, "is_struct", False)
        return Record(annotation, annotation.__name__, is_nullable=not is_struct)
    raise TypeError(f"a hub cannot carry {annotation!r}: use plain types, enums or dataclasses")


@cache
def _members(kind: Any) -> Mapping[str, Shape]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return {field.name: shape_of(hints[field.name]) for field in dataclasses.fields(kind)}


@cache
def _wanted(kind: Any) -> tuple[str, ...]:
    """The members that a class cannot be made without."""
    return tuple(
        field.name
        for field in dataclasses.fields(kind)
        if field.init and field.default is MISSING and field.default_factory is MISSING
    )


def built(shape: Record, told: Mapping[str, Any]) -> Any:
    """An object with the members that were told; of the others each is its kind's nothing.

    Raises:
        ValueMismatchError: its class will not have them.
    """
    members = shape.members()
    others = {name: nothing(members[name]) for name in _wanted(shape.kind) if name not in told}
    try:
        return shape.kind(**others, **told)
    except Exception as error:  # whatever a class says of members that a peer sent
        raise ValueMismatchError(f"{shape.name}: {error}") from error


def nothing(shape: Shape) -> Any:
    """What a member is that nobody told: null, or zero where it may not be null."""
    if isinstance(shape, Plain) and not shape.is_nullable:
        if issubclass(shape.kind, IntEnum):
            return next((one for one in shape.kind if one == 0), 0)
        return _FIRST[shape.kind] if shape.kind in _FIRST else shape.kind()
    return built(shape, {}) if isinstance(shape, Record) and not shape.is_nullable else None


_FIRST: Mapping[type, Any] = {date: date.min, UUID: UUID(int=0)}
"""What is zero of the kinds that cannot be made of nothing."""


def shape_of_value(value: Any) -> Shape:
    """The shape of what a value is. Inside of dictionaries and mixed lists each has its own.

    Raises:
        TypeError: there is no way to carry such a thing.
    """
    if value is None or isinstance(value, Untyped):
        return Anything()
    if isinstance(value, dict):
        return Table(Plain(str, "String", is_nullable=True), Anything())
    if isinstance(value, list | tuple):
        kinds = [type(one) for one in value]
        is_even = bool(kinds) and kinds.count(kinds[0]) == len(kinds)
        is_flat = is_even and not issubclass(kinds[0], list | tuple | dict)
        return Listing(shape_of_value(value[0]) if is_flat else Anything())
    kind: type = type(value)
    return _shape_of_type(kind)


@cache
def _shape_of_type(kind: type) -> Shape:
    return shape_of(kind)


def check(shape: Shape) -> None:
    """Look at the members of every class in a shape, which are read late otherwise.

    Raises:
        TypeError: there is no way to carry one of them.
    """
    ahead, seen = [shape], dict.fromkeys([shape])
    while ahead:
        for one in _inside(ahead.pop()):
            if one not in seen:
                seen[one] = None
                ahead.append(one)


def _inside(shape: Shape) -> tuple[Shape, ...]:
    if isinstance(shape, Listing):
        return (shape.item,)
    if isinstance(shape, Table):
        return (shape.value,)
    if isinstance(shape, Record):
        try:
            return tuple(shape.members().values())
        except (TypeError, NameError) as error:
            raise TypeError(f"{shape.name}: {error}") from error
    return ()


_STREAMS = (AsyncIterator, AsyncIterable, AsyncGenerator)


def stream_item(annotation: Any) -> Any:
    """What an annotation of a stream is a stream of; None where it is none."""
    if typing.get_origin(annotation) in _STREAMS:
        return typing.get_args(annotation)[0]
    return None


def pascal(name: str) -> str:
    """A Python name as .NET spells it."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def camel(name: str) -> str:
    """A Python name as JSON has it by default."""
    told = pascal(name)
    return told[:1].lower() + told[1:]
