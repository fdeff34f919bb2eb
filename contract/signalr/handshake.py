"""The handshake: one JSON object each way, before any hub message and whatever their encoding.

Rule: bytes behind the handshake's separator belong to the hub messages and are handed on. A client
may send its first calls in the handshake's own frame, and losing them is losing an order.

Source: HubProtocol.md, "HandshakeRequest Message" and "HandshakeResponse Message".
"""

from collections.abc import Callable
from typing import Generic, TypeVar, cast

import msgspec

from hubproof.contract.signalr.errors import MessageTooLargeError, ProtocolError
from hubproof.contract.signalr.json_protocol import MESSAGE_BYTES_MAX, SEPARATOR
from hubproof.contract.signalr.json_reading import read_handshake
from hubproof.contract.signalr.messages import AbsentText


class HandshakeRequest(msgspec.Struct, frozen=True):
    """The client's first words: which encoding, and which version of it."""

    protocol: str
    version: int


class HandshakeResponse(msgspec.Struct, frozen=True, omit_defaults=True):
    """The server's: nothing, or why it will not go on."""

    error: AbsentText = None


class _TypedObject(msgspec.Struct):
    type: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_encoder = msgspec.json.Encoder()
_response_decoder = msgspec.json.Decoder(HandshakeResponse)
_typed_decoder = msgspec.json.Decoder(_TypedObject)
_Kind = TypeVar("_Kind", bound=HandshakeRequest | HandshakeResponse)


def encode_handshake(message: HandshakeRequest | HandshakeResponse) -> bytes:
    """The request or response as bytes, separator included."""
    return _encoder.encode(message) + SEPARATOR


class HandshakeReader(Generic[_Kind]):
    """Reads the one handshake message of `kind` at the start of a connection.

    `limit` is the longest allowed, separator included; None allows any length.
    """

    def __init__(self, kind: type[_Kind], limit: int | None = MESSAGE_BYTES_MAX) -> None:
        self._read = cast("Callable[[bytes], _Kind]", _READS[kind])
        self._limit = limit
        self._begun = b""

    def feed(self, data: bytes) -> tuple[_Kind | None, bytes]:
        """The message, or None until it is whole, and the bytes that follow it.

        Raises:
            MessageTooLargeError: no separator within the limit of one message.
            ProtocolError: it is malformed, or a hub message came instead of the response.
        """
        whole, separator, rest = (self._begun + data).partition(SEPARATOR)
        if self._limit is not None and len(whole) >= self._limit:
            raise MessageTooLargeError(self._limit)
        if not separator:
            self._begun = whole
            return None, b""
        return self._read(whole), rest


def _read_request(text: bytes) -> HandshakeRequest:
    return HandshakeRequest(*read_handshake(text))


def _read_response(text: bytes) -> HandshakeResponse:
    try:
        # Every field may be absent, so any hub message would pass for a response.
        if _typed_decoder.decode(text).type is not msgspec.UNSET:
            raise ProtocolError("Expected a handshake response from the server, got a hub message.")
        return _response_decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProtocolError(f"The handshake cannot be read: {error}") from error


_READS: dict[type, Callable[[bytes], object]] = {
    HandshakeRequest: _read_request,
    HandshakeResponse: _read_response,
}
