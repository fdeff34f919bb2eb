"""The lobby that the endpoints of one server share: ids that wait, and ids that are connected.

Rule: an id leads to one connection in one transport, at whichever endpoint it is brought to.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from hubproof.simulator.session.options import SessionOptions
from hubproof.simulator.transports.carriage import EVENTS, POLLING, WEB_SOCKETS
from hubproof.simulator.transports.conversation import Conversation
from hubproof.simulator.transports.negotiation import Redirected, Refused
from hubproof.simulator.transports.polling import PollPlace
from hubproof.simulator.transports.reservations import Reservations

POLL_S = 90.0
"""How long a poll waits for anything to tell: ASP.NET Core's LongPollingOptions.PollTimeout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointOptions:
    """How one endpoint behaves; the defaults are those of the MesoLive hubs.

    `session` overrides the server's options. With `needs_user` a request without a known key is
    refused; else it has no user. `versions_from` is the least negotiation version; `instead`
    answers every negotiation, where the connection is to be had elsewhere or not at all.
    """

    session: SessionOptions | None = None
    transports: tuple[str, ...] = (WEB_SOCKETS,)
    versions_from: int = 0
    is_stateful: bool = False
    instead: Redirected | Refused | None = None
    needs_user: bool = True
    poll_s: float = POLL_S


ALL_TRANSPORTS = (WEB_SOCKETS, EVENTS, POLLING)


@dataclass(slots=True)
class Lobby:
    """What the endpoints of one server share."""

    clock: Callable[[], int]
    token: Callable[[], str]
    options: SessionOptions
    reservations: Reservations = field(default_factory=Reservations)
    connections: dict[str, Conversation] = field(default_factory=dict)
    places: dict[str, PollPlace] = field(default_factory=dict)
    is_down: bool = False

    def forget(self, key: str) -> None:
        """Nobody is connected by this id any more."""
        self.connections.pop(key, None)
        place = self.places.pop(key, None)
        if place is not None:
            place.finish()

    def forget_ended(self) -> None:
        """Forget the connections that polled and have ended, whether or not a poll was told."""
        for key in [key for key in self.places if not self.connections[key].is_open]:
            self.forget(key)
