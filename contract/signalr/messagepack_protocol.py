"""The MessagePack encoding of hub messages: each is an array behind its length.

Rules: five elements or more make an invocation, more are skipped; lengths take up to five bytes and
2 GiB; an unknown type is skipped; bytes behind the array are ignored. Arguments stay as they are
until a method is known. The sentences are ASP.NET Core's.

Source: HubProtocol.md, "MessagePack (MsgPack) encoding", and the recordings `messagepack/*`.
"""

from collections.abc import Callable
from typing import TypeVar

import msgspec
from msgspec import UNSET, Raw

from hubproof.contract.signalr.errors import CutShortError, MessageTooLargeError, ProtocolError
from hubproof.contract.signalr.json_protocol import MESSAGE_BYTES_MAX
from hubproof.contract.signalr.messages import (
    PING,
    Ack,
    AnyMessage,
    CancelInvocation,
    Close,
    Completion,
    Invocation,
    Message,
    Sequence,
    StreamInvocation,
    StreamItem,
    Unbindable,
)
from hubproof.contract.signalr.packed import Cursor, UnreadableError, refuse

PREFIX_BYTES_MAX = 5
PREFIX_TOP = 0x07
"""What the fifth byte of a length may hold: 31 bits in all."""

LENGTH_BITS = 7
LENGTH_MASK = 0x7F
PLAIN_ELEMENTS = 5
"""An invocation without stream ids, as old clients send it."""

ERROR, VOID, RESULT = 1, 2, 3

NIL = b"\xc0"
PING_BYTES = b"\x02\x91\x06"

_T = TypeVar("_T")
_encode = msgspec.msgpack.Encoder().encode


def encode(message: Message) -> bytes:
    """The message as bytes, length included. Payloads must be MessagePack already."""
    return with_length(_encode(_elements(message)))


def answer(invocation_id: str, result: bytes) -> bytes:
    """A completion with a result, which must be MessagePack already, as `encode` would write it."""
    return with_length(_encode([3, {}, invocation_id, RESULT, Raw(result)]))


def with_length(body: bytes) -> bytes:
    """A message behind its length: seven bits to a byte, the lowest first."""
    size = len(body)
    if size <= LENGTH_MASK:
        return bytes((size,)) + body
    prefix = bytearray()
    while size > LENGTH_MASK:
        prefix.append(size & LENGTH_MASK | 0x80)
        size >>= LENGTH_BITS
    prefix.append(size)
    return bytes(prefix) + body


def _elements(message: Message) -> list[object]:  # noqa: PLR0911  # one return per message
    if isinstance(message, Completion):
        front: list[object] = [3, {}, message.invocation_id]
        if message.error is not None:
            return [*front, ERROR, message.error]
        return [*front, VOID] if message.result is UNSET else [*front, RESULT, message.result]
    if isinstance(message, StreamItem):
        return [2, {}, message.invocation_id, message.item]
    if isinstance(message, Invocation | StreamInvocation):
        number = 1 if isinstance(message, Invocation) else 4
        ids = message.stream_ids or []
        return [number, {}, message.invocation_id, message.target, message.arguments, ids]
    if isinstance(message, CancelInvocation):
        return [5, {}, message.invocation_id]
    if isinstance(message, Close):
        return [7, message.error, message.allow_reconnect]
    if isinstance(message, Ack):
        return [8, message.sequence_id]
    if isinstance(message, Sequence):
        return [9, message.sequence_id]
    return [6]


class MessageReader:
    """Turns bytes into messages, however they were cut.

    `limit` is the longest message allowed, length included; None allows any.
    """

    def __init__(self, limit: int | None = MESSAGE_BYTES_MAX) -> None:
        self._limit = limit
        self._begun = bytearray()
        self._wanted = 0  # so many bytes are there when what has begun is whole

    def feed(self, data: bytes) -> list[AnyMessage]:
        """Every message that is complete now, in order.

        Raises:
            ProtocolError: a message is malformed or too large. Its `preceding` holds the good ones
                before it; the reader must not be fed again.
        """
        if self._begun:
            # A peer may write byte by byte: what has come is not looked at anew for each of them.
            self._begun += data
            if len(self._begun) < self._wanted:
                return []
            data = bytes(self._begun)
        messages: list[AnyMessage] = []
        place = 0
        try:
            while (bounds := self._bounds(data, place)) is not None and bounds[1] <= len(data):
                start, place = bounds
                message = decode(data[start:place])
                if message is not None:
                    messages.append(message)
        except ProtocolError as error:
            error.preceding = messages
            raise
        self._begun = bytearray(data[place:])
        self._wanted = 0 if bounds is None else bounds[1] - place
        return messages

    def feed_eof(self) -> None:
        """The bytes have ended.

        Raises:
            CutShortError: they ended within a message.
        """
        if self._begun:
            raise CutShortError

    def forget(self) -> None:
        """Half a message of a dead connection is of no use to the next one."""
        self._begun = bytearray()

    def _bounds(self, data: bytes, place: int) -> tuple[int, int] | None:
        """Where the next message begins behind its length, and ends; None before that is known."""
        size = 0
        for count in range(PREFIX_BYTES_MAX):
            if place + count >= len(data):
                return None
            byte = data[place + count]
            if count == PREFIX_BYTES_MAX - 1 and byte > PREFIX_TOP:
                refuse("Messages over 2GB in size are not supported.", "FormatException")
            size |= (byte & LENGTH_MASK) << (LENGTH_BITS * count)
            if byte <= LENGTH_MASK:
                start = place + count + 1
                if self._limit is not None and start + size - place > self._limit:
                    raise MessageTooLargeError(self._limit)
                return start, start + size
        raise AssertionError("the fifth byte ends the length or is refused")


