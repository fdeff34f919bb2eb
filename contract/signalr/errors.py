"""What can be wrong with bytes that claim to be SignalR.

    ValueError
     └── ProtocolError             not a message, or one that breaks the protocol
          └── MessageTooLargeError  longer than the reader's limit

The sentences are ASP.NET Core's. They name what is wrong and do not repeat the peer's text, which
may hold a key; only the sentence about a handshake does, and it is told to nobody but that peer.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubproof.contract.signalr.messages import AnyMessage


class ProtocolError(ValueError):
    """The peer broke the protocol; the connection cannot go on.

    `preceding` are the whole messages that came before the bad one in the same bytes. A server
    serves them before it ends the connection. `named` is what ASP.NET Core calls such an error,
    which a client is told that asks for details.
    """

    def __init__(self, says: str, named: str = "InvalidDataException") -> None:
        super().__init__(says)
        self.named = named
        self.preceding: list[AnyMessage] = []


class CutShortError(ProtocolError):
    """The bytes ended within a message."""

    def __init__(self) -> None:
        super().__init__("Connection terminated while reading a message.")


class MessageTooLargeError(ProtocolError):
    """One message is longer than the limit, separator included."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The maximum message size of {limit}B was exceeded. "
            "The message size can be configured in AddHubOptions."
        )
