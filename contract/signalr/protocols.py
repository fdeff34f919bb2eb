"""The encodings of hub messages, side by side: what a session needs of each.

Rule: whoever speaks one of them asks this table and nothing else which it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from hubproof.contract.signalr import json_protocol, messagepack_protocol
from hubproof.contract.signalr.messages import AnyMessage, Message


class Reader(Protocol):
    """Bytes to messages, however the bytes were cut."""

    def feed(self, data: bytes) -> list[AnyMessage]:
        """Every message that is complete now."""

    def feed_eof(self) -> None:
        """The bytes have ended. Raises CutShortError: within a message."""

    def forget(self) -> None:
        """Half a message that was begun will not be ended."""


@dataclass(frozen=True, slots=True)
class HubProtocol:
    """One encoding: its name in the handshake, and how it reads and writes.

    `answer` encodes the most frequent message, a completion with a result, from its parts.
    """

    name: str
    is_binary: bool
    encode: Callable[[Message], bytes]
    answer: Callable[[str, bytes], bytes]
    reader: Callable[[int | None], Reader]
    ping: bytes
    null: bytes


JSON = HubProtocol(
    "json",
    is_binary=False,
    encode=json_protocol.encode,
    answer=json_protocol.answer,
    reader=json_protocol.MessageReader,
    ping=json_protocol.PING_BYTES,
    null=b"null",
)

MESSAGEPACK = HubProtocol(
    "messagepack",
    is_binary=True,
    encode=messagepack_protocol.encode,
    answer=messagepack_protocol.answer,
    reader=messagepack_protocol.MessageReader,
    ping=messagepack_protocol.PING_BYTES,
    null=messagepack_protocol.NIL,
)

PROTOCOLS: Mapping[str, HubProtocol] = {one.name: one for one in (JSON, MESSAGEPACK)}
"""By their names in lower case."""
