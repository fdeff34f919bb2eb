"""Placeholders: `$id.a`, `$token.a`, `$tag`, `$call.1`, which every run fills with its own.

Rule: what a placeholder stands for is learned where a recorded answer first has it, and must be the
same everywhere after. In MessagePack the length before a text is part of its bytes, so a text of
another length has another header there, and its message another length: both follow.
"""

import re
from collections.abc import Iterator

NAME = re.compile(r"\$(?:id\.\w+|token\.\w+|call\.\d+|tag)")
_VALUE = r"([\w\-.:]+)"
_VALUE_BYTES = rb"([\w\-.:]+)"

FIXED_TEXT = 0xA0
FIXED_TEXT_END = 0xC0
TEXT_8 = 0xD9
FIXED_TEXT_MAX = 31
PREFIX_BYTES_MAX = 5


class UnboundError(LookupError):
    """A placeholder was needed before any answer had told it."""


class Bindings:
    """What the placeholders of one run stand for."""

    def __init__(self, tag: str) -> None:
        self._values: dict[str, str] = {"$tag": tag}

    def knows(self, text: str) -> bool:
        """Whether every placeholder in `text` can be filled in."""
        return all(self._known(name) is not None for name in NAME.findall(text))

    def bind(self, name: str, value: str) -> bool:
        """Learn `name`, or say whether it is `value`. Two names never stand for the same."""
        if name in self._values:
            return self._values[name] == value
        if value in self._values.values():
            return False
        self._values[name] = value
        return True

    def fill(self, text: str) -> str:
        """`text` with every placeholder filled in.

        Raises:
            UnboundError: one of them is not known yet.
        """
        return NAME.sub(lambda match: self._value(match[0]), text)

    def fill_hex(self, digits: str) -> bytes:
        """MessagePack messages with every placeholder filled in, lengths included.

        Raises:
            UnboundError: one of them is not known yet.
        """
        if "$" not in digits:
            return bytes.fromhex(digits)
        holed, names = _with_holes(digits)
        values = iter([self._value(name).encode() for name in names])
        return b"".join(
            with_prefix(_HOLED_TEXT.sub(lambda _: text_of(next(values)), body))
            for body in split_prefixed(holed)
        )

    def agrees(self, recorded: str, heard: str) -> bool:
        """Whether `heard` is the recorded text, its placeholders learned or compared."""
        names = NAME.findall(recorded)
        if not names:
            return recorded == heard
        pattern = "".join(
            _VALUE if part in names else re.escape(part)
            for part in re.split(f"({NAME.pattern})", recorded)
        )
        match = re.fullmatch(pattern, heard, re.DOTALL)
        return match is not None and all(
            self.bind(name, value) for name, value in zip(names, match.groups(), strict=True)
        )

    def agrees_hex(self, digits: str, heard: bytes) -> bool:
        """The same for one MessagePack message with its length prefix."""
        if "$" not in digits:
            return bytes.fromhex(digits) == heard
        holed, names = _with_holes(digits)
        (recorded,) = split_prefixed(holed)
        literals = _HOLED_TEXT.split(recorded)[::2]
        pattern = rb"(?:[\xa0-\xbf]|\xd9.)" + _VALUE_BYTES
        try:
            (body,) = split_prefixed(heard)
        except ValueError:
            return False
        match = re.fullmatch(pattern.join(map(re.escape, literals)), body, re.DOTALL)
        if match is None:
            return False
        values = [value.decode() for value in match.groups()]
        return all(
            self.bind(name, value) for name, value in zip(names, values, strict=True)
        ) and heard == self.fill_hex(digits)

    def _value(self, name: str) -> str:
        value = self._known(name)
        if value is None:
            raise UnboundError(f"no answer has told what {name} is")
        return value

    def _known(self, name: str) -> str | None:
        # With version 0 of the negotiation the public id opens the connection: there is no token.
        return self._values.get(name, self._values.get(name.replace("$token", "$id")))


_HOLED_TEXT = re.compile(rb"(?:[\xa0-\xbf]|\xd9.)(\xff\xfe*)", re.DOTALL)


def _with_holes(digits: str) -> tuple[bytes, list[str]]:
    """The bytes with every placeholder as a hole of its recorded length, and their names."""
    parts = re.split(rf"\(({NAME.pattern})\)", digits)
    data = bytearray()
    for part in parts:
        if part.startswith("$"):
            size = data[-1] - FIXED_TEXT
            if not 0 <= size <= FIXED_TEXT_MAX:
                size = data[-1]
            data += b"\xff" + b"\xfe" * (size - 1)
        else:
            data += bytes.fromhex(part)
    return bytes(data), parts[1::2]


def text_of(value: bytes) -> bytes:
    """A MessagePack text with its header."""
    if len(value) <= FIXED_TEXT_MAX:
        return bytes([FIXED_TEXT + len(value)]) + value
    return bytes([TEXT_8, len(value)]) + value


def with_prefix(body: bytes) -> bytes:
    """A message behind its length, seven bits to a byte, the lowest first."""
    prefix = bytearray()
    size = len(body)
    while size > 0x7F:  # noqa: PLR2004  # seven bits
        prefix.append(size & 0x7F | 0x80)
        size >>= 7
    prefix.append(size)
    return bytes(prefix) + body


def split_prefixed(data: bytes) -> Iterator[bytes]:
    """The messages in `data`, each without its length.

    Raises:
        ValueError: the last one is not whole.
    """
    place = 0
    while place < len(data):
        end = whole_end(data, place)
        if end is None:
            raise ValueError("the last message is not whole")
        start, place = end
        yield data[start:place]


def whole_end(data: bytes, place: int) -> tuple[int, int] | None:
    """Where the message at `place` begins behind its length and where it ends; None if unfinished.

    Raises:
        ValueError: the length is no length.
    """
    size = 0
    for count in range(PREFIX_BYTES_MAX):
        if place + count >= len(data):
            return None
        byte = data[place + count]
        size |= (byte & 0x7F) << (7 * count)
        if not byte & 0x80:
            start = place + count + 1
            return (start, start + size) if start + size <= len(data) else None
    raise ValueError("a length of more than five bytes")
