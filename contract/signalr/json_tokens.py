"""JSON read token by token, refused at the byte and in the words in which System.Text.Json does.

Rules: nothing but RFC 8259, no comments, no trailing commas; 64 levels of nesting; text is looked
into when it is asked for, so that bytes that are no text may be skipped. Only asked when something
is odd, so it may take its time.

Source: the recordings `handshake/*.detailed` and `json/*`, and the documented behaviour of
Utf8JsonReader.
"""

import re
from typing import NoReturn

DEPTH_MAX = 64
"""Levels of nesting, the outermost value included."""

_SPACE = re.compile(rb"[ \t\r\n]*")
_PLAIN_TEXT = re.compile(rb'[^"\\\x00-\x1f]*')
_DIGITS = re.compile(rb"[0-9]*")
_HEX = b"0123456789abcdefABCDEF"
_DELIMITERS = b",}] \n\r\t/"
_LITERALS = {
    ord("t"): (b"true", "True"),
    ord("f"): (b"false", "False"),
    ord("n"): (b"null", "Null"),
}
_LOW, _PAIRS_END = 0xDC00, 0xE000
"""Where the second halves of surrogate pairs begin, and end."""

_ENDS = {ord("}"): "EndObject", ord("]"): "EndArray"}
_ESCAPES = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "b": "\b",
    "f": "\f",
    '"': '"',
    "\\": "\\",
    "/": "/",
}


NO_UTF8 = "Cannot transcode invalid UTF-8 JSON text to UTF-16 string."


class JsonSyntaxError(ValueError):
    """It is no JSON; the sentence names the byte and where it is."""


class UnreadableTextError(ValueError):
    """A token that is no text, or whose bytes or escapes make none."""


