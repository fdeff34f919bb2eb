"""Users: several of them served at one address, each by a simulator and a world of his own.

A key says whose connection it is, and from there on nothing of anybody else's is within reach: no
list, log or group is shared, so none can be confused. What they share is the address; hubs that go
down go down for all of them.
"""

from collections.abc import Callable

from hubproof.simulator.serving import hub_server
from hubproof.simulator.session.events import Invoked
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.transports.hosting import HubHost


class Users:
    """One server for many users; it hands each connection to its user's host (HubHost)."""

    def __init__(self, *, clock: Callable[[], int], token: Callable[[], str]) -> None:
        self._user_of: dict[str, str] = {}
        self._hosts: dict[str, HubHost] = {}
        self.server = hub_server(self, authorize=self._user_of.get, clock=clock, token=token)

    def admit(self, key: str, user: str, host: HubHost) -> None:
        """Serve `user` by `host` from now on, who shows `key`.

        Raises:
            ValueError: The key or the user is known already.
        """
        if key in self._user_of or user in self._hosts:
            raise ValueError(f"{user} or the key is admitted already; give everybody their own")
        self._user_of[key] = user
        self._hosts[user] = host

    def opened(self, connection: Connection) -> None:
        """A connection finished its handshake."""
        self._hosts[connection.user].opened(connection)

    def invoked(self, connection: Connection, invoked: Invoked) -> None:
        """A method is called."""
        self._hosts[connection.user].invoked(connection, invoked)

    def cancelled(self, connection: Connection, invocation_id: str) -> None:
        """Nobody wants the rest of a stream."""
        self._hosts[connection.user].cancelled(connection, invocation_id)

    def closed(self, connection: Connection, error: str | None, reason: str) -> None:
        """A connection is gone."""
        self._hosts[connection.user].closed(connection, error, reason)
