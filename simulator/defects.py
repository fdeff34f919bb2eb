"""Defects: what a server does wrong with a connection, and its network is innocent of.

Rule: each is one that a server was recorded with. A connection that is not read any more is ended
with the storm at the latest, as no client needs to notice it that says nothing.
"""

from collections.abc import Callable, Sequence

from hubproof.simulator import journal as lines
from hubproof.simulator.faults.close_with_error import CloseWithError
from hubproof.simulator.faults.keep_half_message import KeepHalfMessage
from hubproof.simulator.faults.stop_reading import StopReading
from hubproof.simulator.injection import Due
from hubproof.simulator.session import errors
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.transports.conversation import Conversation

DEFECTS = (StopReading, KeepHalfMessage, CloseWithError)
"""The faults that are carried out here."""


class Defects:
    """Carries them out, and remembers who is not read."""

    def __init__(self, *, journal: lines.Journal, clock: Callable[[], int]) -> None:
        self._journal = journal
        self._clock = clock
        self._unread: dict[Connection, Due] = {}

    def strike(
        self, due: Due, phase: str, note: Callable[[], None], connections: Sequence[Connection]
    ) -> bool:
        """Let `due` act; whether the call or callback that it was for goes no further."""
        struck = [one for one in connections if one.is_open and isinstance(one, Conversation)]
        if isinstance(due.fault, KeepHalfMessage):
            struck = [one for one in struck if one.can_come_back]
        elif isinstance(due.fault, StopReading):
            struck = [one for one in struck if one not in self._unread]
        if not struck:
            return False
        note()
        for one in struck:
            self._act(due, phase, one)
        if isinstance(due.fault, StopReading):
            return phase == "received"
        return isinstance(due.fault, CloseWithError)

    def closed(self, connection: Connection) -> None:
        """A connection is gone, and nobody waits for it to be read."""
        due = self._unread.pop(connection, None)
        if due is not None and due not in self._unread.values():
            self._journal.add(
                lines.FaultHealed(at_us=self._clock(), fault=due.index, name=due.fault.name)
            )

    def heal_all(self) -> None:
        """The storm is over: end what is not read."""
        for connection in list(self._unread):
            connection.cut()

    def _act(self, due: Due, phase: str, connection: Conversation) -> None:
        if isinstance(due.fault, StopReading):
            self._unread[connection] = due
            connection.stop_reading()
        elif isinstance(due.fault, KeepHalfMessage):
            connection.keep_half_message()
            connection.break_off(after_flush=phase == "answered")
        else:
            connection.close(errors.CLOSED_WITH_AN_ERROR, allow_reconnect=True, reason="server")
