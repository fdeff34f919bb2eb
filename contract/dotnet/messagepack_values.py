"""Values in MessagePack, as MessagePack-CSharp reads and writes them for a hub by default.

Rules (recordings `values/*`): members by their declared names, whose case counts; enums as names,
never numbers; decimals and ids as text; times as timestamps; what has no kind keeps the width that
it was read with, unless it came in JSON; no key comes twice in a map.
"""

import re
import struct
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import IntEnum
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from hubproof.contract.dotnet import decimals
from hubproof.contract.dotnet.kinds import (
    EPOCH_TICKS,
    INT32,
    TICKS_PER_S,
    DateTime,
    DateTimeOffset,
    TimeSpan,
    Zone,
)
from hubproof.contract.dotnet.shapes import (
    Anything,
    Listing,
    Plain,
    Record,
    Shape,
    Table,
    UnwritableError,
    ValueMismatchError,
    built,
    pascal,
    shape_of_value,
)
from hubproof.contract.dotnet.untyped import Untyped, value_in_json
from hubproof.contract.signalr.packed import Cursor, Extension

DEPTH_MAX = 200
"""Levels of lists, maps and objects that are followed. MessagePack-CSharp follows 500; two calls
for each of so many would not fit on Python's stack beside what else is on it."""

NO_TEXT = "Failed to serialize System.Object value."

TIMESTAMP = -1
NANOSECONDS_PER_TICK = 100
SECONDS_BITS = 34
FIXED_ITEMS = 16
FIXED_END = 0x80

_pack = msgspec.msgpack.Encoder(decimal_format="string").encode
_unpack = msgspec.msgpack.Decoder().decode


_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def decode(data: bytes | msgspec.Raw, shape: Shape) -> Any:
    """The value in `data`.

    Raises:
        ValueMismatchError: it is of another kind.
    """
    data = bytes(data)
    try:
        return _read(Cursor(data), shape, 0)
    except (ValueError, OverflowError) as error:
        raise ValueMismatchError(f"not {shape.name}") from error


def reader(shape: Shape) -> Callable[[bytes | msgspec.Raw], Any]:
    """What reads values of one shape, as `decode` does."""
    return partial(decode, shape=shape)


def encode(value: Any, shape: Shape) -> bytes:
    """The value as MessagePack.

    Raises:
        UnwritableError: it came in JSON, and a text of it is none.
    """
    return _write(value, shape)


def value_of(data: bytes) -> Any:
    """What a value without a kind means, in plain Python; the keys of its maps become text."""
    return _value(Cursor(data))


def misfit(data: bytes, shape: Shape, field: str) -> str:
    """The sentence in which that server refuses `data` for a `field`."""
    del data
    return f"Deserializing object of the `{shape.name}` type for '{field}' failed."


def _read(cursor: Cursor, shape: Shape, depth: int) -> Any:  # one per shape
    if isinstance(shape, Anything):
        return Untyped(_again(cursor, depth), is_packed=True)
    if shape.is_nullable and cursor.nil():
        return None
    if isinstance(shape, Plain):
        return _READERS.get(shape.kind, _read_enum)(cursor, shape)
    inside = _deeper(depth)
    if isinstance(shape, Listing):
        return [_read(cursor, shape.item, inside) for _ in range(cursor.array())]
    if isinstance(shape, Table):
        return _read_table(cursor, shape, inside)
    return _read_record(cursor, shape, inside)


def _deeper(depth: int) -> int:
    if depth >= DEPTH_MAX:
        raise ValueMismatchError("nested too deeply")
    return depth + 1


def _read_table(cursor: Cursor, shape: Table, depth: int) -> dict[Any, Any]:
    told: dict[Any, Any] = {}
    for _ in range(cursor.table()):
        key = _read(cursor, shape.key, depth)
        value = _read(cursor, shape.value, depth)
        if key is None or key in told:
            raise ValueMismatchError("no key, or one that was there")
        told[key] = value
    return told


def _read_record(cursor: Cursor, shape: Record, depth: int) -> Any:
    members = {pascal(name): (name, member) for name, member in shape.members().items()}
    told = {}
    for _ in range(cursor.table()):
        known = members.get(cursor.text() or "")
        if known is None:
            cursor.skip()
        else:
            name, member = known
            told[name] = _read(cursor, member, depth)
    return built(shape, told)


