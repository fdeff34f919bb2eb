"""The settings of a session, with ASP.NET Core's defaults.

Each bounds something that a peer could otherwise make endless: how long it is silent, how much it
sends at once, how many of its calls run.
"""

from dataclasses import dataclass

from hubproof.contract.signalr.json_protocol import MESSAGE_BYTES_MAX

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """Defaults as in HubOptionsSetup; `None` for `message_bytes_max` allows any length.

    `buffer_bytes_max` bounds what a stateful connection keeps to tell again; with `has_details` a
    client is told what went wrong inside; `protocols` are the encodings that its hub can speak.
    """

    keep_alive_s: float = 15.0
    client_timeout_s: float = 30.0
    handshake_timeout_s: float = 15.0
    calls_at_once_max: int = 1
    message_bytes_max: int | None = MESSAGE_BYTES_MAX
    buffer_bytes_max: int = 100_000
    has_details: bool = False
    protocols: tuple[str, ...] = ("json",)
