"""Signal storm: signals that were to come one by one all go On at once.

A condition: strategies look at the same market, and what meets the condition of one often meets
those of the others. Each of them is as true as any, and is to be entered in time (SAFE-4), however
many there are.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger
from hubproof.simulator.faults.on_signals import at_signal, refuse_bad_signal

# The one phase: the first of them has gone On.
CROWDED = "crowded"

# No script of ours holds more.
COUNT_MAX = 100


class SignalStorm(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="signal_storm",
    forbid_unknown_fields=True,
):
    """With the signal of the `ordinal`-th `method` the next `count` of the script go On as well.

    `method` is OnEntrySignal, counted in the world, On and Off alike, or StartPreparePositionEntry.
    They go On once each; fewer, where fewer are left.
    """

    name: ClassVar[str] = "signal_storm"
    says: ClassVar[str] = "the next signals of the script all go On at once"
    cure: ClassVar[str] = "nothing to heal: they would have come anyway"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (CROWDED,)

    method: str
    ordinal: int
    count: int

    def __post_init__(self) -> None:
        refuse_bad_signal(self.method, self.ordinal)
        if not 1 <= self.count <= COUNT_MAX:
            raise ValueError(f"count is 1 to {COUNT_MAX} signals, not {self.count}")

    @property
    def trigger(self) -> Trigger:
        """The signal's announcement, or the preparation for it."""
        return at_signal(self.method, self.ordinal, CROWDED)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """Two to four signals more with the one at `address`."""
        del after_s  # at once is the whole point
        return cls(method=address.method, ordinal=address.ordinal, count=2 + address.ordinal % 3)
