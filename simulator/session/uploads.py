"""Uploads: the streams that a client sends, and how much of each may wait for its reader.

Rule: ten items wait; the eleventh holds up the connection until one is read. What belongs to no
stream, or to one that has ended, is dropped without a word (behaviours 67 to 73).
"""

ITEMS_MAX = 10
"""Unread items of one stream: ASP.NET Core's StreamBufferCapacity."""


class Uploads:
    """The upload streams of one connection, by their ids."""

    __slots__ = ("_unread",)

    def __init__(self) -> None:
        self._unread: dict[str, int] = {}

    def __contains__(self, stream_id: str) -> bool:
        return stream_id in self._unread

    def expect(self, stream_id: str) -> None:
        """Items of this stream will come."""
        self._unread[stream_id] = 0

    def has_room(self, stream_id: str) -> bool:
        """Whether another item may wait."""
        return self._unread[stream_id] < ITEMS_MAX

    def add(self, stream_id: str) -> None:
        """An item came."""
        self._unread[stream_id] += 1

    def read(self, stream_id: str) -> bool:
        """An item was read; whether the stream had been full."""
        was_full = stream_id in self._unread and not self.has_room(stream_id)
        if self._unread.get(stream_id):
            self._unread[stream_id] -= 1
        return was_full

    def end(self, stream_id: str) -> bool:
        """The stream is over; whether there was one."""
        return self._unread.pop(stream_id, None) is not None
