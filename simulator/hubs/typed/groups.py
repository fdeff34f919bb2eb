"""Groups, users and connections of one hub: who is addressed by what.

Rules: names count their case, and no name is null. A connection leaves its groups when it goes;
nobody is in one twice. Who has no name is addressed by null, and by nothing else.
What a connection costs when it goes is what it has joined, however many groups there are.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from hubproof.simulator.hubs.typed.hub import NullArgumentError
from hubproof.simulator.transports.conversation import TOLD_AT_ONCE, Conversation

T = TypeVar("T")


def wanted(value: T | None, parameter: str) -> T:
    """The value, which .NET's own code calls `parameter`.

    Raises:
        NullArgumentError: it is null.
    """
    if value is None:
        raise NullArgumentError(parameter)
    return value


class Groups:
    """The connections of one hub, in the order in which they came."""

    def __init__(self) -> None:
        self._connections: dict[str, Conversation] = {}
        self._groups: dict[str, dict[str, None]] = {}
        self._memberships: dict[str, dict[str, None]] = {}
        self._missed = 0

    async def add(self, connection_id: str, group: str) -> None:
        """Let a connection into a group."""
        wanted(group, "groupName")
        if connection_id in self._connections:
            self._groups.setdefault(group, {})[connection_id] = None
            self._memberships.setdefault(connection_id, {})[group] = None

    async def remove(self, connection_id: str, group: str) -> None:
        """Take a connection out of a group."""
        wanted(group, "groupName")
        memberships = self._memberships.get(connection_id, {})
        if group in memberships:
            del memberships[group]
            self._strike(connection_id, group)

    def join(self, connection: Conversation) -> None:
        """A connection has come."""
        self._connections[connection.id] = connection

    def leave(self, connection_id: str) -> None:
        """A connection has gone, and from its groups."""
        self._connections.pop(connection_id, None)
        for group in self._memberships.pop(connection_id, ()):
            self._strike(connection_id, group)

    def _strike(self, connection_id: str, group: str) -> None:
        members = self._groups[group]
        del members[connection_id]
        if not members:
            del self._groups[group]

    def connection(self, connection_id: str) -> Conversation | None:
        """The connection of this public id."""
        return self._connections.get(connection_id)

    def is_turn_over(self) -> bool:
        """Whether so much was told to who is not there that everybody else should have a turn."""
        self._missed += 1
        return self._missed % TOLD_AT_ONCE == 0

    def everyone(self) -> list[Conversation]:
        """All connections."""
        return list(self._connections.values())

    def named(self, ids: Iterable[str] | None) -> Iterator[Conversation]:
        """The connections of these ids, each once."""
        named = dict.fromkeys(wanted(ids, "source"))
        return (self._connections[one] for one in named if one in self._connections)

    def members(self, groups: Iterable[str]) -> Iterator[Conversation]:
        """The members of these groups, once for each group that they are in."""
        for group in groups:
            for connection_id in list(self._groups.get(group, ())):
                yield self._connections[connection_id]

    def group(self, group: str | None) -> Iterator[Conversation]:
        """The members of one group."""
        return self.members([wanted(group, "groupName")])

    def users(self, users: Iterable[str | None] | None) -> Iterator[Conversation]:
        """Every connection of these users."""
        named = dict.fromkeys(wanted(users, "source"))
        return (one for one in self.everyone() if (one.user or None) in named)
