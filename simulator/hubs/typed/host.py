"""What stands between a hub's class and its connections: it greets, binds, runs and tells.

Rule: a method that only computes is answered in the same turn of the loop; one that waits is a task
of its own. Whatever a method does to itself, its client hears ASP.NET Core's sentence about it.
"""

import asyncio
from asyncio import CancelledError
from collections.abc import Callable, Coroutine
from typing import Any

from hubproof.simulator.hubs.typed.binding import Binder, Unbound, nobody
from hubproof.simulator.hubs.typed.client import Client
from hubproof.simulator.hubs.typed.clients import Asking, Clients
from hubproof.simulator.hubs.typed.groups import Groups
from hubproof.simulator.hubs.typed.hub import Context, Hub, HubError, name_of
from hubproof.simulator.hubs.typed.questions import Questions
from hubproof.simulator.hubs.typed.running import (
    Call,
    Greeting,
    Outcome,
    Passage,
    run,
    stream,
    unless_ended,
)
from hubproof.simulator.hubs.typed.signatures import Signature, signatures_of
from hubproof.simulator.hubs.typed.uploads import Upload
from hubproof.simulator.hubs.typed.values import values_of
from hubproof.simulator.session import errors
from hubproof.simulator.session.events import Answered, Exchanged, Invoked, Uploaded
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.transports.conversation import Conversation

PARTING_S = 5.0
"""How long a hub may take to hear that its clients have gone when its server stops."""


class LeftError(Exception):
    """Why a connection ended; `named` is what ASP.NET Core calls it."""

    def __init__(self, says: str, named: str) -> None:
        super().__init__(says)
        self.named = named


