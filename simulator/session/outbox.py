"""Messages on their way out, gathered into frames.

Rule: a frame holds whole messages only. The JavaScript client does not put messages together again,
and a split one kills its connection.
"""

FRAME_BYTES_MAX = 64 * 1024
"""When a frame is full: as much as ASP.NET Core lets its transport buffer, and far below the 1 MiB
at which some clients refuse a frame. One larger message still travels in a frame of its own."""


class Outbox:
    """Collects encoded messages in order and hands them out as frames."""

    __slots__ = ("_messages",)

    def __init__(self) -> None:
        self._messages: list[bytes] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing is queued."""
        return not self._messages

    def add(self, message: bytes) -> None:
        """Queue one encoded message."""
        self._messages.append(message)

    def take(self) -> list[bytes]:
        """Everything queued, as the payloads of as few frames as fit."""
        messages = self._messages
        if not messages:
            return messages
        self._messages = []
        return messages if len(messages) == 1 else _pack(messages)


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
