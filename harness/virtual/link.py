"""A link: one connection's two ways, with latency, jitter and the faults of a network.

Each way is one FIFO: due times strictly increase, and no two deliveries of a whole run share an
instant, because at a shared instant the order of callbacks depends on how many turns a Python
version takes for the same work. All bytes written at one instant travel as one parcel, so no
delay ever depends on how many bytes an HTTP header has.
"""

import random
from collections import deque
from collections.abc import Callable
from contextvars import Context
from enum import Enum
from typing import Any, Protocol

JITTER_NS = 999_999
"""Exclusive bound of the jitter of one delivery: strictly below a millisecond."""

NEVER_NS = -1
"""An instant before every run."""


class Control(Enum):
    """A parcel that is not bytes."""

    OPENING = "opening"
    EOF = "end of file"
    RESET = "reset"


Parcel = list[bytes] | Control


class Timekeeper(Protocol):
    """What a link needs of the loop."""

    def now_ns(self) -> int:
        """The instant, in nanoseconds."""

    def deliver_at(
        self, due_ns: int, callback: Callable[..., object], args: tuple[Any, ...], context: Context
    ) -> None:
        """Call ``callback(*args)`` at exactly ``due_ns``, which lies in the future."""


class Endpoint(Protocol):
    """What a way needs of the transport at either end of it."""

    context: Context
    is_deaf: bool
    """It reads no more: closed, aborted or killed."""
    is_paused: bool
    """It reads nothing for now."""

    def receive(self, data: bytes) -> None:
        """Bytes arrived."""

    def receive_control(self, parcel: Control) -> None:
        """A control parcel arrived."""

    def read_by_peer(self) -> None:
        """Bytes that were written have been read; perhaps writing may go on."""


class Instants:
    """The due times in use, so that no two deliveries of a run share one."""

    __slots__ = ("_in_use",)

    def __init__(self) -> None:
        self._in_use: set[int] = set()

    def reserve(self, due_ns: int) -> int:
        """The first free instant from ``due_ns`` on."""
        while due_ns in self._in_use:
            due_ns += 1
        self._in_use.add(due_ns)
        return due_ns

    def release(self, due_ns: int) -> None:
        """The instant has come; no later delivery can be due then."""
        self._in_use.discard(due_ns)


