"""Values in JSON, as System.Text.Json reads and writes them for a hub by default.

Rules (recordings `values/*`, `invoke/*`): camel-case names, read whatever their case; enums as
numbers; decimals with their zeros; a number in quotes is no number, and 2.0 no whole number; what
is not known is skipped; of members and keys that come twice each has to be right and the last one
counts. Text escapes what is beyond the first plane.
"""

import base64
import binascii
import json
import math
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from hubproof.contract.dotnet import decimals, messagepack_values
from hubproof.contract.dotnet.kinds import INT32, DateTime, DateTimeOffset, TimeSpan
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
    camel,
    shape_of_value,
)
from hubproof.contract.dotnet.untyped import Untyped

NO_NUMBER = (
    ".NET number values such as positive and negative infinity cannot be written as valid JSON. To"
    " make it work when using 'JsonSerializer', consider specifying"
    " 'JsonNumberHandling.AllowNamedFloatingPointLiterals' (see"
    " https://docs.microsoft.com/dotnet/api/system.text.json.serialization.jsonnumberhandling)."
)
NO_TEXT = "The object or value could not be serialized. Path: $."

_INTEGER = re.compile(r"-?(?:0|[1-9]\d*)")
_INTEGER_BYTES = re.compile(rb"\s*-?(?:0|[1-9]\d*)\s*")
_ESCAPED = re.compile("[\U00010000-\U0010ffff\u2028\u2029\x7f-\x9f]")
_KEY = re.compile(r"[+-]?\d+", re.ASCII)
_LONE_HALF = re.compile(
    rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]|(?P<half>u[dD][89a-fA-F])|.)", re.DOTALL
)
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SCIENTIFIC_FROM = 15
_SCIENTIFIC_BELOW = -4


class _Number(str):
    """A number by its digits."""

    __slots__ = ()


class _Members(list[tuple[str, Any]]):
    """An object, as its members come."""

    __slots__ = ()


_loads = json.JSONDecoder(parse_int=_Number, parse_float=_Number, object_pairs_hook=_Members).decode


_PLAIN_DECODERS: dict[type, msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(kind) for kind in (int, str, bool)
}
_decode_text = _PLAIN_DECODERS[str].decode
_encode_text = msgspec.json.Encoder().encode


def decode(text: bytes | msgspec.Raw, shape: Shape) -> Any:
    """The value in `text`.

    Raises:
        ValueMismatchError: it is of another kind.
    """
    if isinstance(shape, Plain):
        if shape.kind is str:
            try:
                return _decode_text(text)
            except (msgspec.DecodeError, UnicodeDecodeError):
                pass  # it is null, or refused below
        if shape.kind in _PLAIN_DECODERS:
            return _decode_plain(bytes(text), shape)
    elif isinstance(shape, Anything):
        return Untyped(bytes(text), is_packed=False)
    text = bytes(text)
    try:
        return _read(_loads(text.decode(errors="surrogateescape")), shape)
    except (ValueError, KeyError, OverflowError, RecursionError) as error:
        raise ValueMismatchError(misfit(text, shape)) from error


def reader(shape: Shape) -> Callable[[bytes | msgspec.Raw], Any]:
    """What reads values of one shape, and may refuse by any ValueError what `decode` takes."""
    if isinstance(shape, Plain) and shape.kind is str:
        return _decode_text
    return partial(decode, shape=shape)


def encode(value: Any, shape: Shape) -> bytes:
    """The value as JSON text.

    Raises:
        UnwritableError: JSON has no form for it.
    """
    kind = type(value)
    if kind is str:
        # What is beyond ASCII may have to be escaped; most text is not.
        plain = value.isascii() and "\x7f" not in value
        return _encode_text(value) if plain else text(value).encode()
    if value is None:
        return b"null"
    if kind is Untyped and not value.is_packed:
        return _again(value.data)
    if kind is int or kind is bool:
        return _encode_text(value)
    return _write(value, shape).encode()


