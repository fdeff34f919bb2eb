"""The intake of a session: bytes that came, the messages in them, and what waits to be read.

Rule: what came first is served first. While the session stands still, bytes wait unread; a message
that could not be served goes back to the front.
"""

from collections import deque

from hubproof.contract.signalr.errors import ProtocolError
from hubproof.contract.signalr.messages import AnyMessage
from hubproof.contract.signalr.protocols import JSON, HubProtocol

UNREAD_BYTES_MAX = 64 * 1024
"""How much may arrive behind a call that waits before the socket should be read no further:
ASP.NET Core's ApplicationMaxBufferSize."""


HALVES = {False: b'{"type":1,"tar', True: b"\x04\x93"}
"""How a message begins, in text and in a binary encoding: nothing that follows makes it one."""


class Intake:
    """What has come and is not served yet. `broken` is why no more can be read.

    It `has_room` as long as more bytes may wait. With `has_half` it is in the middle of a message
    when the transport has changed, which is a defect of some servers.
    """

    __slots__ = (
        "_feed",
        "_half",
        "_limit",
        "_reader",
        "_unread_bytes",
        "arrived",
        "broken",
        "has_half",
        "has_room",
        "unread",
    )

    def __init__(self, message_bytes_max: int | None) -> None:
        self._limit = message_bytes_max
        self._reader = JSON.reader(message_bytes_max)
        self._feed = self._reader.feed
        self.arrived: deque[AnyMessage] = deque()
        self.broken: ProtocolError | None = None
        self.unread: list[bytes | None] = []  # few, and most often none
        self._unread_bytes = 0
        self.has_room = True
        self.has_half = False
        self._half = HALVES[False]

    def speak(self, protocol: HubProtocol) -> None:
        """Read this encoding from here on."""
        self._reader = protocol.reader(self._limit)
        self._feed = self._reader.feed
        self._half = HALVES[protocol.is_binary]

    def put_off(self, data: bytes) -> None:
        """Keep bytes unread."""
        self.unread.append(data)
        self._count(len(data))

    def read(self, data: bytes) -> bool:
        """Read bytes; whether there is any message now."""
        try:
            self.arrived.extend(self._feed(data))
        except ProtocolError as error:
            self.arrived.extend(error.preceding)
            self.broken = error
        return bool(self.arrived)

    def read_on(self) -> bool | None:
        """Read the next bytes that were put off, likewise; None where there are none."""
        if not self.unread:
            return None
        data = self.unread.pop(0)
        if data is None:
            self._reader.forget()
            return False
        self._count(-len(data))
        return self.read(data)

    def forget_half(self) -> None:
        """The transport has changed: half a message of the old one is of no use."""
        if self.unread:
            self.unread.append(None)  # in its turn, behind what came before it
        else:
            self._reader.forget()
            if self.has_half:
                self.has_half = False
                self.read(self._half)

    def end(self) -> ProtocolError | None:
        """No more bytes will come; the error where they ended within a message."""
        try:
            self._reader.feed_eof()
        except ProtocolError as error:
            return error
        return None

    def clear(self) -> None:
        """Nothing of it is served any more."""
        self.arrived.clear()
        self.unread.clear()
        self._count(-self._unread_bytes)

    def _count(self, size: int) -> None:
        self._unread_bytes += size
        self.has_room = self._unread_bytes < UNREAD_BYTES_MAX
