"""MessagePack read step by step: a cursor that says what it cannot read, and where a value ends.

Rule: the errors are those of the hub protocol, because a peer that asks for details matches on
them; and nothing is built from a length before its bytes are there.
"""

import struct
from dataclasses import dataclass
from typing import Any, NoReturn

from hubproof.contract.signalr.errors import ProtocolError

DEPTH_MAX = 500
"""Levels of nesting that are followed: MessagePack-CSharp's limit for untrusted data."""


class UnreadableError(ValueError):
    """The next value is of another kind, or not whole."""


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
_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}


class Cursor:
    """A place in MessagePack bytes. Every read raises `UnreadableError` where it cannot."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def value(self, depth: int = 0) -> Any:
        """The next value as Python has it; extensions as `Extension`."""
        kind, told = self._head()
        if kind == "constant":
            return told
        if kind == "str":
            return self._text(told)
        if kind == "bin":
            return self._take(told)
        if kind == "ext":
            code = struct.unpack(">b", self._take(1))[0]
            return Extension(code, self._take(told))
        if depth >= DEPTH_MAX:
            raise UnreadableError("nested too deeply")
        if kind == "array":
            return [self.value(depth + 1) for _ in self._times(told)]
        return {self._key(depth): self.value(depth + 1) for _ in self._times(told)}

    def array(self) -> int:
        """The length of the array that begins here."""
        return self._length("array")

    def table(self) -> int:
        """The length of the map that begins here."""
        return self._length("map")

    def integer(self) -> int:
        """A whole number of any width."""
        kind, told = self._head()
        if kind != "constant" or type(told) is not int:
            raise UnreadableError("not a whole number")
        return told

    def boolean(self) -> bool:
        """True or false."""
        kind, told = self._head()
        if kind != "constant" or type(told) is not bool:
            raise UnreadableError("not a boolean")
        return told

    def text(self) -> str | None:
        """Text or nil."""
        kind, told = self._head()
        if kind == "constant" and told is None:
            return None
        if kind != "str":
            raise UnreadableError("not text")
        return self._text(told)

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
        if self.place >= len(self.data):
            raise UnreadableError("past the end")
        return self.data[self.place]

    def _key(self, depth: int) -> Any:
        key = self.value(depth + 1)
        if isinstance(key, list | dict):
            raise UnreadableError("a key that is no plain value")
        return key

    def _times(self, count: int) -> range:
        if count > len(self.data) - self.place:
            raise UnreadableError("longer than its message")
        return range(count)

    def _length(self, wanted: str) -> int:
        kind, told = self._head()
        if kind != wanted:
            raise UnreadableError(f"not {wanted}")
        return int(told)

    def _text(self, size: int) -> str:
        return self._take(size).decode(errors="replace")

    def _take(self, size: int) -> bytes:
        end = self.place + size
        if end > len(self.data):
            raise UnreadableError("past the end")
        taken = self.data[self.place : end]
        self.place = end
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
        raise UnreadableError("a code that means nothing")


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
