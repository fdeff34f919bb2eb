"""Forms: how each of a hub's clients is written to and read.

Rule: the dialect is the hub's, the encoding is the client's choice when it shakes hands.
"""

from msgspec import Raw

from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.contract.mesolive.form import Form, form_of
from hubproof.contract.signalr.messages import Completion, Invocation
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.world.effects import LoggedEvent, Response


class Forms:
    """The two forms of one dialect."""

    def __init__(self, dialect: Dialect = OURS) -> None:
        self._json = form_of(dialect)
        self._messagepack = form_of(dialect, is_binary=True)

    def of(self, connection: Connection) -> Form:
        """The form that this client speaks."""
        return self._messagepack if connection.protocol.is_binary else self._json

    def event(self, connection: Connection, event: LoggedEvent) -> bytes:
        """The payload of an event for this client: as it is kept, or packed."""
        if connection.protocol.is_binary:
            return self._messagepack.encode(event.payload)
        return event.json

    def invocation(self, connection: Connection, event: LoggedEvent) -> bytes:
        """The whole message that calls this client back with an event."""
        told = [Raw(self.event(connection, event))]
        return connection.protocol.encode(Invocation(event.callback, told))

    def completion(
        self, connection: Connection, invocation_id: str | None, response: Response | None
    ) -> bytes:
        """The whole message that answers a call; nothing where there is no answer to give."""
        if invocation_id is None or response is None:
            return b""
        told = Raw(self.of(connection).encode(response))
        return connection.protocol.encode(Completion(invocation_id, told))
