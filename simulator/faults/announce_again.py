"""Announce again: a signal that is On is said to be On once more, as a new event.

A condition: signals are levels, and nothing promises that a level is told once. The EventId and the
EventSeqId are new, so that whoever knows events by their ids alone takes it for a second signal.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger

# The one phase: the world has announced it.
ANNOUNCED = "announced"

# What tells of a signal, and the hub that it crosses.
_METHODS = {"OnEntrySignal": "event", "StartPreparePositionEntry": "control"}

# A longer delay would put the announcement behind the end of most storms.
DELAY_S_MAX = 60.0


class AnnounceAgain(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="announce_again",
    forbid_unknown_fields=True,
):
    """The signal of the `ordinal`-th `method` is announced again `delay_s` seconds later.

    `method` is OnEntrySignal, or StartPreparePositionEntry, which a client without callbacks calls
    too. The count begins with the storm; an announcement by this fault counts like any other. A
    signal that is Off by then is left alone.
    """

    name: ClassVar[str] = "announce_again"
    says: ClassVar[str] = "a signal that is On is announced again, under a new EventId"
    cure: ClassVar[str] = "nothing to heal: the announcement is the whole fault"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (ANNOUNCED,)

    method: str
    ordinal: int
    delay_s: float

    def __post_init__(self) -> None:
        if self.method not in _METHODS:
            raise ValueError(f"{self.method} names no signal; use {' or '.join(_METHODS)}")
        if self.ordinal < 1:
            raise ValueError(f"ordinals count from 1, not {self.ordinal}")
        if not 0 <= self.delay_s <= DELAY_S_MAX:
            raise ValueError(f"delay_s is 0 to {DELAY_S_MAX:g} seconds, not {self.delay_s:g}")

    @property
    def trigger(self) -> Trigger:
        """The first announcement, or the preparation for it."""
        hub = _METHODS[self.method]
        return Trigger(hub=hub, name=self.method, ordinal=self.ordinal, phase=ANNOUNCED)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The repetition of the signal at `address`, `after_s` seconds after it."""
        return cls(method=address.method, ordinal=address.ordinal, delay_s=after_s)
