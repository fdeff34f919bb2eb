"""The MessagePack form of the contract's values, as a .NET hub writes it, and that all is read.

Names are those of the models whatever the dialect, because MessagePack for .NET has no policy for
them; enums travel by name, or by number in a dialect that says so; decimals are text, and times
timestamps (assumption `wire.messagepack`). What is no number is a float, as text could not be told
from a price that a reader failed to understand.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from math import isfinite
from typing import Any, TypeVar

import msgspec

from hubproof.contract.mesolive.dialect import Dialect
from hubproof.contract.mesolive.reading import Encoding, Reader, name_of
from hubproof.contract.mesolive.wiremodel import JsonElement, Written
from hubproof.contract.mesolive.writing import Writer

Decoded = TypeVar("Decoded")

_NAN = b"\xa3NaN"
"""How msgspec packs a decimal that is no number, and any text of these letters."""


def pack(value: object, dialect: Dialect) -> bytes:
    """The MessagePack of a model, or of anything made of models and plain JSON values.

    Raises:
        TypeError: Something in it has no such form.
    """
    if dialect.enums == "names":
        packed = _ENCODER.encode(value)
        if _NAN not in packed:
            return packed
    return _packer(dialect).encode(value)


def unpack(raw: bytes | msgspec.Raw, type_: type[Decoded]) -> Decoded:
    """Read one value; names the type does not have are ignored.

    Decimals are read from text and from numbers: a float stands for its shortest digits.

    Raises:
        ContractError: It is not MessagePack, or not a value of that type.
    """
    reader = _READERS.get(type_)
    if reader is None:
        reader = _READERS[type_] = Reader(type_, name_of(type_), _MESSAGEPACK)
    read: Decoded = reader.read(raw)
    return read


class _Packer(Writer):
    """Packs what msgspec would pack otherwise: what is no number, and enums as numbers."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__(replace(dialect, casing="pascal"))

    def encode(self, value: object) -> bytes:
        return _ENCODER.encode(self.plain(value))

    def _form_of(self, kind: type) -> Callable[[Any], Any]:
        if issubclass(kind, Decimal):
            return _number
        if issubclass(kind, Written):
            return lambda value: self.plain(value.opened())
        return super()._form_of(kind)

    def _element(self, element: JsonElement) -> Any:
        content = super()._element(element)
        return content if element.FOLLOWS_DIALECT else _loose(content)

    def _time(self, value: datetime) -> Any:
        return value


def _number(value: Decimal) -> Decimal | float:
    return float(value) if value.is_nan() else value


def _open(value: object) -> object:
    """What msgspec is to pack for a value that it does not know.

    Raises:
        TypeError: It has no such form.
    """
    if isinstance(value, Written):
        return value.opened()
    if isinstance(value, JsonElement):
        return value.content if value.FOLLOWS_DIALECT else _loose(value.content)
    raise TypeError(f"{type(value).__name__} has no MessagePack form in the contract")


def _loose(content: Any) -> Any:
    """JSON that nobody has a model of: its numbers have no kind, and are floats."""
    if isinstance(content, Decimal):
        return float(content)
    if isinstance(content, list):
        return [_loose(one) for one in content]
    if isinstance(content, dict):
        return {key: _loose(one) for key, one in content.items()}
    return content


def _unfold(content: Any) -> Any:
    """Likewise, the other way: JSON has decimals, and times are text.

    Raises:
        ValueError: A number or a name in it has no place in JSON.
        TypeError: A value in it has none.
    """
    if isinstance(content, float):
        if not isfinite(content):
            raise ValueError(f"{content} is no number that JSON could carry")
        return Decimal(repr(content))
    if isinstance(content, (bytes, msgspec.msgpack.Ext)):
        raise TypeError(f"{type(content).__name__} has no form in JSON")
    if isinstance(content, datetime):
        return content.isoformat()
    if isinstance(content, list):
        return [_unfold(one) for one in content]
    if isinstance(content, dict):
        return {_text(key): _unfold(one) for key, one in content.items()}
    return content


def _text(key: object) -> str:
    """The name of a member: a number may stand for its digits.

    Raises:
        ValueError: It is neither.
    """
    if isinstance(key, str) or type(key) is int:
        return str(key)
    raise ValueError(f"a member is named by text, and not by {key!r}")


@cache
def _packer(dialect: Dialect) -> _Packer:
    return _Packer(dialect)


_READERS: dict[type, Reader] = {}
_ENCODER = msgspec.msgpack.Encoder(decimal_format="string", enc_hook=_open)
_MESSAGEPACK = Encoding(
    name="MessagePack",
    decoder=msgspec.msgpack.Decoder,
    plain=msgspec.msgpack.Decoder().decode,
    unfold=_unfold,
)
