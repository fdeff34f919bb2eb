"""MessagePack read step by step: a cursor that says what it cannot read, and where a value ends.

Rule: the errors are those of the hub protocol, because a peer that asks for details matches on
them; and nothing is built from a length before its bytes are there.
"""

import struct
from dataclasses import dataclass
from typing import Any, NoReturn

from hubproof.contract.signalr.errors import ProtocolError


class UnreadableError(ValueError):
    """The next value is of another kind, or not whole; `named` is what .NET calls such an error."""

    def __init__(self, says: str, named: str = "MessagePackSerializationException") -> None:
        super().__init__(says)
        self.named = named


@dataclass(frozen=True, slots=True)
class Extension:
    """A value of an application's own type."""

    code: int
    data: bytes


_SIZED: dict[int, tuple[str, int]] = {
    0xC4: ("bin", 1),
    0xC5: ("bin", 2),
    0xC6: ("bin", 4),
    0xC7: ("ext", 1),
    0xC8: ("ext", 2),
    0xC9: ("ext", 4),
    0xD9: ("str", 1),
    0xDA: ("str", 2),
    0xDB: ("str", 4),
    0xDC: ("array", 2),
    0xDD: ("array", 4),
    0xDE: ("map", 2),
    0xDF: ("map", 4),
}
_FIXED_EXTENSIONS = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}
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
NIL = 0xC0
_OLD_BYTES = (*range(0xA0, 0xC0), 0xDA, 0xDB)
_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}


class Cursor:
    """A place in MessagePack bytes. Every read raises `UnreadableError` where it cannot."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def array(self) -> int:
        """The length of the array that begins here."""
        count = self._length("array")
        self._want(count)
        return count

    def table(self) -> int:
        """The length of the map that begins here."""
        count = self._length("map")
        self._want(2 * count)
        return count

    def integer(self, bits: int = 64) -> int:
        """A whole number of so many bits, of any width in the bytes."""
        number = self._constant(int)
        if not -(1 << bits - 1) <= number < 1 << bits - 1:
            raise UnreadableError(
                "Arithmetic operation resulted in an overflow.", "OverflowException"
            )
        return int(number)

    def number(self) -> float:
        """A number of any kind, as a double."""
        return float(self._constant(int, float))

    def boolean(self) -> bool:
        """True or false."""
        return bool(self._constant(bool))

    def nil(self) -> bool:
        """Whether nil comes, which is passed over."""
        is_nil = self.code() == NIL
        self.place += is_nil
        return is_nil

    def text(self) -> str | None:
        """Text or nil."""
        if self.nil():
            return None
        return self._take(self._length("str")).decode(errors="replace")

    def octets(self) -> bytes | None:
        """Bytes or nil. Text is taken for bytes, as encoders had no other form for them once."""
        if self.nil():
            return None
        return self._take(self._length("str" if self.code() in _OLD_BYTES else "bin"))

    def extension(self) -> Extension:
        """A value of an application's own type."""
        size = self._length("ext")
        code = struct.unpack(">b", self._take(1))[0]
        return Extension(code, self._take(size))

    def skip(self) -> bytes:
        """The bytes of the next value, whatever it is."""
        begun = self.place
        left = 1
        while left:
            left -= 1
            kind, told = self._head()
            if kind in ("str", "bin"):
                self._take(told)
            elif kind == "ext":
                self._take(told + 1)
            elif kind != "constant":
                left += told if kind == "array" else 2 * told
        return self.data[begun : self.place]

    def code(self) -> int:
        """The byte that the next value begins with."""
        self._want(1)
        return self.data[self.place]

    def _length(self, wanted: str) -> int:
        begun = self.code()
        kind, told = self._head()
        if kind != wanted:
            raise _unexpected(begun)
        return int(told)

    def _constant(self, *kinds: type) -> Any:
        begun = self.code()
        kind, told = self._head()
        if kind != "constant" or type(told) not in kinds:
            raise _unexpected(begun)
        return told

    def _want(self, size: int) -> None:
        """There have to be so many bytes."""
        if size > len(self.data) - self.place:
            raise UnreadableError(
                "Attempted to read past the end of the stream.", "EndOfStreamException"
            )

    def _take(self, size: int) -> bytes:
        self._want(size)
        taken = self.data[self.place : self.place + size]
        self.place += size
        return taken

    def _head(self) -> tuple[str, Any]:  # noqa: PLR0911  # one return per kind
        """What comes next: a constant with its value, or a kind with its length."""
        code = self._take(1)[0]
        if code < 0x80 or code >= 0xE0:  # noqa: PLR2004  # the small numbers of both signs
            return "constant", code if code < 0x80 else code - 0x100  # noqa: PLR2004  # the same
        if code < 0x90:  # noqa: PLR2004  # maps, arrays and texts carry short lengths themselves
            return "map", code & 0x0F
        if code < 0xA0:  # noqa: PLR2004  # the same
            return "array", code & 0x0F
        if code < 0xC0:  # noqa: PLR2004  # the same
            return "str", code & 0x1F
        if code in _CONSTANTS:
            return "constant", _CONSTANTS[code]
        if code in _NUMBERS:
            form = _NUMBERS[code]
            return "constant", struct.unpack(form, self._take(struct.calcsize(form)))[0]
        if code in _FIXED_EXTENSIONS:
            return "ext", _FIXED_EXTENSIONS[code]
        if code in _SIZED:
            kind, width = _SIZED[code]
            return kind, int.from_bytes(self._take(width))
        raise _unexpected(code)


def _unexpected(code: int) -> UnreadableError:
    return UnreadableError(f"Unexpected msgpack code {code} ({name_of_code(code)}) encountered.")


def name_of_code(code: int) -> str:
    """What MessagePack calls the values that begin with `code`."""
    if code < 0x80:  # noqa: PLR2004  # the first byte's ranges
        return "positive fixint"
    ranges = ((0x90, "fixmap"), (0xA0, "fixarray"), (0xC0, "fixstr"))
    for end, name in ranges:
        if code < end:
            return name
    if code >= 0xE0:  # noqa: PLR2004  # the same
        return "negative fixint"
    return _NAMES.get(code, "(never used)")


_NAMES = {
    0xC0: "nil",
    0xC2: "false",
    0xC3: "true",
    0xC4: "bin 8",
    0xC5: "bin 16",
    0xC6: "bin 32",
    0xCA: "float 32",
    0xCB: "float 64",
    0xCC: "uint 8",
    0xCD: "uint 16",
    0xCE: "uint 32",
    0xC7: "ext 8",
    0xC8: "ext 16",
    0xC9: "ext 32",
    0xD4: "fixext 1",
    0xD5: "fixext 2",
    0xD6: "fixext 4",
    0xD7: "fixext 8",
    0xD8: "fixext 16",
    0xDC: "array 16",
    0xDD: "array 32",
    0xCF: "uint 64",
    0xD0: "int 8",
    0xD1: "int 16",
    0xD2: "int 32",
    0xD3: "int 64",
    0xD9: "str 8",
    0xDA: "str 16",
    0xDB: "str 32",
    0xDE: "map 16",
    0xDF: "map 32",
}


def refuse(says: str, named: str = "InvalidDataException") -> NoReturn:
    """Raise the protocol's error in these words."""
    raise ProtocolError(says, named)