class JsonTokens:
    """The tokens of one JSON value. `kind` is the last one, with its bytes from `begin` to `end`.

    Of a text the bytes are what is between the quotes.
    """

    __slots__ = ("_open", "_place", "begin", "data", "end", "kind")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.kind = "None"
        self.begin = self.end = 0
        self._place = 0
        self._open: list[int] = []

    @property
    def place(self) -> int:
        """Where the next token is looked for."""
        return self._place

    def read(self) -> bool:
        """Go on to the next token; False behind the last.

        Raises:
            JsonSyntaxError: what comes is none.
        """
        at = self._skip_space(self._place)
        if at >= len(self.data):
            return self._read_end(at)
        byte = self.data[at]
        if self.kind == "None" or self.kind in ("StartArray", "PropertyName"):
            if self.kind == "StartArray" and byte == ord("]"):
                self._close(at)
            else:
                self._read_value(at)
        elif self.kind == "StartObject":
            if byte == ord("}"):
                self._close(at)
            else:
                self._read_name(at)
        else:
            self._read_next(at)
        return True

    def skip(self) -> None:
        """Go to the end of the value that is next after a name, or has begun."""
        if self.kind == "PropertyName":
            self.read()
        if self.kind in ("StartObject", "StartArray"):
            around = len(self._open)
            while len(self._open) >= around:
                self.read()

    def text(self) -> str:
        """The text of the token.

        Raises:
            UnreadableTextError: it is none.
        """
        if self.kind not in ("String", "PropertyName"):
            raise UnreadableTextError(
                f"Cannot get the value of a token type '{self.kind}' as a string."
            )
        told = self.data[self.begin : self.end].decode(errors="surrogateescape")
        if "\\" in told:
            told = _ESCAPED.sub(_unescaped, told)
        if not told.isascii():
            try:
                told.encode()
            except UnicodeEncodeError:
                raise UnreadableTextError(NO_UTF8) from None
        return told

    # Inside.

    def _read_end(self, at: int) -> bool:
        if self._open:
            self._refuse(
                at,
                "Expected depth to be zero at the end of the JSON payload."
                " There is an open JSON object or array that should be closed.",
            )
        if self.kind == "None":
            self._refuse(
                at,
                "The input does not contain any JSON tokens. Expected the input to start with a"
                " valid JSON token, when isFinalBlock is true.",
            )
        return False

    def _read_next(self, at: int) -> None:
        """What follows a value inside of something."""
        byte = self.data[at]
        if not self._open:
            said = "is invalid after a single JSON value. Expected end of data."
            self._refuse(at, f"'{_shown(byte)}' {said}")
        if byte in _ENDS:
            self._close(at)
            return
        if byte != ord(","):
            said = "is invalid after a value. Expected either ',', '}', or ']'."
            self._refuse(at, f"'{_shown(byte)}' {said}")
        after = self._skip_space(at + 1)
        if after >= len(self.data):
            self._refuse(
                at if after == at + 1 else after,
                "Expected start of a property name or value, but instead reached end of data.",
            )
        is_object = self._open[-1] == ord("}")
        if self.data[after] == self._open[-1]:
            what = "object" if is_object else "array"
            self._refuse(
                after,
                f"The JSON {what} contains a trailing comma at the end which is not supported in"
                " this mode. Change the reader options.",
            )
        if is_object:
            self._read_name(after)
        else:
            self._read_value(after)

    def _read_name(self, at: int) -> None:
        if self.data[at] != ord('"'):
            said = "is an invalid start of a property name. Expected a '\"'."
            self._refuse(at, f"'{_shown(self.data[at])}' {said}")
        self._read_text(at)
        colon = self._skip_space(self._place)
        if colon >= len(self.data):
            self._refuse(colon, "Expected a value, but instead reached end of data.")
        if self.data[colon] != ord(":"):
            said = "is invalid after a property name. Expected a ':'."
            self._refuse(colon, f"'{_shown(self.data[colon])}' {said}")
        self._place = colon + 1
        self.kind = "PropertyName"

    def _read_value(self, at: int) -> None:
        byte = self.data[at]
        if byte == ord('"'):
            self._read_text(at)
        elif byte in b"{[":
            self._begin(at, byte)
        elif byte in b"-0123456789":
            self._read_number(at)
        elif byte in _LITERALS:
            self._read_literal(at, *_LITERALS[byte])
        else:
            self._refuse(at, f"'{_shown(byte)}' is an invalid start of a value.")

    def _begin(self, at: int, byte: int) -> None:
        what = "object" if byte == ord("{") else "array"
        if len(self._open) >= DEPTH_MAX:
            self._refuse(
                at,
                f"The maximum configured depth of {DEPTH_MAX} has been exceeded."
                f" Cannot read next JSON {what}.",
            )
        self._open.append(ord("}") if what == "object" else ord("]"))
        self._take("StartObject" if what == "object" else "StartArray", at, at + 1)

    def _close(self, at: int) -> None:
        byte = self.data[at]
        if not self._open or self._open[-1] != byte:
            self._refuse(at, f"'{_shown(byte)}' is invalid without a matching open.")
        self._open.pop()
        self._take(_ENDS[byte], at, at + 1)

    def _read_literal(self, at: int, literal: bytes, kind: str) -> None:
        for place, byte in enumerate(literal, start=at):
            if self.data[place : place + 1] != bytes((byte,)):
                rest = self.data[at:].decode(errors="replace")
                self._refuse(
                    place,
                    f"'{rest}' is an invalid JSON literal."
                    f" Expected the literal '{literal.decode()}'.",
                )
        self._take(kind, at, at + len(literal))

    def _read_text(self, at: int) -> None:
        data = self.data
        place = at + 1
        while True:
            match = _PLAIN_TEXT.match(data, place)
            assert match is not None  # it may be empty
            place = match.end()
            if place >= len(data):
                self._refuse(place, "Expected end of string, but instead reached end of data.")
            if data[place] == ord('"'):
                break
            if data[place] != ord("\\"):
                said = "is invalid within a JSON string. The string should be correctly escaped."
                self._refuse(place, f"'{_shown(data[place])}' {said}")
            place = self._pass_escape(place + 1)
        self._take("String", at + 1, place)
        self._place = place + 1

    def _pass_escape(self, place: int) -> int:
        """The place behind an escape; `place` is behind its backslash."""
        data = self.data
        if place >= len(data):
            self._refuse(place, "Expected end of string, but instead reached end of data.")
        if chr(data[place]) not in (*_ESCAPES, "u"):
            self._refuse(
                place,
                f"'{_shown(data[place])}' is an invalid escapable character within a JSON string."
                " The string should be correctly escaped.",
            )
        if data[place] != ord("u"):
            return place + 1
        for digit in range(place + 1, place + 5):
            if digit >= len(data):
                self._refuse(digit, "Expected end of string, but instead reached end of data.")
            if data[digit] not in _HEX:
                self._refuse(
                    digit,
                    f"'{_shown(data[digit])}' is not a hex digit following '\\u' within a JSON"
                    " string. The string should be correctly escaped.",
                )
        return place + 5

    def _read_number(self, at: int) -> None:
        data = self.data
        place = at
        if data[place] == ord("-"):
            place = self._digit(place + 1, "immediately after a sign character ('+' or '-')")
        if data[place] == ord("0"):
            place += 1
            if data[place : place + 1].isdigit():
                self._refuse(place, f"Invalid leading zero before '{_shown(data[place])}'.")
        else:
            place = self._digits(place)
        allowed = b".eE"
        if data[place : place + 1] == b".":
            after = self._digit(place + 1, "immediately after a decimal point ('.')")
            place = self._digits(after)
            allowed = b"eE"
        if place < len(data) and data[place] in b"eE":
            place += 2 if data[place + 1 : place + 2] in (b"+", b"-") else 1
            after = self._digit(place, "immediately after a sign character ('+' or '-')")
            place = self._digits(after)
            allowed = b""
        self._end_number(place, allowed)
        self._take("Number", at, place)

    def _end_number(self, place: int, allowed: bytes) -> None:
        """Whether a number may end here; a decimal or an exponent could have followed."""
        if place >= len(self.data):
            if self._open:
                self._refuse_end_of_number(place, place - 1)
        elif self.data[place] not in _DELIMITERS:
            if allowed == b"eE":
                said = "is an invalid end of a number. Expected 'E' or 'e'."
                self._refuse(place, f"'{_shown(self.data[place])}' {said}")
            self._refuse_end_of_number(place, place)

    def _refuse_end_of_number(self, place: int, byte: int) -> NoReturn:
        said = "is an invalid end of a number. Expected a delimiter."
        self._refuse(place, f"'{_shown(self.data[byte])}' {said}")

    def _digit(self, place: int, where: str) -> int:
        if place >= len(self.data):
            self._refuse(place, "Expected a digit ('0'-'9'), but instead reached end of data.")
        if not self.data[place : place + 1].isdigit():
            said = f"is invalid within a number, {where}. Expected a digit ('0'-'9')."
            self._refuse(place, f"'{_shown(self.data[place])}' {said}")
        return place

    def _digits(self, place: int) -> int:
        match = _DIGITS.match(self.data, place)
        assert match is not None  # it may be empty
        return match.end()

    def _skip_space(self, at: int) -> int:
        match = _SPACE.match(self.data, at)
        assert match is not None  # it may be empty
        return match.end()

    def _take(self, kind: str, begin: int, end: int) -> None:
        self.kind, self.begin, self.end, self._place = kind, begin, end, end

    def _refuse(self, at: int, says: str) -> NoReturn:
        raise JsonSyntaxError(f"{says} {position(self.data, at)}")


