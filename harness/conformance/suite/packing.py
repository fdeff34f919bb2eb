"""MessagePack as the suite reads and writes it: independent of the codec that it judges.

Rule: numbers are written as short as they can be; anything that does not belong is a ValueError.
"""

import struct
from typing import Any

FIXED_TEXT_MAX, FIXED_LIST_MAX = 31, 15
BYTE_MAX, SHORT_MAX = 0xFF, 0xFFFF

Read = tuple[Any, int]
"""A value, and where the next one begins."""


class Ext(tuple[int, bytes]):
    """An extension: its type and its bytes."""

    __slots__ = ()


def pack(value: Any) -> bytes:  # noqa: PLR0911  # one return per kind
    """A value of JSON's kinds, or bytes, in MessagePack."""
    if value is None:
        return b"\xc0"
    if value is True or value is False:
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        return _pack_int(value)
    if isinstance(value, float):
        return b"\xcb" + struct.pack(">d", value)
    if isinstance(value, str):
        return _pack_text(value.encode(errors="surrogatepass"))
    if isinstance(value, bytes):
        return _headed(value, (0xC4, 0xC5, 0xC6)) + value
    if isinstance(value, list | tuple):
        head = bytes([0x90 | len(value)]) if len(value) <= FIXED_LIST_MAX else _long(0xDC, value)
        return head + b"".join(pack(one) for one in value)
    assert isinstance(value, dict)
    assert len(value) <= FIXED_LIST_MAX
    pairs = b"".join(pack(key) + pack(one) for key, one in value.items())
    return bytes([0x80 | len(value)]) + pairs


def unpack(data: bytes) -> Any:
    """The one value that `data` holds.

    Raises:
        ValueError: it holds none, or more.
    """
    try:
        value, end = _read(data, 0)
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise ValueError(f"no MessagePack: {data.hex()}") from error
    if end != len(data):
        raise ValueError(f"more than one value: {data.hex()}")
    return value


def _pack_int(value: int) -> bytes:
    for least, most, form in (
        (0, 0x7F, ">B"),
        (-0x20, -1, ">b"),
        (0, BYTE_MAX, ">xB"),
        (0, SHORT_MAX, ">xH"),
        (0, 0xFFFFFFFF, ">xI"),
        (0, (1 << 64) - 1, ">xQ"),
        (-0x80, -1, ">xb"),
        (-0x8000, -1, ">xh"),
        (-0x80000000, -1, ">xi"),
        (-(1 << 63), -1, ">xq"),
    ):
        if least <= value <= most:
            packed = struct.pack(form, value)
            return _INTEGERS[form] + packed[1:] if "x" in form else packed
    raise ValueError(f"{value} has more than 64 bits")


_INTEGERS = {
    ">xB": b"\xcc",
    ">xH": b"\xcd",
    ">xI": b"\xce",
    ">xQ": b"\xcf",
    ">xb": b"\xd0",
    ">xh": b"\xd1",
    ">xi": b"\xd2",
    ">xq": b"\xd3",
}


def _pack_text(data: bytes) -> bytes:
    if len(data) <= FIXED_TEXT_MAX:
        return bytes([0xA0 | len(data)]) + data
    return _headed(data, (0xD9, 0xDA, 0xDB)) + data


def _headed(data: bytes, heads: tuple[int, int, int]) -> bytes:
    size = len(data)
    if size <= BYTE_MAX:
        return struct.pack(">BB", heads[0], size)
    if size <= SHORT_MAX:
        return struct.pack(">BH", heads[1], size)
    return struct.pack(">BI", heads[2], size)


def _long(head: int, value: list[Any] | tuple[Any, ...]) -> bytes:
    return struct.pack(">BH", head, len(value))


_NUMBERS = {
    0xCA: ">f",
    0xCB: ">d",
    0xCC: ">B",
    0xCD: ">H",
    0xCE: ">I",
    0xCF: ">Q",
    0xD0: ">b",
    0xD1: ">h",
    0xD2: ">i",
    0xD3: ">q",
}
_SIZED = {0xD9: ">B", 0xDA: ">H", 0xDB: ">I", 0xC4: ">B", 0xC5: ">H", 0xC6: ">I"}
_MANY = {0xDC: ">H", 0xDD: ">I", 0xDE: ">H", 0xDF: ">I"}
_EXTENSIONS = {0xC7: ">B", 0xC8: ">H", 0xC9: ">I"}
_FIXED_EXTENSIONS = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}
_PLAIN: dict[int, Any] = {0xC0: None, 0xC2: False, 0xC3: True}


def _read(data: bytes, place: int) -> Read:
    head, place = data[place], place + 1
    if head <= 0x7F or head >= 0xE0:  # noqa: PLR2004  # fixed integers
        return head - 0x100 * (head >= 0xE0), place  # noqa: PLR2004
    if head in _PLAIN:
        return _PLAIN[head], place
    if head in _NUMBERS:
        return _number(data, place, _NUMBERS[head])
    return _read_sized(data, place, head)


def _read_sized(data: bytes, place: int, head: int) -> Read:
    if 0xA0 <= head <= 0xBF:  # noqa: PLR2004  # fixed texts
        return _bytes(data, place, head & 0x1F, is_text=True)
    if head in _SIZED:
        size, place = _number(data, place, _SIZED[head])
        return _bytes(data, place, size, is_text=head >= 0xD9)  # noqa: PLR2004
    if head in _EXTENSIONS or head in _FIXED_EXTENSIONS:
        size = _FIXED_EXTENSIONS.get(head, 0)
        if not size:
            size, place = _number(data, place, _EXTENSIONS[head])
        kind, place = _number(data, place, ">b")
        body, place = _bytes(data, place, size, is_text=False)
        return Ext((kind, body)), place
    if head in _MANY:
        count, place = _number(data, place, _MANY[head])
    elif head <= 0x9F:  # noqa: PLR2004  # fixed maps and lists
        count = head & 0x0F
    else:
        raise ValueError(f"nobody knows {head:#x}")
    is_map = head <= 0x8F or head >= 0xDE  # noqa: PLR2004
    values = []
    for _ in range(count * 2 if is_map else count):
        value, place = _read(data, place)
        values.append(value)
    return (dict(zip(values[::2], values[1::2], strict=True)) if is_map else values), place


def _number(data: bytes, place: int, form: str) -> Read:
    (value,) = struct.unpack_from(form, data, place)
    return value, place + struct.calcsize(form)


def _bytes(data: bytes, place: int, size: int, *, is_text: bool) -> Read:
    part = data[place : place + size]
    if len(part) < size:
        raise ValueError("cut short")
    return (part.decode() if is_text else part), place + size
