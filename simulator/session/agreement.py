"""The agreement that a handshake comes to: an encoding, or the sentence that refuses it.

Rules: the protocol's name ignores case; versions up to 2 are accepted, negative ones too; a binary
protocol needs a transport that carries bytes (behaviours 37 to 41).
"""

from collections.abc import Sequence

from hubproof.contract.signalr.errors import MessageTooLargeError, ProtocolError
from hubproof.contract.signalr.handshake import HandshakeReader, HandshakeRequest
from hubproof.contract.signalr.protocols import PROTOCOLS, HubProtocol
from hubproof.simulator.session import errors
from hubproof.simulator.session.options import SessionOptions

VERSION_MAX = 2
"""The newest handshake version; older ones, 0 and below included, are accepted as they are."""

STATEFUL_VERSION = 2
"""The first that can come back."""


def listen(
    reader: HandshakeReader[HandshakeRequest], data: bytes, options: SessionOptions
) -> tuple[HandshakeRequest | str | None, bytes]:
    """The handshake and the bytes behind it; None while it is not whole, a text that refuses it."""
    try:
        return reader.feed(data)
    except MessageTooLargeError:
        return errors.HANDSHAKE_CANCELED, b""
    except ProtocolError as error:
        return errors.explained(errors.HANDSHAKE_FAILED, error, options), b""


def agree(
    request: HandshakeRequest | str, spoken: Sequence[str], *, is_text_only: bool
) -> HubProtocol | str:
    """The encoding to speak, one of those `spoken` here, or why there is none.

    A request that could not be read is its own reason.
    """
    if isinstance(request, str):
        return request
    protocol = PROTOCOLS.get(request.protocol.lower())
    if protocol is None or protocol.name not in spoken:
        return errors.protocol_not_supported(request.protocol)
    if request.version > VERSION_MAX:
        return errors.version_not_supported(request.protocol, request.version)
    if protocol.is_binary and is_text_only:
        return errors.format_not_supported(protocol.name)
    return protocol
