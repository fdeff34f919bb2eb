"""The timings and bounds of one hub connection, each with its reason.

They are ASP.NET Core's defaults where it has one: both ends then agree on what silence means.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionOptions:
    """Seconds, unless the name says otherwise."""

    connect_timeout_s: float = 15.0
    """Negotiation, upgrade and handshake together; a server allows a handshake 15 s."""

    call_timeout_s: float = 10.0
    """How long a call may take before its outcome counts as unknown (the seeds' figure)."""

    ping_s: float = 15.0
    """A server that hears no hub ping for 30 s drops us; two fit into that."""

    server_timeout_s: float = 30.0
    """A server pings every 15 s; after 30 s without a frame nobody is there any more."""

    backoff_base_s: float = 1.0
    """The first reconnection comes within a second."""

    backoff_cap_s: float = 60.0
    """The longest an outage can put off the next attempt (the seeds' figure)."""

    attempts_max: int | None = None
    """Attempts in a row that may fail before the connection has ended for good; None: any number.
    A bot wants None: hubs are away for longer than anybody's patience (RECON-4)."""


DEFAULTS = ConnectionOptions()
