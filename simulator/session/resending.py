"""Resending: what a stateful connection keeps until its peer has acknowledged it.

Rules: messages of types 1 to 5 are counted from 1 in both directions and never anew; what was not
acknowledged is told again after a return, behind a Sequence that says where it begins; what comes
twice is served once. Who says more than a full buffer keeps waits for an acknowledgement: a buffer
is full beyond its size, and lets the next message in again below it.

Source: HubProtocol.md, "Stateful reconnect", as ASP.NET Core keeps it (behaviours 93 to 99).
"""

from collections import deque

from hubproof.contract.signalr.errors import ProtocolError

ACK_US = 1_000_000
"""How often what has been received is acknowledged, where there is anything new."""

WAITING_BYTES_MAX = 16 * 1024 * 1024
"""How much may wait for room: a hub that does not heed a full buffer must not fill the memory."""

NONE_YET = -(2**63)
"""Below every number: what a client counts from zero or below is new, too, when it comes first."""

FROM_THE_FUTURE = "Sequence ID greater than amount of messages we've received."


class Resending:
    """Both directions of one stateful connection. `buffer_bytes_max` is where it is full."""

    def __init__(self, buffer_bytes_max: int, now: int) -> None:
        self._began = now
        self._bytes_max = buffer_bytes_max
        self._kept: deque[bytes] = deque()
        self._kept_bytes = 0
        self._first = 1
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._received = NONE_YET
        self._counted = 0
        self._is_put_back = False
        self._acknowledged = NONE_YET
        self.ack_due: int | None = None

    @property
    def is_full(self) -> bool:
        """Whether a message would have to wait."""
        return bool(self._waiting) or self._kept_bytes > self._bytes_max

    @property
    def is_holding(self) -> bool:
        """Whether a message waits for room, and with it whoever says it."""
        return bool(self._waiting)

    @property
    def is_overflowing(self) -> bool:
        """Whether so much waits that nobody can be waiting for it."""
        return self._waiting_bytes > WAITING_BYTES_MAX

    @property
    def first(self) -> int:
        """The number of the first message that would be told again."""
        return self._first

    def keep(self, message: bytes) -> bool:
        """Keep a counted message; False where it has to wait for room."""
        if self.is_full:
            self._waiting.append(message)
            self._waiting_bytes += len(message)
            return False
        self._kept.append(message)
        self._kept_bytes += len(message)
        return True

    def acknowledged(self, number: int) -> list[bytes]:
        """The peer has everything up to `number`; what may be written now that there is room."""
        while self._kept and self._first <= number:
            self._kept_bytes -= len(self._kept.popleft())
            self._first += 1
        freed: list[bytes] = []
        # Who had to wait goes on when there is less than the most; who follows, at the most itself.
        is_freed = self._kept_bytes < self._bytes_max
        while is_freed and self._waiting and self._kept_bytes <= self._bytes_max:
            message = self._waiting.popleft()
            self._waiting_bytes -= len(message)
            self._kept.append(message)
            self._kept_bytes += len(message)
            freed.append(message)
        return freed

    def again(self) -> list[bytes]:
        """What is told again after a return, in order."""
        return list(self._kept)

    def count(self, now: int) -> bool:
        """A counted message came; whether it is new. What was put back is so, and counted once."""
        if self._is_put_back:
            self._is_put_back = False
            return True
        self._counted += 1
        if self._counted <= self._received:
            return False
        self._received = self._counted
        self.owe(now)
        return True

    def put_back(self) -> None:
        """The message that was counted last has come, and waits to be served."""
        self._is_put_back = True

    def owe(self, now: int) -> None:
        """Acknowledge on the next second, where anything is owed."""
        if self.ack_due is None and self._received > self._acknowledged:
            self.ack_due = self._began + ((now - self._began) // ACK_US + 1) * ACK_US

    def sequence(self, number: int) -> None:
        """The peer will tell again from `number` on.

        Raises:
            ProtocolError: it would leave out what has not come since it said so last.
        """
        if number > self._counted + 1:
            raise ProtocolError(FROM_THE_FUTURE, "InvalidOperationException")
        self._counted = number - 1

    def acknowledge(self) -> int:
        """The number to acknowledge now."""
        self._acknowledged = self._received
        self.ack_due = None
        return self._acknowledged