def _again(cursor: Cursor, depth: int) -> bytes:  # noqa: PLR0911  # one return per kind
    """A value without a kind, read and written: texts and lists in their shortest form.

    Numbers keep their width, but for the smallest, which come back in a byte of their own.
    """
    code = cursor.code()
    if code in _ARRAYS:
        count = cursor.array()
        inside = _deeper(depth) if count else depth
        return _array_head(count) + b"".join([_again(cursor, inside) for _ in range(count)])
    if code in _MAPS:
        return _map_again(cursor, _deeper(depth))
    if code in _TEXTS:
        return _pack(cursor.text())
    if code in _BYTES:
        return _pack(cursor.octets())
    if code in _EXTENSIONS:
        return _timestamp(_read_time(cursor).ticks)
    told = cursor.skip()
    if len(told) > 1 or code in _CONSTANTS:
        return told
    return bytes((0xCC if code < FIXED_END else 0xD0, code))


def _map_again(cursor: Cursor, depth: int) -> bytes:
    told: dict[bytes, bytes] = {}
    count = cursor.table()
    for _ in range(count):
        if cursor.code() in (*_ARRAYS, *_MAPS, *_BYTES, *_CONSTANTS[:1]):
            raise ValueMismatchError("a key that is no plain value")
        key = _again(cursor, depth)
        if key in told:
            raise ValueMismatchError("a key that was there")
        told[key] = _again(cursor, depth)
    return _map_head(count) + b"".join([key + value for key, value in told.items()])


def _value(cursor: Cursor) -> Any:
    code = cursor.code()
    if code in _ARRAYS:
        return [_value(cursor) for _ in range(cursor.array())]
    if code in _MAPS:
        return {_key(_value(cursor)): _value(cursor) for _ in range(cursor.table())}
    if code in _EXTENSIONS:
        return _read_time(cursor)
    return _unpack(cursor.skip())


def _key(told: Any) -> str:
    return str(told).lower() if isinstance(told, bool) else str(told)


_ARRAYS = (*range(0x90, 0xA0), 0xDC, 0xDD)
_MAPS = (*range(0x80, 0x90), 0xDE, 0xDF)
_TEXTS = (*range(0xA0, 0xC0), 0xD9, 0xDA, 0xDB)
_BYTES = (0xC4, 0xC5, 0xC6)
_EXTENSIONS = (0xC7, 0xC8, 0xC9, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8)
_CONSTANTS = (0xC0, 0xC2, 0xC3)


def _read_whole(cursor: Cursor, shape: Plain) -> int:
    return cursor.integer(INT32.bits if shape.whole is None else shape.whole.bits)


def _text(cursor: Cursor) -> str:
    told = cursor.text()
    if told is None:
        raise ValueMismatchError("nil")
    return told


def _read_guid(cursor: Cursor) -> UUID:
    told = _text(cursor)
    if _GUID.fullmatch(told) is None:
        raise ValueMismatchError("not an id")
    return UUID(told)


def _read_bytes(cursor: Cursor) -> bytes | None:
    if cursor.code() not in _ARRAYS:
        return cursor.octets()
    numbers = [cursor.integer() for _ in range(cursor.array())]
    return bytes(numbers)


def _read_enum(cursor: Cursor, shape: Plain) -> Any:
    """A name, a number as text, or several of them with commas between, which are joined."""
    members = _members(shape.kind)
    names = {pascal(member.name.lower()): int(member) for member in members}
    told = _text(cursor)
    if told in names:
        number = names[told]
    elif _DIGITS.fullmatch(told.strip()):
        number = int(told)
    else:
        number = 0
        for name in told.split(","):
            if name.strip() not in names:
                raise ValueMismatchError("no name of a member")
            number |= names[name.strip()]
    if not INT32.holds(number):
        raise ValueMismatchError("out of range")
    return next((one for one in members if one == number), number)


_DIGITS = re.compile(r"[+-]?\d+", re.ASCII)


def _members(kind: type) -> list[IntEnum]:
    assert issubclass(kind, IntEnum)
    return list(kind)


def _read_time(cursor: Cursor) -> DateTime:
    return DateTime(_ticks(cursor.extension()), Zone.UTC)


def _read_moment(cursor: Cursor) -> DateTimeOffset:
    if cursor.array() != 2:  # noqa: PLR2004  # the time, and its minutes from UTC
        raise ValueMismatchError("not a time and its offset")
    return DateTimeOffset(_read_time(cursor).ticks, cursor.integer(16))


