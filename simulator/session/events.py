"""What a session tells the hub behind it, in the order in which it happened.

Rule: `Opened` comes first and at most once, `Closed` last and exactly once; whoever got no `Opened`
may ignore the `Closed`. Every stream that still ran gets its `Cancelled` before the `Closed`.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec

from hubproof.contract.signalr.errors import ProtocolError
from hubproof.contract.signalr.messages import Close

Reason = Literal["client", "lost", "timeout", "protocol", "handshake", "server"]
"""Who or what ended a session: the client said goodbye; its connection ended without one; it was
silent for too long; it broke the protocol; it never shook hands; the hub ended it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The handshake is done. What the hub sends now arrives before any answer."""


class Invoked(msgspec.Struct, frozen=True, gc=False):
    """The client calls `target`. Every call must be completed once, also one without an id.

    `arguments` are texts in the session's encoding that nobody has parsed; reading one may raise
    `ValueError`. `unreadable` says why there are none. `stream_ids` name the uploads it brings.
    """

    invocation_id: str | None
    target: str
    arguments: list[msgspec.Raw]
    streaming: bool = False
    stream_ids: tuple[str, ...] = ()
    unreadable: str | None = None


@dataclass(frozen=True, slots=True)
class Uploaded:
    """An item of an upload that the hub expects; say when it has been read."""

    stream_id: str
    item: msgspec.Raw


@dataclass(frozen=True, slots=True)
class UploadEnded:
    """An upload is over, with the client's error where there was one."""

    stream_id: str
    error: str | None


@dataclass(frozen=True, slots=True)
class Answered:
    """The client answers a question: with a result, an error, or neither."""

    invocation_id: str
    result: msgspec.Raw | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Nobody wants the rest of this stream; the session has completed it already."""

    invocation_id: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The session is over. `error` says what was wrong, where something was.

    `named` is how ASP.NET Core calls such an error.
    """

    error: str | None
    allow_reconnect: bool
    reason: Reason
    named: str = "InvalidDataException"

    @classmethod
    def by(
        cls, reason: Reason, wrong: ProtocolError | None = None, *, allow_reconnect: bool = False
    ) -> "Closed":
        """An end for this `reason`; who fell silent has done nothing `wrong`."""
        if wrong is None:
            return cls(None, allow_reconnect, reason)
        error = None if reason == "timeout" else str(wrong)
        return cls(error, allow_reconnect, reason, wrong.named)

    @classmethod
    def heard(cls, goodbye: Close) -> "Closed":
        """The client's own end; its error is told as a refusal of its own."""
        if goodbye.error is None:
            return cls.by("client")
        return cls(goodbye.error, allow_reconnect=False, reason="client", named="HubException")


Exchanged = Uploaded | UploadEnded | Answered
"""What only a hub hears of that expects it."""

Event = Opened | Invoked | Cancelled | Closed | Exchanged
