"""The calls and streams of a client that are under way, and which of them takes a place.

Rule: a call takes one of so many places until it is completed; one that is detached takes none, and
streams never do. A call and a stream may share an id, and so may two calls.
"""

from collections.abc import Iterable


class Calls:
    """What one client has called and not been answered yet: `running` calls take `places`."""

    __slots__ = (
        "_beside",
        "_detached",
        "_streams",
        "places",
        "running",
    )

    def __init__(self, places: int) -> None:
        self.places = places
        self.running: list[str | None] = []
        self._detached: list[str | None] = []
        self._beside: list[str | None] = []
        self._streams: dict[str, bool] = {}  # and whether it may be cancelled

    def begin_beside(self, invocation_id: str | None) -> None:
        """A call runs beside the limit, as it brings uploads."""
        self._beside.append(invocation_id)

    def begin_stream(self, invocation_id: str) -> bool:
        """A stream runs; False where this id streams already."""
        if invocation_id in self._streams:
            return False
        self._streams[invocation_id] = True
        return True

    def streams(self) -> Iterable[str]:
        """The streams that run, oldest first."""
        return list(self._streams)

    def is_streaming(self, invocation_id: str | None) -> bool:
        """Whether this id streams."""
        return invocation_id in self._streams

    def endure(self, invocation_id: str) -> None:
        """A stream goes on to its end, whoever cancels it."""
        self._streams[invocation_id] = False

    def cancel_stream(self, invocation_id: str) -> bool:
        """Nobody wants the rest of a stream; whether it is over by that."""
        return self._streams.get(invocation_id, False) and self.end_stream(invocation_id)

    def end_stream(self, invocation_id: str) -> bool:
        """A stream is over; whether there was one."""
        if invocation_id in self._streams:
            del self._streams[invocation_id]
            return True
        return False

    def end(self, invocation_id: str | None) -> str | None:
        """A call or a stream is completed: `place` where that frees one, else `call` or `stream`.

        Where both have the id it is the call that ends. None where nobody waits for it.
        """
        if invocation_id in self.running:  # as almost every one is
            self.running.remove(invocation_id)
            return "place"
        for others in (self._detached, self._beside):
            if invocation_id in others:
                others.remove(invocation_id)
                return "call"
        is_stream = invocation_id is not None and self.end_stream(invocation_id)
        return "stream" if is_stream else None

    def detach(self, invocation_id: str | None) -> bool:
        """The call takes no place any more; whether it took one."""
        if invocation_id not in self.running:
            return False
        self.running.remove(invocation_id)
        self._detached.append(invocation_id)
        return True

    def clear(self) -> None:
        """Nobody waits for any of them."""
        self._streams.clear()
