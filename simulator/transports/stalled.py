"""A transport through which nothing passes: what a half-open connection looks like from one end.

It takes the place of the real transport for a while. The owner writes, closes and aborts as ever,
because it cannot know; nothing of that reaches the peer, and nothing of the peer's is read, until
`release` makes up for all of it.
"""

import asyncio

from hubproof.simulator.transports.resets import make_close_a_reset


class StalledTransport(asyncio.Transport):
    """Holds back what its owner does to `inner`, in order, and stops reading from it."""

    def __init__(self, inner: asyncio.Transport) -> None:
        super().__init__()
        self._inner = inner
        self._withheld: list[bytes] = []
        self._is_ended = False
        inner.pause_reading()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Taken, as a kernel takes it, and kept."""
        if not self._is_ended:
            self._withheld.append(bytes(data))

    def get_write_buffer_size(self) -> int:
        """Nothing waits as far as the writer can see."""
        return 0

    def can_write_eof(self) -> bool:
        """Never: an end would pass."""
        return False

    def is_closing(self) -> bool:
        """Whether the owner has ended it, or it has ended underneath."""
        return self._is_ended or self._inner.is_closing()

    def close(self) -> None:
        """The owner has done with it. The peer learns of it at the release, as a reset."""
        self._is_ended = True

    def abort(self) -> None:
        """The same."""
        self._is_ended = True

    def release(self) -> asyncio.Transport:
        """The real transport, on which everything goes on, or is over."""
        inner = self._inner
        if self._is_ended:
            make_close_a_reset(inner)
            inner.abort()
        elif not inner.is_closing():
            inner.write(b"".join(self._withheld))
            inner.resume_reading()
        self._withheld = []
        return inner
