"""A channel: what waits for a slow reader of a stream, and what is dropped for it.

A price is worth its newest value: where the reader falls behind, the oldest frames go, and memory
does not grow with its slowness (contract `data.coalescing`).
"""

from collections import deque
from collections.abc import Iterator

from hubproof.simulator.hubs.frame import Frame

CAPACITY = 16
"""Frames that wait at most."""

WINDOW_US = 250_000
"""Within so many microseconds of a frame no other is written: the newest stands for all."""


class Channel:
    """The frames of one stream on their way to its reader."""

    def __init__(self) -> None:
        self._waiting: deque[Frame] = deque(maxlen=CAPACITY)
        self.dropped = 0

    def put(self, frame: Frame) -> None:
        """Add the newest frame; where too many wait, the oldest is dropped."""
        if len(self._waiting) == CAPACITY:
            self.dropped += 1
        self._waiting.append(frame)

    def take(self, *, is_slow: bool) -> Iterator[Frame]:
        """The frames to write now, oldest first; none to a reader who is slow."""
        if is_slow:
            return
        while self._waiting:
            yield self._waiting.popleft()
