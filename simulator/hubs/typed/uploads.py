"""An upload as a hub method reads it: an asynchronous iterator over what the client sends.

Rules: an item of the wrong kind ends the stream with an error, the connection lives on; an error of
the client's, and its going, reach whoever reads (behaviours 69, 71, 73).
"""

import asyncio
from collections import deque
from typing import Any, Generic, TypeVar

from hubproof.contract.dotnet.shapes import Shape, ValueMismatchError
from hubproof.simulator.hubs.typed.hub import ConnectionClosedError, HubError
from hubproof.simulator.hubs.typed.values import values_of
from hubproof.simulator.session import errors
from hubproof.simulator.transports.conversation import Conversation

T = TypeVar("T")

MISFIT = "Failed to bind Stream message."
GONE = "The underlying connection was closed."


class Upload(Generic[T]):
    """The items of one upload stream, in order."""

    def __init__(self, connection: Conversation, stream_id: str, shape: Shape) -> None:
        self._connection = connection
        self._stream_id = stream_id
        self._shape = shape
        self._items: deque[Any] = deque()
        self._end: Exception | None = None
        self._news = asyncio.Event()
        connection.expect_upload(stream_id)

    def __aiter__(self) -> "Upload[T]":
        return self

    async def __anext__(self) -> T:
        while not self._items:
            if self._end is not None:
                raise self._end
            self._news.clear()
            await self._news.wait()
        item: T = self._items.popleft()
        self._connection.read_upload(self._stream_id)
        return item

    def add(self, data: bytes, *, has_details: bool) -> None:
        """An item came."""
        values = values_of(self._connection.protocol)
        try:
            self._items.append(values.decode(data, self._shape))
        except ValueMismatchError:
            says = MISFIT
            if has_details:
                misfit = values.misfit(data, self._shape, "item")
                says = errors.detailed(MISFIT, values.mismatch, misfit)
            self._finish(HubError(says))
            self._connection.end_upload(self._stream_id)
        self._news.set()

    def end(self, error: str | None) -> None:
        """The client has sent all, or broken off in these words."""
        self._finish(StopAsyncIteration() if error is None else HubError(error))

    def lose(self) -> None:
        """The client has gone."""
        self._finish(ConnectionClosedError(GONE))

    def close(self) -> None:
        """Nobody reads any more."""
        self._connection.end_upload(self._stream_id)
        self._finish(StopAsyncIteration())

    def _finish(self, end: Exception) -> None:
        if self._end is None:
            self._end = end
            self._news.set()