def _again(text: bytes) -> bytes:
    """JSON that came, to be written again: bytes that are no text become U+FFFD."""
    if b"\\" in text and any(match["half"] for match in _LONE_HALF.finditer(text)):
        raise UnwritableError(NO_TEXT, "JsonException")
    return text if text.isascii() else text.decode(errors="replace").encode()


def misfit(text: bytes, shape: Shape) -> str:
    """How System.Text.Json refuses `text`; the place is the end of its first token."""
    room = "System." if isinstance(shape, Plain) else ""
    return (
        f"The JSON value could not be converted to {room}{shape.name}."
        f" Path: $ | LineNumber: 0 | BytePositionInLine: {_first_token(text)}."
    )


def _first_token(text: bytes) -> int:
    match = re.match(rb'\s*(?:"(?:[^"\\]|\\.)*"|[\[\{]|[^\s,\]\}]+)', text)
    return match.end() if match else 0


def _decode_plain(text: bytes, shape: Plain) -> Any:
    if text == b"null":
        if shape.is_nullable:
            return None
        raise ValueMismatchError("null")
    if shape.whole is not None and _INTEGER_BYTES.fullmatch(text) is None:
        raise ValueMismatchError("not a whole number")
    try:
        value = _PLAIN_DECODERS[shape.kind].decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueMismatchError(misfit(text, shape)) from error
    if shape.whole is not None and not shape.whole.holds(value):
        raise ValueMismatchError("out of range")
    return value


def _read(value: Any, shape: Shape) -> Any:
    if isinstance(shape, Anything):
        return Untyped(_as_it_came(value), is_packed=False)
    if value is None:
        if shape.is_nullable:
            return None
        raise ValueMismatchError("null")
    if isinstance(shape, Plain):
        return _READERS.get(shape.kind, _read_enum)(value, shape)
    if isinstance(shape, Listing):
        return [_read(one, shape.item) for one in _of(list, value)]
    if isinstance(shape, Table):
        return {
            _read_key(key, shape.key): _read(one, shape.value) for key, one in _of(_Members, value)
        }
    return _read_record(_of(_Members, value), shape)


def _as_it_came(value: Any) -> bytes:
    """What was taken apart, as JSON text again; every number in its own digits."""
    if isinstance(value, _Number):
        return value.encode()
    if isinstance(value, _Members):
        pairs = [_as_it_came(name) + b":" + _as_it_came(one) for name, one in value]
        return b"{" + b",".join(pairs) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(map(_as_it_came, value)) + b"]"
    try:
        return _encode_text(value)
    except UnicodeEncodeError:
        return json.dumps(value).encode()  # half a surrogate pair stays escaped


def _read_record(value: _Members, shape: Record) -> Any:
    members = shape.members()
    names = {camel(name).lower(): name for name in members}
    told = [(names[key.lower()], one) for key, one in value if key.lower() in names]
    return built(shape, {name: _read(one, members[name]) for name, one in told})


