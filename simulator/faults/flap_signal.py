"""Flap signal: a signal goes Off and On again, several times within seconds.

A condition: what a condition measures may lie on its threshold. Every On is a new period and calls
for an entry of its own, every Off takes back what was not begun (GUARD-2); the last On stays. A
client that does not follow the Offs takes the last period for the first, and lets it go by.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger
from hubproof.simulator.faults.on_signals import at_signal, refuse_bad_signal

# The one phase: the signal has gone Off for the first time.
FLAPPED = "flapped"

# More would be a signal that nobody can follow for the length of a storm.
TIMES_MAX = 10

# Longer periods are no flapping: a client has time to enter in each of them.
GAP_S_MAX = 10.0


class FlapSignal(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="flap_signal",
    forbid_unknown_fields=True,
):
    """The signal of the `ordinal`-th `method` goes Off and On `times` times, and ends On.

    The first Off comes at once, and each change `gap_s` seconds after the one before. `method` is
    OnEntrySignal, counted in the world, On and Off alike, or StartPreparePositionEntry. A signal
    that is Off by then is left alone, and one that the script turns Off meanwhile stays Off.
    """

    name: ClassVar[str] = "flap_signal"
    says: ClassVar[str] = "a signal goes Off and On again, several times within seconds"
    cure: ClassVar[str] = "it ends On after the last time, or when the storm ends"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (FLAPPED,)

    method: str
    ordinal: int
    times: int
    gap_s: float

    def __post_init__(self) -> None:
        refuse_bad_signal(self.method, self.ordinal)
        if not 1 <= self.times <= TIMES_MAX:
            raise ValueError(f"a signal flaps 1 to {TIMES_MAX} times, not {self.times}")
        if not 0 < self.gap_s <= GAP_S_MAX:
            raise ValueError(f"gap_s is above 0 and at most {GAP_S_MAX:g} s, not {self.gap_s:g}")

    @property
    def trigger(self) -> Trigger:
        """The signal's announcement, or the preparation for it."""
        return at_signal(self.method, self.ordinal, FLAPPED)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The flapping of the signal at `address`, one to three times, `after_s` apart."""
        times = 1 + address.ordinal % 3
        return cls(method=address.method, ordinal=address.ordinal, times=times, gap_s=after_s)