class Way:
    """One direction of a link: what ``writer`` sends, ``reader`` receives in the same order."""

    __slots__ = (
        "_held",
        "_instants",
        "_is_cut",
        "_is_flushing",
        "_last_due_ns",
        "_link",
        "_loop",
        "_open",
        "_open_at_ns",
        "_random",
        "in_flight_bytes",
        "reader",
        "writer",
    )

    reader: Endpoint
    writer: Endpoint

    def __init__(
        self, link: "Link", loop: Timekeeper, instants: Instants, rng: random.Random
    ) -> None:
        self._link = link
        self._loop = loop
        self._instants = instants
        self._random = rng.random
        self._open: list[bytes] = []
        self._open_at_ns = NEVER_NS
        self._last_due_ns = NEVER_NS
        self._held: deque[Parcel] = deque()
        self._is_cut = False
        self._is_flushing = False
        self.in_flight_bytes = 0
        """Bytes written and not yet read by the other side's protocol."""

    def send(self, data: bytes) -> None:
        """Bytes join the parcel of this instant, or begin it."""
        self.in_flight_bytes += len(data)
        now_ns = self._loop.now_ns()
        if now_ns == self._open_at_ns:
            self._open.append(data)
            return
        self._open_at_ns = now_ns
        self._open = [data]
        self._post(self._open, now_ns)

    def post(self, parcel: Parcel) -> None:
        """Send one parcel behind everything sent before."""
        self._post(parcel, self._loop.now_ns())

    def _post(self, parcel: Parcel, now_ns: int) -> None:
        # As `_due_ns`, without its calls: every message of a run comes by here.
        due_ns = now_ns + self._link.latency_ns + 1 + int(self._random() * (JITTER_NS - 1))
        if due_ns <= self._last_due_ns:
            due_ns = self._last_due_ns + 1
        self._last_due_ns = due_ns = self._instants.reserve(due_ns)
        self._loop.deliver_at(due_ns, self._arrive, (parcel, due_ns), self.reader.context)

    def cut(self) -> None:
        """Drop what is on its way, and whatever may still be sent."""
        self._is_cut = True
        self._held.clear()
        self.in_flight_bytes = 0

    def reset(self) -> None:
        """The network itself ends this way: only the reset arrives."""
        self.cut()
        due_ns = self._due_ns(self._link.latency_ns)
        self._loop.deliver_at(due_ns, self._arrive_reset, (due_ns,), self.reader.context)

    def flush_soon(self, latency_ns: int = 0) -> None:
        """Deliver what was held, now that the reader or the link goes on."""
        if self._held and not self._is_flushing:
            self._is_flushing = True
            due_ns = self._due_ns(latency_ns)
            self._loop.deliver_at(due_ns, self._flush, (due_ns,), self.reader.context)

    def _due_ns(self, latency_ns: int) -> int:
        return self._instants.reserve(self._loop.now_ns() + latency_ns + self._jitter_ns())

    def _jitter_ns(self) -> int:
        return 1 + int(self._random() * (JITTER_NS - 1))

    def _arrive(self, parcel: Parcel, due_ns: int) -> None:
        self._instants.release(due_ns)
        if self._is_cut:
            return
        if self._link.is_stalled:
            self._held.append(parcel)
        elif parcel is Control.RESET:
            self._held.clear()  # a reset overtakes what its reader has not read
            self.reader.receive_control(Control.RESET)
        elif self._held or self.reader.is_paused:
            self._held.append(parcel)
        else:
            self._hand_over(parcel)

    def _arrive_reset(self, due_ns: int) -> None:
        self._instants.release(due_ns)
        self.reader.receive_control(Control.RESET)

    def _flush(self, due_ns: int) -> None:
        self._instants.release(due_ns)
        self._is_flushing = False
        if self._is_cut or self._link.is_stalled or self.reader.is_paused or not self._held:
            return
        parcel = self._held.popleft()
        if isinstance(parcel, list):
            parcel = list(parcel)
            while self._held and isinstance(following := self._held[0], list):
                parcel += following
                self._held.popleft()
        self._hand_over(parcel)
        self.flush_soon()

    def _hand_over(self, parcel: Parcel) -> None:
        if isinstance(parcel, Control):
            self.reader.receive_control(parcel)
            return
        data = parcel[0] if len(parcel) == 1 else b"".join(parcel)
        self.in_flight_bytes -= len(data)
        if self.reader.is_deaf:
            self.cut()
            self._link.other(self).post(Control.RESET)  # as a kernel answers for a closed socket
            return
        self.reader.receive(data)
        self.writer.read_by_peer()


class Link:
    """One connection between a client and a server, and what a network may do to it.

    ``number`` counts the links of a run from 1, ``ordinal`` those to the same port.
    """

    def __init__(self, loop: Timekeeper, instants: Instants, *, port: int, latency_ns: int) -> None:
        self._loop = loop
        self._instants = instants
        self.port = port
        self.latency_ns = latency_ns
        """Added to every delivery posted from now on; may be changed at any time."""
        self.number = 0
        self.ordinal = 0
        self.is_stalled = False
        self.to_server: Way
        self.to_client: Way

    def __repr__(self) -> str:
        return f"<Link {self.number} to port {self.port}>"

    def other(self, way: Way) -> Way:
        """The opposite way."""
        return self.to_client if way is self.to_server else self.to_server

    def stall(self) -> None:
        """Nothing arrives any more, neither bytes nor ends nor resets of a peer, until healed."""
        self.is_stalled = True

    def heal(self) -> None:
        """What was held arrives after one more latency, in order; then all is as before."""
        self.is_stalled = False
        self.to_server.flush_soon(self.latency_ns)
        self.to_client.flush_soon(self.latency_ns)

    def reset(self) -> None:
        """The network resets the connection: both sides lose it, and all that is on its way.

        Each side learns of it after the latency, also on a stalled link.
        """
        self.to_server.reset()
        self.to_client.reset()