def _ticks(value: Extension) -> int:
    if value.code != TIMESTAMP:
        raise ValueMismatchError("not a timestamp")
    data = value.data
    if len(data) == struct.calcsize(">I"):
        seconds, nanoseconds = struct.unpack(">I", data)[0], 0
    elif len(data) == struct.calcsize(">Q"):
        both = struct.unpack(">Q", data)[0]
        nanoseconds, seconds = both >> SECONDS_BITS, both & ((1 << SECONDS_BITS) - 1)
    elif len(data) == struct.calcsize(">Iq"):
        nanoseconds, seconds = struct.unpack(">Iq", data)
    else:
        raise ValueMismatchError("not a timestamp's length")
    return int(EPOCH_TICKS + seconds * TICKS_PER_S + nanoseconds // NANOSECONDS_PER_TICK)


_READERS: Mapping[type, Callable[[Cursor, Plain], Any]] = {
    bool: lambda cursor, _: cursor.boolean(),
    int: _read_whole,
    float: lambda cursor, _: cursor.number(),
    Decimal: lambda cursor, _: decimals.parse(_text(cursor)),
    str: lambda cursor, _: _text(cursor),
    bytes: lambda cursor, _: _read_bytes(cursor),
    UUID: lambda cursor, _: _read_guid(cursor),
    DateTime: lambda cursor, _: _read_time(cursor),
    DateTimeOffset: lambda cursor, _: _read_moment(cursor),
    TimeSpan: lambda cursor, _: TimeSpan(cursor.integer()),
    date: lambda cursor, _: date.fromordinal(cursor.integer(INT32.bits) + 1),
}


def _write(value: Any, shape: Shape) -> bytes:  # noqa: PLR0911  # one return per kind
    if value is None:
        return b"\xc0"
    if isinstance(value, Untyped):
        return value.data if value.is_packed else _write_json(value.data)
    if isinstance(shape, Anything):
        shape = shape_of_value(value)
    if isinstance(shape, Listing):
        return _pack([msgspec.Raw(_write(one, shape.item)) for one in value])
    if isinstance(shape, Table):
        pairs = [(_pack(key), _write(one, shape.value)) for key, one in value.items()]
        return _map_head(len(pairs)) + b"".join(key + one for key, one in pairs)
    if isinstance(shape, Record):
        members = shape.members()
        told = [
            _pack(pascal(name)) + _write(getattr(value, name), member)
            for name, member in members.items()
        ]
        return _map_head(len(members)) + b"".join(told)
    if isinstance(shape, Plain) and shape.kind in _WRITERS:
        return _WRITERS[shape.kind](value)
    if isinstance(value, IntEnum):
        return _pack(pascal(value.name.lower()))
    if isinstance(shape, Plain) and issubclass(shape.kind, IntEnum):
        return _pack(str(value))
    return _pack(value)


def _write_json(text: bytes) -> bytes:
    try:
        return _write(value_in_json(text), Anything())
    except UnicodeEncodeError as error:
        raise UnwritableError(NO_TEXT, "MessagePackSerializationException") from error


def _map_head(size: int) -> bytes:
    return _head(size, 0x80, 0xDE)


def _array_head(size: int) -> bytes:
    return _head(size, 0x90, 0xDC)


def _head(size: int, fixed: int, wide: int) -> bytes:
    """The head of an array or a map: a byte, or a code of 16 or 32 bits."""
    if size < FIXED_ITEMS:
        return bytes((fixed | size,))
    if size < 1 << 16:
        return struct.pack(">BH", wide, size)
    return struct.pack(">BI", wide + 1, size)


def _timestamp(ticks: int) -> bytes:
    seconds, rest = divmod(ticks - EPOCH_TICKS, TICKS_PER_S)
    nanoseconds = rest * NANOSECONDS_PER_TICK
    if seconds >> SECONDS_BITS:  # before 1970, or far in the future
        return struct.pack(">BBbIq", 0xC7, 12, TIMESTAMP, nanoseconds, seconds)
    both = nanoseconds << SECONDS_BITS | seconds
    if both >> 32:
        return struct.pack(">BbQ", 0xD7, TIMESTAMP, both)
    return struct.pack(">BbI", 0xD6, TIMESTAMP, both)


def _moment(value: DateTimeOffset) -> bytes:
    return b"\x92" + _timestamp(value.ticks) + _pack(value.minutes)


_WRITERS: Mapping[type, Callable[[Any], bytes]] = {
    float: lambda value: struct.pack(">Bd", 0xCB, value),
    Decimal: lambda value: _pack(decimals.told(value)),
    UUID: lambda value: _pack(str(value)),
    DateTime: lambda value: _timestamp(value.ticks),
    DateTimeOffset: _moment,
    TimeSpan: lambda value: _pack(value.ticks),
    date: lambda value: _pack(value.toordinal() - 1),
}