def decode(body: bytes) -> AnyMessage | None:
    """The message in `body`, or None where its type is unknown.

    Raises:
        ProtocolError: it is none.
    """
    cursor = Cursor(body)
    elements = _plainly(cursor.array)
    read = _READERS.get(_number(cursor, "messageType", 32))
    return None if read is None else read(cursor, elements)


def _read_invocation(cursor: Cursor, elements: int) -> AnyMessage:
    _skip_headers(cursor)
    invocation_id = _text(cursor, "invocationId") or None
    target = _filled(_text(cursor, "target"), "target for Invocation message")
    arguments, stream_ids = _arguments(cursor, elements)
    if arguments is None:
        return Unbindable(target, invocation_id, NO_ARRAY)
    return Invocation(target, arguments, invocation_id, stream_ids)


def _read_stream_invocation(cursor: Cursor, elements: int) -> AnyMessage:
    invocation_id = _id(cursor, "StreamInvocation")
    target = _filled(_text(cursor, "target"), "target for StreamInvocation message")
    arguments, stream_ids = _arguments(cursor, elements)
    if arguments is None:
        return Unbindable(target, invocation_id, NO_ARRAY, streaming=True)
    return StreamInvocation(invocation_id, target, arguments, stream_ids)


NO_ARRAY = "Reading array length for 'arguments' failed."


def _arguments(cursor: Cursor, elements: int) -> tuple[list[Raw] | None, list[str] | None]:
    """The arguments, and the ids of uploads; of arguments that break off the rest is one of them.

    None where there is no list of arguments at all.
    """
    try:
        count = cursor.array()
    except UnreadableError:
        return None, None
    arguments: list[Raw] = []
    for _ in range(count):
        begun = cursor.place
        try:
            arguments.append(Raw(cursor.skip()))
        except UnreadableError:
            broken = [Raw(cursor.data[begun:]), *[Raw(b"")] * count]
            return (arguments + broken)[:count], None
    if elements <= PLAIN_ELEMENTS:
        return arguments, None
    count = _read(cursor.array, "Reading array length for 'streamIds' failed.")
    return arguments, [_stream_id(cursor) for _ in range(count)] or None


def _stream_id(cursor: Cursor) -> str:
    return _filled(_plainly(cursor.text), "value in streamIds received")


def _read_item(cursor: Cursor, _: int) -> AnyMessage:
    # Whatever is left is the item: one that is none fails the stream, and not the connection.
    return StreamItem(_id(cursor, "StreamItem"), Raw(cursor.data[cursor.place :]))


def _read_completion(cursor: Cursor, _: int) -> AnyMessage:
    invocation_id = _id(cursor, "Completion")
    kind = _number(cursor, "resultKind", 32)
    if kind == ERROR:
        return Completion(invocation_id, error=_text(cursor, "error"))
    if kind == VOID:
        return Completion(invocation_id)
    if kind == RESULT:
        return Completion(invocation_id, Raw(_plainly(cursor.skip)))
    raise ProtocolError("Invalid invocation result kind.")


def _read_cancellation(cursor: Cursor, _: int) -> AnyMessage:
    return CancelInvocation(_id(cursor, "CancelInvocation"))


def _read_close(cursor: Cursor, elements: int) -> AnyMessage:
    error = _text(cursor, "error")
    allowed = False
    if elements > 2:  # noqa: PLR2004  # the third element is younger than the others
        allowed = _read(cursor.boolean, "Reading 'allowReconnect' as Boolean failed.")
    return Close(error, allowed)


def _read_ack(cursor: Cursor, _: int) -> AnyMessage:
    return Ack(_number(cursor, "sequenceId", 64))


def _read_sequence(cursor: Cursor, _: int) -> AnyMessage:
    return Sequence(_number(cursor, "sequenceId", 64))


_READERS: dict[int, Callable[[Cursor, int], AnyMessage]] = {
    1: _read_invocation,
    2: _read_item,
    3: _read_completion,
    4: _read_stream_invocation,
    5: _read_cancellation,
    6: lambda *_: PING,
    7: _read_close,
    8: _read_ack,
    9: _read_sequence,
}


def _read(read: Callable[[], _T], says: str) -> _T:
    try:
        return read()
    except UnreadableError:
        refuse(says)


def _plainly(read: Callable[[], _T]) -> _T:
    """Read what is refused in MessagePack's own words."""
    try:
        return read()
    except UnreadableError as error:
        refuse(str(error), error.named)


def _number(cursor: Cursor, field: str, bits: int) -> int:
    return _read(lambda: cursor.integer(bits), f"Reading '{field}' as Int{bits} failed.")


def _text(cursor: Cursor, field: str) -> str | None:
    return _read(cursor.text, f"Reading '{field}' as String failed.")


def _id(cursor: Cursor, message: str) -> str:
    _skip_headers(cursor)
    return _filled(_text(cursor, "invocationId"), f"invocation ID for {message} message")


def _filled(text: str | None, what: str) -> str:
    if not text:
        refuse(f"Null or empty {what}.")
    return text


def _skip_headers(cursor: Cursor) -> None:
    count = _read(cursor.table, "Reading map length for 'headers' failed.")
    seen: dict[str, None] = {}
    for number in range(count):
        key = _filled(_text(cursor, f"headers[{number}].Key"), "key in header")
        _filled(_text(cursor, f"headers[{number}].Value"), "value in header")
        if key in seen:
            refuse(
                f"An item with the same key has already been added. Key: {key}",
                "ArgumentException",
            )
        seen[key] = None
