"""The calls of one connection that wait for an answer.

Every call is settled exactly once: by its completion, by its time-out, or by the end of the
connection. A call that waits for ever is an order whose owner will never ask what became of it.
"""

import asyncio

from msgspec import UNSET, Raw

from hubproof.client.sdk.exceptions import ConnectionLost, HubError, MesoLiveSignalRError
from hubproof.contract.signalr.messages import Completion, StreamItem

_NULL = Raw(b"null")


class Calls:
    """Pending calls by invocation id; ids count from 0 and are never used again."""

    def __init__(self) -> None:
        self._pending: dict[str, asyncio.Future[Raw]] = {}
        self._opened = 0

    def open(self) -> tuple[str, asyncio.Future[Raw]]:
        """A new id, and the future that its answer settles."""
        invocation_id = str(self._opened)
        self._opened += 1
        answer: asyncio.Future[Raw] = asyncio.get_running_loop().create_future()
        self._pending[invocation_id] = answer
        return invocation_id, answer

    def forget(self, invocation_id: str) -> None:
        """Nobody waits for this answer any more; one that still comes is ignored."""
        self._pending.pop(invocation_id, None)

    def complete(self, completion: Completion) -> None:
        """Settle the call that this completion answers; one for no call of ours is ignored."""
        answer = self._pending.pop(completion.invocation_id, None)
        if answer is None or answer.done():
            return
        if completion.error is not None:
            answer.set_exception(HubError(completion.error))
        else:
            answer.set_result(_NULL if completion.result is UNSET else completion.result)

    def refuse_item(self, item: StreamItem) -> None:
        """An item came for a call that is no stream: that call cannot be answered any more."""
        answer = self._pending.pop(item.invocation_id, None)
        if answer is not None and not answer.done():
            error = HubError("a stream item came in answer to a call that is no stream")
            answer.set_exception(error)

    def lose(self, reason: str) -> None:
        """The connection ended: every open call is lost, oldest first."""
        pending, self._pending = self._pending, {}
        for answer in pending.values():
            if not answer.done():
                answer.set_exception(_lost(reason))


def _lost(reason: str) -> MesoLiveSignalRError:
    return ConnectionLost(f"the connection ended before the answer came: {reason}")