def position(data: bytes, at: int) -> str:
    """Where a byte is, as that reader counts."""
    line = data.count(b"\n", 0, at)
    column = at - (data.rfind(b"\n", 0, at) + 1)
    return f"LineNumber: {line} | BytePositionInLine: {column}."


def _shown(byte: int) -> str:
    return chr(byte) if 0x20 <= byte < 0x7F else f"0x{byte:02X}"  # noqa: PLR2004  # ASCII


_ESCAPED = re.compile(
    r"\\u(?P<high>[dD][89abAB]..)(?:\\u(?P<low>....))?|\\u(?P<unit>....)|\\(?P<letter>.)", re.DOTALL
)


def _unescaped(match: "re.Match[str]") -> str:
    if match["letter"] is not None:
        return _ESCAPES[match["letter"]]
    if match["high"] is None:
        unit = int(match["unit"], 16)
        if _LOW <= unit < _PAIRS_END:
            raise UnreadableTextError(_invalid(unit))
        return chr(unit)
    if match["low"] is None:
        raise UnreadableTextError(
            "Cannot read incomplete UTF-16 JSON text as string with missing low surrogate."
        )
    low = int(match["low"], 16)
    if not _LOW <= low < _PAIRS_END:
        raise UnreadableTextError(_invalid(low))
    pair = bytes.fromhex(match["high"] + match["low"])
    return pair.decode("utf-16-be")


def _invalid(unit: int) -> str:
    return (
        f"Cannot read invalid UTF-16 JSON text as string. Invalid surrogate value: '0x{unit:02X}'."
    )
