"""What can be wrong with bytes that claim to be SignalR.

    ValueError
     └── ProtocolError             not a message, or one that breaks the protocol
          └── MessageTooLargeError  longer than the reader's limit

The sentences name what is wrong, and never repeat the peer's text: it may hold a key.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubproof.contract.signalr.messages import Message


class ProtocolError(ValueError):
    """The peer broke the protocol; the connection cannot go on.

    `preceding` are the whole messages that came before the bad one in the same bytes. A server
    serves them before it ends the connection.
    """

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.preceding: list[Message] = []


class MessageTooLargeError(ProtocolError):
    """One message is longer than the limit, separator included."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The maximum message size of {limit}B was exceeded; "
            "send smaller messages or raise the reader's limit."
        )
