"""Messages on their way out, gathered into frames.

Rule: a frame holds whole messages only. The JavaScript client does not put messages together again,
and a split one kills its connection.
"""

FRAME_BYTES_MAX = 64 * 1024
"""When a frame is full: as much as ASP.NET Core lets its transport buffer, and far below the 1 MiB
at which some clients refuse a frame. One larger message still travels in a frame of its own."""


class Outbox(list[bytes]):
    """Collects encoded messages in order (`append`) and hands them out as frames."""

    __slots__ = ()

    def take(self) -> list[bytes]:
        """Everything queued, as the payloads of as few frames as fit."""
        if len(self) == 1:  # as almost always
            return [self.pop()]
        messages = self.copy()
        self.clear()
        return _pack(messages) if messages else messages


def _pack(messages: list[bytes]) -> list[bytes]:
    frames: list[bytes] = []
    begun: list[bytes] = []
    size = 0
    for message in messages:
        if begun and size + len(message) > FRAME_BYTES_MAX:
            frames.append(b"".join(begun))
            begun, size = [], 0
        begun.append(message)
        size += len(message)
    frames.append(b"".join(begun))
    return frames
