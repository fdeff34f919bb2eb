"""Addressing: everyone, the others, groups, users, single connections.

Rules: a message to many is encoded once for each encoding that is spoken; who is not there is told
nothing and nobody minds, but a null is nobody's name; a slow client delays no other, and its own
caller only (79, 80).
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from msgspec import Raw

from hubproof.contract.dotnet.shapes import shape_of
from hubproof.contract.signalr.messages import Invocation
from hubproof.simulator.hubs.typed.groups import Groups, wanted
from hubproof.simulator.hubs.typed.hub import NotAnsweredError, NullReferenceError
from hubproof.simulator.hubs.typed.questions import Questions
from hubproof.simulator.hubs.typed.values import encode_all
from hubproof.simulator.transports.conversation import Conversation, Framed

T = TypeVar("T")

Asking = Callable[[Coroutine[Any, Any, Any]], Awaitable[Any]]
"""Awaits the answer to a question, in whatever way the asker has to."""


def broadcast(connections: Iterable[Conversation], target: str, arguments: tuple[Any, ...]) -> None:
    """Tell many, encoding once per encoding."""
    told: dict[str, Framed] = {}
    for connection in connections:
        protocol = connection.protocol
        framed = told.get(protocol.name)
        if framed is None:
            parts = [Raw(one) for one in encode_all(arguments, protocol)]
            framed = told[protocol.name] = Framed(protocol.encode(Invocation(target, parts)))
        connection.tell(framed)


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Target:
    """Whoever is told."""

    connections: Callable[[], Iterable[Conversation]]
    awaits_room: bool = False
    is_turn_over: Callable[[], bool] = _never
    """Asked where nobody is there to hold up who tells them: others want a turn now and then."""

    async def send(self, target: str, *arguments: Any) -> None:
        """Call them back; nobody answers."""
        connections = list(self.connections())
        broadcast(connections, target, arguments)
        if self.awaits_room:
            if not connections and self.is_turn_over():
                await asyncio.sleep(0)
            for connection in connections:
                await connection.until_roomy()


@dataclass(frozen=True, slots=True)
class Single(Target):
    """One client, which can be asked."""

    connection_id: str = ""
    questions: Questions | None = None
    asking: Asking | None = None

    async def invoke(
        self, kind: type[T], target: str, *arguments: Any, timeout_s: float | None = None
    ) -> T:
        """Ask, and wait for an answer of a `kind`.

        Raises:
            HubError: the client refuses, answers something else, or takes too long.
            NotAnsweredError: it is not there, or goes.
        """
        connection = next(iter(self.connections()), None)
        if connection is None or self.questions is None or self.asking is None:
            raise NotAnsweredError(f"Connection '{self.connection_id}' does not exist.")
        question = self.questions.ask(connection, shape_of(kind), target, arguments, timeout_s)
        answer: T = await self.asking(question)
        return answer


@dataclass(frozen=True, slots=True)
class GroupByGroup(Target):
    """Some groups, told in their order up to one that has no name."""

    groups: Sequence[str] = ()
    members: Callable[[Iterable[str]], Iterable[Conversation]] = lambda _: ()

    async def send(self, target: str, *arguments: Any) -> None:
        """Call them back; nobody answers.

        Raises:
            NullReferenceError: there are no groups at all.
            RuntimeError: one has no name; those before it have been told.
        """
        if self.groups is None:
            raise NullReferenceError
        for group in self.groups:
            if not group:
                raise RuntimeError("Cannot send to an empty group name.")
            broadcast(list(self.members([group])), target, arguments)


def _without(ids: list[str], connections: Iterable[Conversation]) -> list[Conversation]:
    return [one for one in connections if one.id not in wanted(ids, "source")]


class Clients:
    """The clients of a hub, as one caller addresses them; from outside there is no caller."""

    def __init__(
        self, groups: Groups, questions: Questions, asking: Asking, caller: str = ""
    ) -> None:
        self._groups = groups
        self._questions = questions
        self._asking = asking
        self._caller = caller

    @property
    def all(self) -> Target:
        """Everyone."""
        return Target(self._groups.everyone)

    @property
    def caller(self) -> Single:
        """Who called."""
        return self.client(self._caller)

    @property
    def others(self) -> Target:
        """Everyone else."""
        return self.all_except([self._caller])

    def all_except(self, ids: list[str]) -> Target:
        """Everyone but these."""
        return Target(lambda: _without(ids, self._groups.everyone()))

    def client(self, connection_id: str) -> Single:
        """One connection, whose slowness is its caller's business.

        Raises:
            NullArgumentError: it has no name.
        """
        wanted(connection_id, "connectionId")
        return Single(
            lambda: self._groups.named([connection_id]),
            awaits_room=True,
            is_turn_over=self._groups.is_turn_over,
            connection_id=connection_id,
            questions=self._questions,
            asking=self._asking,
        )

    def clients(self, ids: list[str]) -> Target:
        """Some connections."""
        return Target(lambda: self._groups.named(ids))

    def group(self, group: str) -> Target:
        """A group."""
        return Target(lambda: self._groups.group(group))

    def groups(self, groups: list[str]) -> Target:
        """Some groups: a connection is told once for each that it is in."""
        return GroupByGroup(lambda: (), groups=groups, members=self._groups.members)

    def group_except(self, group: str, ids: list[str]) -> Target:
        """A group without these."""
        return Target(lambda: _without(ids, self._groups.group(group)))

    def others_in_group(self, group: str) -> Target:
        """The others in a group."""
        return self.group_except(group, [self._caller])

    def user(self, user: str) -> Target:
        """Every connection of a user."""
        return Target(lambda: self._groups.users([user]))

    def users(self, users: list[str]) -> Target:
        """Every connection of some users."""
        return Target(lambda: self._groups.users(users))
