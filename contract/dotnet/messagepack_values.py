"""Values in MessagePack, as MessagePack-CSharp reads and writes them for a hub by default.

Rules (recordings `values/*`): members by their declared names, whose case counts; enums as names,
never numbers; decimals and ids as text; times as timestamps; what has no kind keeps the width that
it was read with.
"""

import struct
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import IntEnum
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from hubproof.contract.dotnet.kinds import (
    EPOCH_TICKS,
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
    ValueMismatchError,
    pascal,
)
from hubproof.contract.signalr.packed import Cursor, Extension, UnreadableError

TIMESTAMP = -1
NANOSECONDS_PER_TICK = 100
SECONDS_BITS = 34
FIXED_ITEMS = 16
FIXED_END = 0x80
NEGATIVE_FIXED = 0xE0

_pack = msgspec.msgpack.Encoder(decimal_format="string").encode


def decode(data: bytes, shape: Shape) -> Any:
    """The value in `data`.

    Raises:
        ValueMismatchError: it is of another kind.
    """
    if isinstance(shape, Anything):
        return msgspec.Raw(data)
    try:
        return _read(Cursor(bytes(data)).value(), shape)
    except (UnreadableError, ValueError, InvalidOperation, OverflowError, struct.error) as error:
        raise ValueMismatchError(f"not {shape.name}") from error


def reader(shape: Shape) -> Callable[[bytes | msgspec.Raw], Any]:
    """What reads values of one shape, as `decode` does."""
    return partial(decode, shape=shape)


def encode(value: Any, shape: Shape) -> bytes:
    """The value as MessagePack."""
    if value is None:
        return b"\xc0"
    if isinstance(value, msgspec.Raw):
        return widened(bytes(value))
    return _write(value, shape)


def misfit(data: bytes, shape: Shape, field: str) -> str:
    """The sentence in which that server refuses `data` for a `field`."""
    del data
    return f"Deserializing object of the `{shape.name}` type for '{field}' failed."


def widened(data: bytes) -> bytes:
    """A value without a kind, read and written: texts and lists in their shortest form.

    Numbers keep their width, but for the smallest, which come back in a byte of their own.
    """
    cursor = Cursor(data)
    told = bytearray()
    while cursor.place < len(data):
        code = cursor.code()
        if code < FIXED_END or code >= NEGATIVE_FIXED:
            told += bytes((0xCC if code < FIXED_END else 0xD0, code))
            cursor.place += 1
        elif code in _ARRAYS:
            told += _array_head(cursor.array())
        elif code in _MAPS:
            told += _map_head(cursor.table())
        elif code in _PACKED_AGAIN:
            told += _pack(cursor.value())
        else:
            told += cursor.skip()
    return bytes(told)


_ARRAYS = (*range(0x90, 0xA0), 0xDC, 0xDD)
_MAPS = (*range(0x80, 0x90), 0xDE, 0xDF)
_PACKED_AGAIN = (*range(0xA0, 0xC0), 0xC4, 0xC5, 0xC6, 0xD9, 0xDA, 0xDB)


def _read(value: Any, shape: Shape) -> Any:
    if value is None:
        if shape.is_nullable:
            return None
        raise ValueMismatchError("nil")
    if isinstance(shape, Plain):
        return _READERS.get(shape.kind, _read_enum)(value, shape)
    if isinstance(shape, Listing):
        return [_read(one, shape.item) for one in _of(list, value)]
    if isinstance(shape, Table):
        items = _of(dict, value).items()
        return {_read_key(key, shape.key): _read(one, shape.value) for key, one in items}
    if isinstance(shape, Record):
        members = {pascal(name): (name, member) for name, member in shape.members().items()}
        known = [(*members[key], one) for key, one in _of(dict, value).items() if key in members]
        return shape.kind(**{name: _read(one, member) for name, member, one in known})
    return value


def _of(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise ValueMismatchError("another kind")
    return value


def _read_key(key: Any, shape: Plain) -> Any:
    if shape.kind is int and isinstance(key, str):
        return _read_whole(int(key), shape)
    return _read(key, shape)


def _read_whole(value: Any, shape: Plain) -> int:
    number: int = _of(int, value)
    if shape.whole is not None and not shape.whole.holds(number):
        raise ValueMismatchError("out of range")
    return number


def _read_float(value: Any, _: Plain) -> float:
    if type(value) not in (int, float):
        raise ValueMismatchError("not a number")
    return float(value)


def _read_enum(value: Any, shape: Plain) -> Any:
    names = {pascal(member.name.lower()): member for member in _members(shape.kind)}
    if _of(str, value) in names:
        return names[value]
    number = int(value)  # a name that is a number stands for it
    return next((one for one in names.values() if one == number), number)


def _members(kind: type) -> list[IntEnum]:
    assert issubclass(kind, IntEnum)
    return list(kind)


def _read_time(value: Any, _: Plain) -> DateTime:
    return DateTime(_ticks(value), Zone.UTC)


def _read_moment(value: Any, _: Plain) -> DateTimeOffset:
    time, minutes = _of(list, value)
    return DateTimeOffset(_ticks(time), _of(int, minutes))


def _ticks(value: Any) -> int:
    if not isinstance(value, Extension) or value.code != TIMESTAMP:
        raise ValueMismatchError("not a timestamp")
    data = value.data
    if len(data) == struct.calcsize(">I"):
        seconds, nanoseconds = struct.unpack(">I", data)[0], 0
    elif len(data) == struct.calcsize(">Q"):
        both = struct.unpack(">Q", data)[0]
        nanoseconds, seconds = both >> SECONDS_BITS, both & ((1 << SECONDS_BITS) - 1)
    else:
        nanoseconds, seconds = struct.unpack(">Iq", data)
    return int(EPOCH_TICKS + seconds * TICKS_PER_S + nanoseconds // NANOSECONDS_PER_TICK)


_READERS: Mapping[type, Callable[[Any, Plain], Any]] = {
    bool: lambda value, _: _of(bool, value),
    int: _read_whole,
    float: _read_float,
    Decimal: lambda value, _: Decimal(_of(str, value)),
    str: lambda value, _: _of(str, value),
    bytes: lambda value, _: _of(bytes, value),
    UUID: lambda value, _: UUID(_of(str, value)),
    DateTime: _read_time,
    DateTimeOffset: _read_moment,
    TimeSpan: lambda value, _: TimeSpan(_of(int, value)),
    date: lambda value, _: date.fromordinal(_of(int, value) + 1),
}


def _write(value: Any, shape: Shape) -> bytes:  # noqa: PLR0911  # one return per kind
    if value is None:
        return b"\xc0"
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
    return bytes(value) if isinstance(value, msgspec.Raw) else _pack(value)


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
    Decimal: lambda value: _pack(format(value, "f")),
    UUID: lambda value: _pack(str(value)),
    DateTime: lambda value: _timestamp(value.ticks),
    DateTimeOffset: _moment,
    TimeSpan: lambda value: _pack(value.ticks),
    date: lambda value: _pack(value.toordinal() - 1),
}
