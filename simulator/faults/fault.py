"""What a fault is: plain data that names one way to misbehave and where it acts.

A fault knows nothing of how it is carried out, so the same fault means the same thing in every
mode, can be stored in a plan, and can be shrunk away. Its position counts invocations or
callbacks since the storm began, never bytes or seconds. A family member that carried code of its
own could not be replayed from its JSON.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol, Self, runtime_checkable


class Legality(StrEnum):
    """Whether a conforming server or network may do this."""

    CONDITION = "condition"  # it may: the client must survive
    VIOLATION = "violation"  # it may not: the client must notice


class Place(StrEnum):
    """Who carries the fault out (architecture, decision 3)."""

    NETWORK = "network"
    LINK = "link"
    ADMISSION = "admission"
    WORLD = "world"
    SUBJECT = "subject"


class Mode(StrEnum):
    """The kinds of network a run can have."""

    SIM = "sim"
    LIVE = "live"
    PROXY = "proxy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A position that a nemesis drew: the `ordinal`-th (from 1) `method` of `hub`, at `phase`."""

    hub: str
    method: str
    ordinal: int
    phase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """What sets a fault off: the `ordinal`-th `name` of `hub` since the storm began, at `phase`.

    `name` is a hub method or a callback; of hub `world` an event counts whether or not anybody
    hears it. With `connection` set the fault acts only if the chosen one comes over that connection
    of the hub.
    """

    hub: str
    name: str
    ordinal: int
    phase: str
    connection: int | None = None


# Where events are counted as the log gains them, and not as they are delivered.
WORLD = "world"

# What happened to an invocation when the fault acted (architecture, decision 2).
RECEIVED = "received"  # it arrived whole and is never applied
COMMITTED = "committed"  # the world accepted it; its completion is never written
ANSWERED = "answered"  # its completion was flushed, so the peer surely reads it
INVOCATION_PHASES = (RECEIVED, COMMITTED, ANSWERED)

# A callback is not applied by anyone, so it has no `received`: at `committed` the event is in the
# log and its callback is never written, at `answered` the callback was flushed first.
CALLBACK_PHASES = (COMMITTED, ANSWERED)


def is_callback(method: str) -> bool:
    """Whether a name is a callback of the Event hub (`OnEntrySignal`) and not a hub method."""
    return method.startswith("On")


@runtime_checkable
class Fault(Protocol):
    """A member: a frozen msgspec Struct, tagged by its name, that declares what it is.

    `says` is one sentence for the catalogue, `cure` says what makes things whole again. `phases`
    are all the values that a firing of this fault may be recorded with.
    """

    name: ClassVar[str]
    says: ClassVar[str]
    cure: ClassVar[str]
    legality: ClassVar[Legality]
    acts_on: ClassVar[Place]
    modes: ClassVar[tuple[Mode, ...]]
    phases: ClassVar[tuple[str, ...]]

    @property
    def trigger(self) -> Trigger:
        """What sets it off."""
        ...

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The fault at `address`; `after_s` is its delay in seconds, where it has one."""
        ...


def refuse_bad_address(hub: str, method: str, ordinal: int, phase: str) -> None:
    """Raise ValueError, in a sentence, for a position that no run can reach."""
    if hub not in {"control", "data", "event"}:
        raise ValueError(f"there is no hub {hub!r}; use control, data or event")
    if ordinal < 1:
        raise ValueError(f"ordinals count from 1, not {ordinal}")
    allowed = CALLBACK_PHASES if is_callback(method) else INVOCATION_PHASES
    if phase not in allowed:
        raise ValueError(f"{method} has no phase {phase!r}; use {' or '.join(allowed)}")
    if is_callback(method) and hub != "event":
        raise ValueError(f"callbacks such as {method} belong to the event hub, not to {hub}")
