"""Running one call: to its result, or item by item, and what its client hears of either.

Rule: what a method has sent arrives before its answer, and nothing of it after. A slow client slows
its streams.
"""

import asyncio
from asyncio import CancelledError
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from types import CoroutineType
from typing import Any, Protocol

import msgspec

from hubproof.contract.dotnet.shapes import UnwritableError
from hubproof.simulator.hubs.typed.client import Client
from hubproof.simulator.hubs.typed.clients import Asking, Clients
from hubproof.simulator.hubs.typed.groups import Groups
from hubproof.simulator.hubs.typed.hub import Context, Hub
from hubproof.simulator.hubs.typed.signatures import Signature
from hubproof.simulator.session import errors
from hubproof.simulator.transports.conversation import Conversation

NOT_WHILE_CONNECTING = "Client results inside OnConnectedAsync Hub methods are not allowed."
ITEMS_AT_ONCE = 500
"""After so many items everybody else has a turn: a stream that never waits, to a client that reads
as fast, would hold up the whole server."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a method raised, and the sentence that it is told in."""

    sentence: str
    error: BaseException


class Manners(Protocol):
    """How a hub's host deals with its clients."""

    groups: Groups

    def says(self, outcome: Outcome) -> str:
        """The sentence for what a method raised."""

    def clients_of(self, caller: str, asking: Asking) -> Clients:
        """Everyone, as one of them addresses the others."""

    def break_off(self, connection: Conversation, error: Exception) -> None:
        """End a connection, on which something cannot be said."""


class Passage(msgspec.Struct, gc=True):
    """What a client is here for (Occasion): it goes, it comes, or it calls."""

    client: Client
    manners: Manners

    async def ask(self, question: Coroutine[Any, Any, Any]) -> Any:
        """Await the answer of whoever is asked."""
        return await question

    @property
    def context(self) -> Context:
        """The client's."""
        return self.client.context

    @property
    def groups(self) -> Groups:
        """The groups of its hub."""
        return self.manners.groups

    @property
    def clients(self) -> Clients:
        """Everyone, as this client addresses them."""
        return self.manners.clients_of(self.client.connection.id, self.ask)


class Greeting(Passage):
    """A client comes: nobody is asked before it is greeted."""

    async def ask(self, question: Coroutine[Any, Any, Any]) -> Any:
        """Refuse; RuntimeError in the words of ASP.NET Core."""
        question.close()
        raise RuntimeError(NOT_WHILE_CONNECTING)


class Call(Passage):
    """One call under way; `on_end` is called at its end."""

    invocation_id: str | None
    signature: Signature
    on_end: Callable[[], None] | None = None
    has_stepped_aside: bool = False

    async def ask(self, question: Coroutine[Any, Any, Any]) -> Any:
        """Await a client's answer; the caller's other calls are served meanwhile."""
        if not self.has_stepped_aside and self.signature.item is None:
            self.has_stepped_aside = True
            # In the next turn: the question goes out before any other call is served.
            loop = asyncio.get_running_loop()
            loop.call_soon(self.client.connection.step_aside, self.invocation_id)
        return await question

    def end(self) -> None:
        """The method has returned, or failed."""
        if self.on_end is not None:
            self.on_end()


def run(call: Call, hub: Hub, arguments: list[Any]) -> Coroutine[Any, Any, None] | None:
    """Call a plain method; what is left to await, or None where it is answered already."""
    try:
        result = call.signature.function(hub, *arguments)
    except (Exception, CancelledError) as error:  # noqa: BLE001  # all is told in one sentence
        _fail(call, error)
        return None
    if isinstance(result, CoroutineType):
        return _finish(call, result)
    _answer(call, result)
    return None


async def _finish(call: Call, waiting: Coroutine[Any, Any, Any]) -> None:
    try:
        result = await waiting
    except (Exception, CancelledError) as error:  # noqa: BLE001  # all is told in one sentence
        unless_ended(error)
        _fail(call, error)
    else:
        _answer(call, result)


def unless_ended(error: BaseException) -> None:
    """Raise a cancellation of this task on; one of what a method awaited is an error like others.

    Raises:
        CancelledError: the task is to end.
    """
    task = asyncio.current_task()
    if isinstance(error, CancelledError) and task is not None and task.cancelling():
        raise error


def _answer(call: Call, result: Any) -> None:
    client, invocation_id = call.client, call.invocation_id
    connection = client.connection
    if invocation_id is None or result is None:
        told = connection.protocol.null  # without any, a stream of the same id would end
    else:
        try:
            told = client.values.encode(result, call.signature.result)
        except Exception as error:  # noqa: BLE001  # it is not what its annotation says, either
            call.manners.break_off(connection, error)
            call.end()
            return
    connection.complete(invocation_id, told)
    if call.on_end is not None:
        call.on_end()


def _fail(call: Call, error: BaseException) -> None:
    sentence = call.manners.says(Outcome(errors.unexpected_error(call.signature.name), error))
    call.client.connection.complete(call.invocation_id, error=sentence)
    call.end()


async def stream(call: Call, hub: Hub, arguments: list[Any]) -> None:
    """Call a streaming method and tell its items, until it ends or nobody wants more."""
    assert call.invocation_id is not None
    try:
        await _stream(call, call.invocation_id, hub, arguments)
    finally:
        call.end()  # where nobody wants more, too: its uploads would hold up their client


async def _stream(call: Call, invocation_id: str, hub: Hub, arguments: list[Any]) -> None:
    try:
        items = call.signature.function(hub, *arguments)
        if isinstance(items, CoroutineType):
            items = await items
    except (Exception, CancelledError) as error:  # noqa: BLE001  # all is told in one sentence
        unless_ended(error)
        sentence = call.manners.says(Outcome(errors.unexpected_error(call.signature.name), error))
        call.client.connection.end_stream(invocation_id, sentence)
        return
    if items is None:
        refusal = errors.not_a_stream(call.signature.name)
        call.client.connection.end_stream(invocation_id, refusal)
    else:
        await _tell_items(call, invocation_id, items)


async def _tell_items(call: Call, invocation_id: str, items: Any) -> None:
    connection, shape = call.client.connection, call.signature.item
    assert shape is not None
    encode = call.client.values.encode
    try:
        told = 0
        async for item in items:
            connection.item(invocation_id, encode(item, shape))
            told += 1
            if connection.is_full:
                await connection.until_roomy()
            elif told % ITEMS_AT_ONCE == 0:
                await asyncio.sleep(0)
    except UnwritableError as error:
        call.manners.break_off(connection, error)
    except (Exception, CancelledError) as error:  # noqa: BLE001  # all is told in one sentence
        unless_ended(error)
        connection.end_stream(
            invocation_id, call.manners.says(Outcome(errors.stream_failed(), error))
        )
    else:
        connection.end_stream(invocation_id)
    finally:
        aclose = getattr(items, "aclose", None)
        if aclose is not None:
            await aclose()
