"""Hosting: what a server tells the hub behind it, and nothing that it asks of one.

Rule: a hub hears of its connections in the order in which things happened to them.
"""

from typing import TYPE_CHECKING, Protocol

from hubproof.simulator.session.events import Invoked

if TYPE_CHECKING:
    from hubproof.simulator.transports.connection import Connection


class HubHost(Protocol):
    """The hub behind a server: what it is told about its connections, always in this order.

    `reason` of `closed` is `client`, `lost`, `timeout`, `protocol`, `server`, `cut`, `restart`,
    `reset`, `stuck` or `stopped`; `error` says more where something was wrong.
    """

    def opened(self, connection: "Connection") -> None:
        """The handshake is done. What is sent now arrives before any answer."""

    def invoked(self, connection: "Connection", invoked: Invoked) -> None:
        """A method is called; `Connection.complete` must follow, also for a call without an id."""

    def cancelled(self, connection: "Connection", invocation_id: str) -> None:
        """Nobody wants the rest of this stream."""

    def closed(self, connection: "Connection", error: str | None, reason: str) -> None:
        """The connection is gone. Told once for every `opened`."""