def _of(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise ValueMismatchError("another kind")
    return value


def _read_key(key: str, shape: Plain) -> Any:
    if shape.kind is str:
        return _read_text(key, shape)
    if _KEY.fullmatch(key) is None or not INT32.holds(int(key)):
        raise ValueMismatchError("not a key")
    return int(key)


def _read_whole(value: Any, shape: Plain) -> int:
    if not isinstance(value, _Number) or _INTEGER.fullmatch(value) is None:
        raise ValueMismatchError("not a whole number")
    number = int(value)
    if shape.whole is not None and not shape.whole.holds(number):
        raise ValueMismatchError("out of range")
    return number


_ENUM = Plain(int, INT32.name, INT32)


def _read_enum(value: Any, shape: Plain) -> Any:
    number = _read_whole(value, _ENUM)
    try:
        return shape.kind(number)
    except ValueError:
        return number  # a number that no member has is kept


def _read_text(value: Any, _: Plain) -> str:
    told: str = _of(str, value)
    told.encode()  # half a surrogate pair is no text
    return told


def _read_number(value: Any, shape: Plain) -> Any:
    if not isinstance(value, _Number):
        raise ValueMismatchError("not a number")
    return decimals.parse(value) if shape.kind is Decimal else float(value)


def _read_bytes(value: Any, _: Plain) -> bytes:
    try:
        return base64.b64decode(re.sub(r"[ \t\r\n]", "", _of(str, value)), validate=True)
    except binascii.Error as error:
        raise ValueMismatchError("not base64") from error


def _read_guid(value: Any, _: Plain) -> UUID:
    if _GUID.fullmatch(_of(str, value)) is None:
        raise ValueMismatchError("not an id")
    return UUID(value)


def _read_day(value: Any, _: Plain) -> date:
    if _DAY.fullmatch(_of(str, value)) is None:
        raise ValueMismatchError("not a day")
    return date.fromisoformat(value)


_READERS: dict[type, Callable[[Any, Plain], Any]] = {
    bool: lambda value, _: _of(bool, value),
    int: _read_whole,
    float: _read_number,
    Decimal: _read_number,
    str: _read_text,
    bytes: _read_bytes,
    UUID: _read_guid,
    DateTime: lambda value, _: DateTime.parse(_of(str, value)),
    DateTimeOffset: lambda value, _: DateTimeOffset.parse(_of(str, value)),
    TimeSpan: lambda value, _: TimeSpan.parse(_of(str, value)),
    date: _read_day,
}


def _write(value: Any, shape: Shape) -> str:  # noqa: PLR0911  # one return per kind
    if value is None:
        return "null"
    if isinstance(value, Untyped):
        if value.is_packed:
            return _write(messagepack_values.value_of(value.data), Anything())
        return _again(value.data).decode()
    if isinstance(shape, Anything):
        shape = shape_of_value(value)
    if isinstance(shape, Listing):
        return f"[{','.join([_write(one, shape.item) for one in value])}]"
    if isinstance(shape, Table):
        pairs = [f"{text(str(key))}:{_write(one, shape.value)}" for key, one in value.items()]
        return f"{{{','.join(pairs)}}}"
    if isinstance(shape, Record):
        pairs = [
            f"{text(camel(name))}:{_write(getattr(value, name), member)}"
            for name, member in shape.members().items()
        ]
        return f"{{{','.join(pairs)}}}"
    assert isinstance(shape, Plain)
    return _write_plain(value, shape)


def _write_plain(value: Any, shape: Plain) -> str:
    if shape.kind is bool:
        return "true" if value else "false"
    if shape.kind is float:
        return number(value)
    if shape.kind is Decimal:
        return decimals.told(value)
    if shape.kind is bytes:
        return f'"{base64.b64encode(value).decode()}"'
    if isinstance(value, int):
        return str(int(value))
    return text(str(value))


def text(value: str) -> str:
    """A JSON string as that server escapes it."""
    told = _encode_text(value).decode()
    return _ESCAPED.sub(_escape, told) if _ESCAPED.search(told) else told


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be").hex().upper()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))


def number(value: float) -> str:
    """A double in the fewest digits that read back equal.

    Raises:
        UnwritableError: it is not a number, or has no end.
    """
    if not math.isfinite(value):
        raise UnwritableError(NO_NUMBER, "ArgumentException")
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    if digits == (0,):
        return "-0" if math.copysign(1.0, value) < 0 else "0"
    shown = "".join(map(str, digits))
    power = len(digits) + exponent - 1
    front = "-" if sign else ""
    if _SCIENTIFIC_BELOW <= power < _SCIENTIFIC_FROM:
        return front + format(Decimal((0, digits, exponent)), "f")
    rest = f".{shown[1:]}" if len(shown) > 1 else ""
    return f"{front}{shown[0]}{rest}E{'-' if power < 0 else '+'}{abs(power):02}"
