"""The class that hubs are made from, and what a method sees of its caller.

Rule: an instance lives for one call. What outlives it, until the client has gone, is the context's
`items`.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from hubproof.simulator.hubs.typed.clients import Clients
    from hubproof.simulator.hubs.typed.groups import Groups

_Told = TypeVar("_Told")
_Method = TypeVar("_Method", bound=Callable[..., Any])


class HubError(Exception):
    """What a hub refuses in words of its own: its client is told them in every case."""


class NotAnsweredError(ConnectionError):
    """A question that nobody will answer: its client is not there, or has gone."""


class NullArgumentError(ValueError):
    """A null where .NET's own code wants something; `parameter` is what it calls that."""

    named = "ArgumentNullException"

    def __init__(self, parameter: str) -> None:
        super().__init__(f"Value cannot be null. (Parameter '{parameter}')")


class NullReferenceError(TypeError):
    """Something is asked of a null."""

    named = "NullReferenceException"

    def __init__(self) -> None:
        super().__init__("Object reference not set to an instance of an object.")


class ConnectionClosedError(Exception):
    """The client has gone, and what was awaited from it will not come."""


@dataclass(slots=True)
class Context:
    """Who is calling, for as long as it is connected.

    `aborted` is set when it has gone. `items` are the hub's to keep. `user` is empty where nobody
    has said who it is.
    """

    connection_id: str
    user: str
    transport: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    abort: Callable[[], None]
    items: dict[str, Any] = field(default_factory=dict)
    aborted: asyncio.Event = field(default_factory=asyncio.Event)


class Answer(Generic[_Told]):
    """In an annotation, the result of a call that is answered in a way of its hub's own."""


class Items(Generic[_Told]):
    """In an annotation, the items of a stream that are told in a way of its hub's own."""


class Occasion(Protocol):
    """What an instance of a hub is for: one call, or that a client has come or gone."""

    @property
    def context(self) -> Context:
        """Whose occasion it is."""

    @property
    def groups(self) -> "Groups":
        """The groups of its hub."""

    @property
    def clients(self) -> "Clients":
        """Everyone, as this client addresses them."""


class Hub:
    """What a hub's methods may use: `context`, `clients` and `groups`."""

    occasion: Occasion
    """Set for each instance; most methods ask nothing of it."""

    @property
    def context(self) -> Context:
        """Who is calling."""
        return self.occasion.context

    @property
    def groups(self) -> "Groups":
        """The groups of this hub."""
        return self.occasion.groups

    @property
    def clients(self) -> "Clients":
        """Everyone, as this caller addresses them."""
        return self.occasion.clients

    async def on_connected(self) -> None:
        """A client has come. What is raised here turns it away."""

    async def on_disconnected(self, error: Exception | None) -> None:
        """A client has gone, with an error where something was wrong."""


def hub_method(
    *, name: str | None = None, policy: str | None = None, endures: bool = False
) -> Callable[[_Method], _Method]:
    """Give a method another name on the wire, or a policy that its caller must satisfy.

    A stream that `endures` goes on to its end though its caller cancels it, as a .NET method does
    that takes no CancellationToken.
    """

    def mark(method: _Method) -> _Method:
        if name is not None:
            method.hub_name = name  # type: ignore[attr-defined]  # a mark on a function
        if policy is not None:
            method.hub_policy = policy  # type: ignore[attr-defined]  # the same
        if endures:
            method.hub_endures = True  # type: ignore[attr-defined]  # the same
        return method

    return mark


ERROR_NAMES: Mapping[type[BaseException], str] = {
    HubError: "HubException",
    NotAnsweredError: "IOException",
    ConnectionClosedError: "OperationCanceledException",
    asyncio.CancelledError: "OperationCanceledException",
    RuntimeError: "InvalidOperationException",
    ValueError: "ArgumentException",
    TypeError: "ArgumentException",
}
"""What ASP.NET Core calls the errors that both sides have."""


def name_of(error: BaseException) -> str:
    """What a client that asks for details is told that an error is called."""
    named = getattr(error, "named", None)
    if isinstance(named, str):
        return named
    return ERROR_NAMES.get(type(error), type(error).__name__)
