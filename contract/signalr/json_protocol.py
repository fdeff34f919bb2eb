"""The JSON encoding of hub messages: each is a JSON object followed by the byte 0x1E.

Rule: how bytes fall into frames means nothing. Several messages may come at once, one may come in
any number of pieces, and the messages read are the same. Without it a client works until a proxy in
between repackages its frames.

Where the specification and ASP.NET Core differ, this follows ASP.NET Core: unknown fields are
skipped, text after the object up to the separator is ignored, nesting ends at 64 levels. A message
of an unknown type is skipped, as the specification asks.
"""

import json
import re
import sys

import msgspec

from hubproof.contract.signalr.errors import MessageTooLargeError, ProtocolError
from hubproof.contract.signalr.json_faults import explain
from hubproof.contract.signalr.messages import MESSAGE_TYPES, AnyMessage, Message, Ping

SEPARATOR = b"\x1e"

MESSAGE_BYTES_MAX = 32 * 1024
"""One message with its separator: ASP.NET Core's default MaximumReceiveMessageSize. It bounds
what a peer can make us hold before we have understood a single message."""

DEPTH_MAX = 64
"""Levels of nesting in one message, the object itself included: System.Text.Json's limit."""

NO_LIMIT = sys.maxsize

PING_BYTES = b'{"type":6}' + SEPARATOR

_encoder = msgspec.json.Encoder()
_decode = msgspec.json.Decoder(Message).decode
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ESCAPES = re.compile(
    rb"(?P<whole>\\[^u]|\\u[dD][89abAB]..\\u[dD][c-fC-F]..)|\\u[dD][89a-fA-F]..", re.DOTALL
)
_BRACKETS = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


class _Type(msgspec.Struct):
    type: int


_scanner = json.JSONDecoder()
_type_decoder = msgspec.json.Decoder(_Type)


def encode(message: Message) -> bytes:
    """The message as bytes, separator included. Payloads must be valid JSON text already."""
    if type(message) is Ping:
        return PING_BYTES
    return _encoder.encode(message) + SEPARATOR


def answer(invocation_id: str, result: bytes) -> bytes:
    """A completion with a result, which must be valid JSON text, as `encode` would write it."""
    told = _encoder.encode(invocation_id)
    return b"".join((b'{"type":3,"invocationId":', told, b',"result":', result, b"}", SEPARATOR))


class MessageReader:
    """Turns bytes into messages, however they were cut.

    `limit` is the longest message allowed, separator included; None allows any length.
    """

    __slots__ = (
        "_begun",
        "_begun_bytes",
        "_limit",
    )

    def __init__(self, limit: int | None = MESSAGE_BYTES_MAX) -> None:
        self._limit = NO_LIMIT if limit is None else limit
        self._begun: list[bytes] = []
        self._begun_bytes = 0

    def feed(self, data: bytes) -> list[AnyMessage]:
        """Every message that is complete now, in order.

        Raises:
            ProtocolError: a message is malformed or too large. Its `preceding` holds the good ones
                before it; the reader must not be fed again.
        """
        wholes = data.split(SEPARATOR)
        rest = wholes.pop()
        if self._begun and wholes:
            wholes[0] = b"".join([*self._begun, wholes[0]])
            self._begun = []
            self._begun_bytes = 0
        messages: list[AnyMessage] = []
        try:
            for whole in wholes:
                if len(whole) >= self._limit:
                    raise MessageTooLargeError(self._limit)
                # Counting is far cheaper than measuring, and few have this many brackets at all.
                if whole.count(b"[") + whole.count(b"{") > DEPTH_MAX:
                    _measure(whole)
                try:
                    messages.append(_decode(whole))
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    messages += _decode_oddity(whole, error)
            if rest:
                self._keep(rest)
        except ProtocolError as error:
            error.preceding = messages
            raise
        return messages

    def feed_eof(self) -> None:
        """The bytes have ended.

        Raises:
            ProtocolError: they ended within a message.
        """
        if self._begun_bytes:
            raise ProtocolError(
                f"Message is incomplete: the bytes ended {self._begun_bytes} into a message."
            )

    def forget(self) -> None:
        """Half a message of a dead connection is of no use to the next one."""
        self._begun = []
        self._begun_bytes = 0

    def _keep(self, part: bytes) -> None:
        self._begun.append(part)
        self._begun_bytes += len(part)
        if self._begun_bytes >= self._limit:
            raise MessageTooLargeError(self._limit)


def _decode_oddity(text: bytes, error: Exception) -> list[Message]:
    """What the .NET parser reads where ours does not: a message, or none of an unknown type.

    Raises:
        ProtocolError: it reads nothing there either.
    """
    if isinstance(error, msgspec.ValidationError):
        if _has_unknown_type(text):
            return []
        raise ProtocolError(*explain(text)) from error
    tolerable = _tolerable(text)
    if tolerable == text:
        raise ProtocolError(*explain(text)) from error
    try:
        return [_decode(tolerable)]
    except (msgspec.DecodeError, UnicodeDecodeError) as still:
        return _decode_oddity(tolerable, still)


def _has_unknown_type(text: bytes) -> bool:
    try:
        return _type_decoder.decode(text).type not in MESSAGE_TYPES
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False


def _tolerable(text: bytes) -> bytes:
    """`text` without what our parser refuses and the .NET one lets pass; else unchanged.

    Half a surrogate pair is legal JSON and no text. It becomes a byte that is no UTF-8, which may
    stay in a payload and fails the one call that reads it. Text behind the first value is dropped.
    """
    text = _ESCAPES.sub(lambda match: match["whole"] or b"\xff", text)
    try:
        value = text.decode(errors="surrogateescape").strip()
        _, end = _scanner.raw_decode(value)
    except ValueError:
        return text
    return value[:end].encode(errors="surrogateescape") if end < len(value) else text


def _measure(text: bytes) -> None:
    """Peel the innermost pairs of brackets outside quotes, as often as they may nest.

    Raises:
        ProtocolError: some are left.
    """
    nested = _TEXT.sub(b"", text).translate(_BRACKETS, _NO_BRACKETS)
    for _ in range(DEPTH_MAX):
        if not nested:
            return
        nested = nested.replace(b"[]", b"")
    if nested:
        raise ProtocolError("Error reading JSON.")
