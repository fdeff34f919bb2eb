"""The calls of one connection that wait for an answer, and the streams that are open on it.

Every call is settled exactly once: by its completion, by its time-out, or by the end of the
connection. A call that waits for ever is an order whose owner will never ask what became of it.
Calls and streams share one row of ids, as they do on the wire.
"""

import asyncio
from collections.abc import Callable

from msgspec import UNSET, Raw

from hubproof.client.sdk.exceptions import ConnectionLost, HubError, MesoLiveSignalRError
from hubproof.client.sdk.streams import Stream
from hubproof.contract.signalr.messages import Completion, StreamItem

_NULL = Raw(b"null")


class Calls:
    """Pending calls and open streams by invocation id; ids count from 0 and are used once."""

    def __init__(self) -> None:
        self._pending: dict[str, asyncio.Future[Raw]] = {}
        self._streams: dict[str, Stream] = {}
        self._opened = 0

    def open(self) -> tuple[str, asyncio.Future[Raw]]:
        """A new id, and the future that its answer settles."""
        invocation_id = str(self._opened)
        self._opened += 1
        answer: asyncio.Future[Raw] = asyncio.get_running_loop().create_future()
        self._pending[invocation_id] = answer
        return invocation_id, answer

    def open_stream(self, leave: Callable[[str], None]) -> tuple[str, Stream]:
        """A new id, and the stream that its items go to; `leave` is told the id once it is left."""
        invocation_id = str(self._opened)
        self._opened += 1

        def left() -> None:
            self._streams.pop(invocation_id, None)
            leave(invocation_id)

        stream = self._streams[invocation_id] = Stream(left)
        return invocation_id, stream

    def forget(self, invocation_id: str) -> None:
        """Nobody waits for this answer any more; one that still comes is ignored."""
        self._pending.pop(invocation_id, None)

    def complete(self, completion: Completion) -> None:
        """Settle the call that this completion answers; one for no call of ours is ignored."""
        answer = self._pending.pop(completion.invocation_id, None)
        if answer is None:
            self._complete_stream(completion)
            return
        if answer.done():
            return
        if completion.error is not None:
            answer.set_exception(HubError(completion.error))
        else:
            answer.set_result(_NULL if completion.result is UNSET else completion.result)

    def take_item(self, item: StreamItem) -> None:
        """An item goes to its stream. A call that is none cannot be answered any more."""
        stream = self._streams.get(item.invocation_id)
        if stream is not None:
            stream.put(item.item)
            return
        answer = self._pending.pop(item.invocation_id, None)
        if answer is not None and not answer.done():
            error = HubError("a stream item came in answer to a call that is no stream")
            answer.set_exception(error)

    def lose(self, reason: str) -> None:
        """The connection ended: every open call and stream is lost, oldest first."""
        pending, self._pending = self._pending, {}
        for answer in pending.values():
            if not answer.done():
                answer.set_exception(_lost(reason))
        streams, self._streams = self._streams, {}
        for stream in streams.values():
            stream.end(_lost(reason))

    def _complete_stream(self, completion: Completion) -> None:
        stream = self._streams.pop(completion.invocation_id, None)
        if stream is not None:
            error = completion.error
            stream.end(None if error is None else HubError(error))


def _lost(reason: str) -> MesoLiveSignalRError:
    return ConnectionLost(f"the connection ended before the answer came: {reason}")
