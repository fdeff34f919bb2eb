"""Forget events: retention passes, and the log keeps its newest events only.

A condition: no log keeps everything for ever, and the documents do not say how long this one does.
Who was away meanwhile is refused with its cursor and can never read what it missed: it begins at
the newest event, reads how things stand, and says that events are lost. One that asks again and
again, or goes on as if nothing had happened, trades on what is no longer so.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import (
    WORLD,
    Address,
    Legality,
    Mode,
    Place,
    Trigger,
)

# The one phase: a signal has been announced, and what came before it is gone.
FORGOTTEN = "forgotten"

# More than a client can be behind by when it hears what it is told.
KEEP_MAX = 1_000

# What is drawn, by ordinal: next to nothing, and a few.
_DRAWN = (1, 2, 4)


class ForgetEvents(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="forget_events",
    forbid_unknown_fields=True,
):
    """With the `ordinal`-th entry signal the log forgets all but its newest `keep` events.

    Signals of the storm count as the log gains them, On and Off alike, heard or not; the signal
    itself is kept.
    """

    name: ClassVar[str] = "forget_events"
    says: ClassVar[str] = "the log forgets everything but its newest events"
    cure: ClassVar[str] = "nothing to heal: what is forgotten stays so, and what comes is kept"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (FORGOTTEN,)

    ordinal: int
    keep: int

    def __post_init__(self) -> None:
        if self.ordinal < 1:
            raise ValueError(f"ordinals count from 1, not {self.ordinal}")
        if not 1 <= self.keep <= KEEP_MAX:
            raise ValueError(f"keep is 1 to {KEEP_MAX} events, not {self.keep}")

    @property
    def trigger(self) -> Trigger:
        """The signal, in the world."""
        return Trigger(hub=WORLD, name="OnEntrySignal", ordinal=self.ordinal, phase=FORGOTTEN)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """What is forgotten with the signal at `address`; how much goes by the ordinal."""
        del after_s
        return cls(ordinal=address.ordinal, keep=_DRAWN[address.ordinal % len(_DRAWN)])
