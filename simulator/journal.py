"""The journal: the ordered record of everything that crossed or changed the world.

One entry per line of a history. Entries are appended in the order in which things happened and are
never changed; whoever judges a run reads these and nothing else. Times are integer microseconds
since the run began, money is exact decimals, and nothing here names an address, a key to a hub or a
process.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

from hubproof.contract.signalr.protocols import JSON
from hubproof.simulator.transports.carriage import WEB_SOCKETS
from hubproof.simulator.world.facts import AnyFact


class Line(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True):
    """One entry of the journal, at `at_us` microseconds since the run began."""

    at_us: int


class Connected(Line, frozen=True, kw_only=True, tag="connected"):
    """A connection to a hub finished its handshake. `connection` counts from 1 per hub.

    `transport` and `encoding` are what its client chose.
    """

    hub: str
    connection: int
    transport: str = WEB_SOCKETS
    encoding: str = JSON.name


class Disconnected(Line, frozen=True, kw_only=True, tag="disconnected"):
    """A connection is gone. `reason` is one of HubHost's, or the error where there was one."""

    hub: str
    connection: int
    reason: str


class Stalled(Line, frozen=True, kw_only=True, tag="stalled"):
    """From here on nothing passes on a connection; neither side is told. A fault's healing ends it.

    What is written to it from now on may be read late or never.
    """

    hub: str
    connection: int


class Away(Line, frozen=True, kw_only=True, tag="away"):
    """What carries a connection has ended, and the connection waits for its client to come back.

    What is written meanwhile is told on its return, or never.
    """

    hub: str
    connection: int


class Back(Line, frozen=True, kw_only=True, tag="back"):
    """A client has come back to its connection: nothing of it is new."""

    hub: str
    connection: int


class Received(Line, frozen=True, kw_only=True, tag="received"):
    """A whole invocation arrived; `call` counts them over the run, `args` is the Args object."""

    hub: str
    connection: int
    call: int
    method: str
    args: dict[str, Any]
    key: str | None = None


class Refused(Line, frozen=True, kw_only=True, tag="refused"):
    """An invocation was no call: no such method, or arguments that do not fit; `error` was said.

    `why` is what was not said: the field that could not be read, and no value of any.
    """

    hub: str
    connection: int
    error: str
    why: str = ""


class Applied(Line, frozen=True, kw_only=True, tag="applied"):
    """The world accepted the call: whatever happens to the connection now, its effect stands."""

    call: int


class Answered(Line, frozen=True, kw_only=True, tag="answered"):
    """The completion of a call was written to its connection.

    `status` is the response's StatusCode. `result` is its Data in short: the fields that decide
    something (JobId, LiveOrderIds, the record's Status, LatestEventSeqId); `event_seq_ids` are the
    events that a page of history carried. A `late` one came when its client may have stopped to
    wait for it.
    """

    call: int
    status: str
    message: str | None = None
    result: dict[str, Any] | None = None
    event_seq_ids: tuple[int, ...] = ()
    late: bool = False


class Sent(Line, frozen=True, kw_only=True, tag="sent"):
    """A callback was written to a connection of the Event hub; `copy`: a fault repeated it."""

    connection: int
    callback: str
    event_seq_id: int
    event_id: str
    copy: bool = False


class Quoted(Line, frozen=True, kw_only=True, tag="quoted"):
    """A frame of prices was written to a connection of the Data hub, `via` stream or snapshot.

    `call` is the one that asked for it. A side is null, or no price at all (NaN, the greatest
    double), where that was written; ages are milliseconds.
    """

    connection: int
    call: int
    provider: str
    symbol: str
    bid: Decimal | None
    ask: Decimal | None
    bid_age_ms: int | None
    ask_age_ms: int | None
    via: str


class Valued(Line, frozen=True, kw_only=True, tag="valued"):
    """A frame about anything else than an underlying was written to a connection of the Data hub.

    `of` says in words what it is about (`position 3`, `leg 5`), `provider` by whose quotes. Sides
    and ages are those of the price of all of it, null where none was told; the rest is as in
    Quoted.
    """

    connection: int
    call: int
    provider: str
    of: str
    bid: Decimal | None
    ask: Decimal | None
    bid_age_ms: int | None
    ask_age_ms: int | None
    via: str


class StreamEnded(Line, frozen=True, kw_only=True, tag="stream_ended"):
    """The stream that `call` opened is over: `cancelled`, `disconnected`, or the error it told."""

    call: int
    reason: str


class FaultFired(Line, frozen=True, kw_only=True, tag="fault"):
    """Fault number `fault` of the plan's list acted at `phase` of a call or an event's delivery."""

    fault: int
    name: str
    phase: str
    call: int | None = None
    event_seq_id: int | None = None


class FaultHealed(Line, frozen=True, kw_only=True, tag="healed"):
    """What fault number `fault` had broken is whole again."""

    fault: int
    name: str


class Stage(Line, frozen=True, kw_only=True, tag="stage"):
    """The run entered a stage: `storm`, `settle` or `end`."""

    stage: str


class SubjectChanged(Line, frozen=True, kw_only=True, tag="subject"):
    """The subject was started, became ready, was killed, was told to stop, or exited.

    `life` counts its starts from 1. `state` is `started`, `ready`, `killed`, `stopping` or
    `exited`; `detail` says how it exited where that was not as asked.
    """

    life: int
    state: str
    detail: str | None = None


class Decided(Line, frozen=True, kw_only=True, tag="decision"):
    """One line of the subject's own decision log, as it wrote it."""

    life: int
    decision: dict[str, Any]


Entry = (
    AnyFact
    | Connected
    | Disconnected
    | Stalled
    | Away
    | Back
    | Received
    | Refused
    | Applied
    | Answered
    | Sent
    | Quoted
    | Valued
    | StreamEnded
    | FaultFired
    | FaultHealed
    | Stage
    | SubjectChanged
    | Decided
)


class Journal:
    """Appends entries and hands them over in order."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._listener: Callable[[Entry], None] | None = None

    def listen(self, listener: Callable[[Entry], None]) -> None:
        """Call `listener` with every entry from now on; there is one at a time."""
        self._listener = listener

    def add(self, entry: Entry) -> None:
        """Append one entry."""
        self._entries.append(entry)
        if self._listener is not None:
            self._listener(entry)

    def entries(self) -> tuple[Entry, ...]:
        """Everything so far, oldest first."""
        return tuple(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
