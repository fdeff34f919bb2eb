"""Who hosts a connection: the hub behind a server, and what it is told of who has come.

Rule: a hub hears of a connection in one order: that it has opened, what it says, that it is gone.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from hubproof.simulator.session.events import Invoked
from hubproof.simulator.transports.requests import Asked

if TYPE_CHECKING:
    from hubproof.simulator.transports.connection import Connection


class HubHost(Protocol):
    """The hub behind a server: what it is told about its connections, always in this order.

    One that knows which calls it refuses unrun says so by a `takes_place` (TakesPlace). One that
    serves the calls which have come before their client left, and wait, has a `wants_the_rest`; one
    that asks its clients, or takes uploads, an `exchanged`.

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


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is at the other end: the connection's public id, its hub, its number there, its user.

    `asked` is what the request said with which it came.
    """

    id: str
    hub: str
    number: int
    user: str
    asked: Asked = field(default_factory=Asked)
