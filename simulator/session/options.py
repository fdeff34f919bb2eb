"""The settings of a session, with ASP.NET Core's defaults.

Each bounds something that a peer could otherwise make endless: how long it is silent, how much it
sends at once, how many of its calls run.
"""

from dataclasses import dataclass

from hubproof.contract.signalr.json_protocol import MESSAGE_BYTES_MAX

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """Defaults as in HubOptionsSetup; `None` for `message_bytes_max` allows any length."""

    keep_alive_s: float = 15.0
    client_timeout_s: float = 30.0
    handshake_timeout_s: float = 15.0
    calls_at_once_max: int = 1
    message_bytes_max: int | None = MESSAGE_BYTES_MAX
