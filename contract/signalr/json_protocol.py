"""The JSON encoding of hub messages: each is a JSON object followed by the byte 0x1E.

Rule: how bytes fall into frames means nothing. Several messages may come at once, one may come in
any number of pieces, and the messages read are the same. Without it a client works until a proxy in
between repackages its frames.

Where the specification and ASP.NET Core differ, this follows ASP.NET Core: unknown fields are
skipped, text after the object up to the separator is ignored, nesting ends at 64 levels. A message
of an unknown type is skipped, as the specification asks. What is not quite as a client writes it
is read a second time, member by member, to the same message or to the sentence that refuses it.
"""

import sys
from collections.abc import Callable

import msgspec

from hubproof.contract.signalr.errors import CutShortError, MessageTooLargeError, ProtocolError
from hubproof.contract.signalr.json_reading import read_message
from hubproof.contract.signalr.json_tokens import DEPTH_MAX
from hubproof.contract.signalr.messages import AnyMessage, Message, Ping

SEPARATOR = b"\x1e"

MESSAGE_BYTES_MAX = 32 * 1024
"""One message with its separator: ASP.NET Core's default MaximumReceiveMessageSize. It bounds
what a peer can make us hold before we have understood a single message."""

NO_LIMIT = sys.maxsize

PING_BYTES = b'{"type":6}' + SEPARATOR

_OPENS_ARRAY, _OPENS_OBJECT = b"[{"
_DEEP_FROM = DEPTH_MAX + len('"item":')
"""Where the first bracket that is too deep can stand: behind the others and the shortest name."""

_encode = msgspec.json.Encoder().encode
_decode: Callable[[bytes], Message] = msgspec.json.Decoder(Message).decode


def encode(message: Message) -> bytes:
    """The message as bytes, separator included. Payloads must be valid JSON text already."""
    if type(message) is Ping:
        return PING_BYTES
    return _encode(message) + SEPARATOR


def answer(invocation_id: str, result: bytes) -> bytes:
    """A completion with a result, which must be valid JSON text, as `encode` would write it."""
    told = _encode(invocation_id)
    return b'{"type":3,"invocationId":' + told + b',"result":' + result + b"}\x1e"


def _read(whole: bytes) -> Message | None:
    # Few have so many brackets at all that they could be nested beyond the limit.
    if whole.count(b"[") + whole.count(b"{") <= DEPTH_MAX:
        try:
            return _decode(whole)
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass  # it is read anew, and slowly
    return read_message(whole)


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
        whole, end, rest = data.partition(SEPARATOR)
        if end and not rest and not self._begun and len(whole) < self._limit:
            # One whole message, as almost always; and what has no bracket so late is not too deep.
            late = whole[_DEEP_FROM:]
            if _OPENS_ARRAY not in late and _OPENS_OBJECT not in late:
                try:
                    return [_decode(whole)]
                except (msgspec.DecodeError, UnicodeDecodeError):
                    pass  # it is read with more care below
        return self._feed_any(data)

    def _feed_any(self, data: bytes) -> list[AnyMessage]:
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
                if (message := _read(whole)) is not None:
                    messages.append(message)
            if rest:
                self._keep(rest)
        except ProtocolError as error:
            error.preceding = messages
            raise
        return messages

    def feed_eof(self) -> None:
        """The bytes have ended.

        Raises:
            CutShortError: they ended within a message.
        """
        if self._begun_bytes:
            raise CutShortError

    def forget(self) -> None:
        """Half a message of a dead connection is of no use to the next one."""
        self._begun = []
        self._begun_bytes = 0

    def _keep(self, part: bytes) -> None:
        self._begun.append(part)
        self._begun_bytes += len(part)
        if self._begun_bytes >= self._limit:
            raise MessageTooLargeError(self._limit)
