"""The answer to a negotiate request: which id to connect with, and over what.

Version 0 gives one id that is known to all and opens the connection; version 1 adds a token, so
that the public id opens nothing. A request that cannot be met is answered 200 with an error, as the
specification has it (TransportProtocols.md, "POST [endpoint-base]/negotiate").
"""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from hubproof.contract.dotnet.texts import int32_of

VERSION_MAX = 1


class Transport(msgspec.Struct, frozen=True, rename="camel"):
    """One way to connect, and the formats it can carry."""

    transport: str
    transfer_formats: tuple[str, ...]


TRANSPORTS: Mapping[str, Transport] = {
    "WebSockets": Transport("WebSockets", ("Text", "Binary")),
    "ServerSentEvents": Transport("ServerSentEvents", ("Text",)),
    "LongPolling": Transport("LongPolling", ("Text", "Binary")),
}
"""What can be offered, in this order. The formats are what a transport could carry; the handshake
says what is spoken."""


class Negotiated(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """The answer. `connection_token` is what opens the connection where there is one."""

    negotiate_version: int
    connection_id: str
    connection_token: str | None = None
    available_transports: tuple[Transport, ...] = msgspec.field(default_factory=tuple)
    use_stateful_reconnect: bool = False

    @property
    def key(self) -> str:
        """What the client brings as `id`."""
        return self.connection_token or self.connection_id


class Redirected(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """Where to negotiate instead, and with which key."""

    url: str
    access_token: str | None = None


class Refused(msgspec.Struct, frozen=True):
    """Why there will be no connection."""

    error: str


def negotiate(
    version: str | None,
    token: Callable[[], str],
    *,
    transports: Sequence[str] = ("WebSockets",),
    versions_from: int = 0,
    is_stateful: bool = False,
) -> Negotiated | Refused:
    """Answer a request that named this `negotiateVersion`, or none for version 0."""
    asked = 0 if version is None else int32_of(version)
    if asked is None:
        return Refused("The client requested a non-integer protocol version.")
    if asked < versions_from:
        return Refused(
            f"The client requested version '{asked}', but the server does not support this version."
        )
    offered = tuple(one for name, one in TRANSPORTS.items() if name in transports)
    if asked == 0:
        return Negotiated(0, token(), None, offered, is_stateful)
    return Negotiated(VERSION_MAX, token(), token(), offered, is_stateful)
