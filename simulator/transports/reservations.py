"""Connections that were negotiated and whose socket has not come yet.

Rule: a token opens one connection, and only for a while; ASP.NET Core discards what nobody attaches
to within 15 s. Without that, negotiating in a loop would fill the memory. There so many may wait as
anybody can negotiate in that time; here they are counted, too, so that the bound does not grow with
the machine.
"""

from collections import OrderedDict
from dataclasses import dataclass

ATTACH_US = 15_000_000
"""How long a negotiated connection waits for its socket (behaviour 9)."""


WAITING_MAX = 100_000
"""How many may wait. Some 330 bytes each make it 33 MB, and one core negotiates no more than about
75,000 times before the first of them are discarded: who meets this limit is no client."""

POSTED_BYTES_MAX = 64 * 1024
"""How much may be posted before anybody has attached."""

POSTED_BYTES_IN_ALL_MAX = 16 * 1024 * 1024
"""And how much of that all who are expected may leave here together: who negotiates in a loop and
posts must not fill the memory."""


@dataclass(slots=True)
class Reservation:
    """The public id of a connection to come, and when it is given up (microseconds).

    `posted` is what was said before it had come.
    """

    connection_id: str
    expires_at: int
    is_stateful: bool = False
    posted: bytes = b""


class Reservations:
    """Secret tokens to reservations, oldest first."""

    def __init__(self) -> None:
        # A plain dictionary looks for its first entry past all that were taken out before it.
        self._by_token: OrderedDict[str, Reservation] = OrderedDict()
        self._posted_bytes = 0

    def add(self, token: str, connection_id: str, now: int, *, is_stateful: bool = False) -> bool:
        """Keep a place for whoever brings `token`; False where too many have one."""
        self._discard(now)
        if len(self._by_token) >= WAITING_MAX:
            return False
        self._by_token[token] = Reservation(connection_id, now + ATTACH_US, is_stateful)
        return True

    def post(self, token: str, data: bytes) -> bool:
        """Keep what was said before anybody came; False where nobody is expected, or too much."""
        reservation = self._by_token.get(token)
        if reservation is None or len(reservation.posted) + len(data) > POSTED_BYTES_MAX:
            return False
        if self._posted_bytes + len(data) > POSTED_BYTES_IN_ALL_MAX:
            return False
        reservation.posted += data
        self._posted_bytes += len(data)
        return True

    def __len__(self) -> int:
        return len(self._by_token)

    def knows(self, token: str, now: int) -> bool:
        """Whether `token` would still open a connection."""
        self._discard(now)
        return token in self._by_token

    def take(self, token: str, now: int) -> Reservation | None:
        """The reservation of `token`, which is used up by this."""
        self._discard(now)
        return self._forget(token)

    def _discard(self, now: int) -> None:
        # All wait equally long, so the oldest are the first to go.
        while self._by_token:
            token = next(iter(self._by_token))
            if self._by_token[token].expires_at > now:
                return
            self._forget(token)

    def _forget(self, token: str) -> Reservation | None:
        reservation = self._by_token.pop(token, None)
        if reservation is not None:
            self._posted_bytes -= len(reservation.posted)
        return reservation