class TypedHost:
    """Serves one hub at any number of endpoints.

    With `has_details` clients are told what went wrong inside; `may` says whether a user satisfies
    a method's policy.
    """

    def __init__(
        self,
        hub: type[Hub],
        *,
        has_details: bool = False,
        may: Callable[[str, str], bool] = nobody,
    ) -> None:
        self._hub = hub
        self._binder = Binder(signatures_of(hub), has_details, may)
        self.takes_place = self._binder.takes_place
        """Which calls wait for a place (TakesPlace)."""
        self._has_details = has_details
        self.groups = Groups()
        self._questions = Questions()
        self._clients: dict[str, Client] = {}
        self._parting: dict[asyncio.Task[Any], None] = {}
        self._tasks: dict[asyncio.Task[Any], None] = {}
        self._greets = hub.on_connected is not Hub.on_connected

    @property
    def clients(self) -> Clients:
        """Everyone, as addressed from outside of any call."""
        return Clients(self.groups, self._questions, _just_await)

    def clients_of(self, caller: str, asking: Asking) -> Clients:
        """Everyone, as one of them addresses the others (Manners)."""
        return Clients(self.groups, self._questions, asking, caller)

    def says(self, outcome: Outcome) -> str:
        """The sentence for what a method raised (Manners)."""
        return self._told(outcome.sentence, outcome.error)

    def break_off(self, connection: Conversation, error: Exception) -> None:
        """End a connection for an error, which its hub hears of (Manners)."""
        client = self._clients.get(connection.id)
        if client is not None:
            client.why = error
            told = self._told(errors.CLOSED_WITH_AN_ERROR, error)
            connection.close(told, allow_reconnect=True)

    async def stop(self) -> None:
        """End whatever still runs, when the hub has heard that its clients have gone."""
        if self._parting:
            await asyncio.wait(list(self._parting), timeout=PARTING_S)
        for task in self._tasks:
            task.cancel()

    # What the server tells.

    def opened(self, connection: Connection) -> None:
        """A client has shaken hands (HubHost)."""
        assert isinstance(connection, Conversation)
        asked = connection.asked
        context = Context(
            connection.id,
            connection.user,
            asked.transport,
            asked.headers,
            asked.query,
            connection.abort,
        )
        client = self._clients[connection.id] = Client(
            connection, context, values_of(connection.protocol)
        )
        self.groups.join(connection)
        if self._greets:
            connection.hold()
            self._begin(self._greet(client))
        else:
            client.is_greeted = True

    def invoked(self, connection: Connection, invoked: Invoked) -> None:
        """A method is called (HubHost)."""
        client = self._clients[connection.id]
        bound = self._binder.bind(invoked, connection.protocol, connection.user, client.uploads)
        if isinstance(bound, Unbound):
            self._refuse(client, invoked, bound.error)
            return
        signature = bound.signature
        call = Call(client, self, invoked.invocation_id, signature)
        hub = self._hub()
        hub.occasion = call
        if not signature.is_plain:
            self._run_with_streams(client, invoked, call, hub, bound.arguments)
        elif (waiting := run(call, hub, bound.arguments)) is not None:
            self._go_on_later(call, waiting)

    def cancelled(self, connection: Connection, invocation_id: str) -> None:
        """Nobody wants the rest of a stream (HubHost)."""
        client = self._clients.get(connection.id)
        task = None if client is None else client.streams.pop(invocation_id, None)
        if task is not None:
            task.cancel()

    def exchanged(self, connection: Connection, event: Exchanged) -> None:
        """An upload goes on, or a question is answered (ExchangingHost)."""
        client = self._clients.get(connection.id)
        if client is None:
            return
        if isinstance(event, Answered):
            if not self._questions.answered(client.connection, event):
                says = errors.not_to_be_answered(connection.id, event.invocation_id)
                self.break_off(client.connection, LeftError(says, "InvalidOperationException"))
        elif isinstance(event, Uploaded):
            client.uploads[event.stream_id].add(bytes(event.item), has_details=self._has_details)
        else:
            client.uploads.pop(event.stream_id).end(event.error)

    def wants_the_rest(self, connection: Connection) -> bool:
        """Whether calls are served that have come before their client has gone, and wait."""
        client = self._clients.get(connection.id)
        return client is not None and client.is_greeted

    def closed(self, connection: Connection, error: str | None, reason: str) -> None:
        """A client has gone (HubHost); of its streams each was told that nobody wants it."""
        client = self._clients.pop(connection.id)
        self.groups.leave(connection.id)
        self._questions.lose(client.connection)
        client.context.aborted.set()
        for upload in client.uploads.values():
            upload.lose()
        client.has_left = True
        client.why = client.why or _why(client.connection, error, reason)
        if client.is_greeted:
            task = self._begin(self._part(client))
            self._parting[task] = None
            task.add_done_callback(self._parting.pop)

    # Inside.

    async def _greet(self, client: Client) -> None:
        connection = client.connection
        try:
            await self._instance(Greeting(client, self)).on_connected()
        except (Exception, CancelledError) as error:  # noqa: BLE001  # all turns the client away
            unless_ended(error)
            connection.close(self._told(errors.CLOSED_WITH_AN_ERROR, error))
            return
        client.is_greeted = True
        if client.has_left:
            await self._part(client)
        else:
            connection.go_on()

    async def _part(self, client: Client) -> None:
        """Tell the hub that a client has gone: once for each that it has greeted."""
        await self._instance(Passage(client, self)).on_disconnected(client.why)

    def _go_on_later(self, call: Call, waiting: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Let a method wait, and begin to before anything else of its caller's is served."""
        task = self._begin(waiting)
        call.client.connection.hold_for_a_turn()
        return task

    def _run_with_streams(
        self, client: Client, invoked: Invoked, call: Call, hub: Hub, arguments: list[Any]
    ) -> None:
        signature = call.signature
        if signature.uploads:
            arguments = self._with_uploads(client, invoked, signature, arguments)
            brought = {name: client.uploads[name] for name in invoked.stream_ids}
            call.on_end = lambda: self._close_uploads(client, brought)
        if signature.item is not None and invoked.invocation_id is not None:
            task = self._go_on_later(call, stream(call, hub, arguments))
            self._keep_stream(client, invoked.invocation_id, task)
            if signature.endures:
                client.connection.endure(invoked.invocation_id)
        elif (waiting := run(call, hub, arguments)) is not None:
            self._go_on_later(call, waiting)

    def _keep_stream(self, client: Client, name: str, task: "asyncio.Task[None]") -> None:
        """Remember a stream for as long as it runs."""
        client.streams[name] = task

        def forget(_: object) -> None:
            if client.streams.get(name) is task:
                del client.streams[name]

        task.add_done_callback(forget)

    def _with_uploads(
        self, client: Client, invoked: Invoked, signature: Signature, arguments: list[Any]
    ) -> list[Any]:
        plain, ids = iter(arguments), iter(invoked.stream_ids)
        told: list[Any] = []
        for parameter in signature.parameters:
            if parameter.item is None:
                told.append(next(plain))
                continue
            stream_id = next(ids)
            upload: Upload[Any] = Upload(client.connection, stream_id, parameter.item)
            client.uploads[stream_id] = upload
            told.append(upload)
        return told

    def _close_uploads(self, client: Client, brought: dict[str, Upload[Any]]) -> None:
        for stream_id, upload in brought.items():
            # Its id may be that of a later upload by now, if this one has ended.
            if client.uploads.get(stream_id) is upload:
                del client.uploads[stream_id]
                upload.close()

    def _instance(self, occasion: Passage) -> Hub:
        """The hub, for a client that comes or goes."""
        hub = self._hub()
        hub.occasion = occasion
        return hub

    def _refuse(self, client: Client, invoked: Invoked, error: str) -> None:
        if invoked.streaming and invoked.invocation_id is not None:
            client.connection.end_stream(invoked.invocation_id, error)
        else:
            client.connection.complete(invoked.invocation_id, error=error)

    def _told(self, sentence: str, error: BaseException) -> str:
        if isinstance(error, HubError) or self._has_details:
            return errors.detailed(sentence, name_of(error), str(error))
        return sentence

    def _begin(self, coroutine: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks[task] = None
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.pop(task, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            task.get_loop().call_exception_handler(
                {"message": f"{self._hub.__name__} failed", "exception": error}
            )


def _why(connection: Conversation, error: str | None, reason: str) -> Exception | None:
    if reason == "timeout":
        return LeftError(errors.SILENT, "OperationCanceledException")
    if error is None or reason in ("server", "stopped"):
        return None
    return LeftError(error, connection.ended_as)


async def _just_await(question: Coroutine[Any, Any, Any]) -> Any:
    return await question
