"""Fill burst: an order rests untouched, and then fills all at once, unit by unit.

A condition: nobody trades for a while, then many do. Every unit is a fill of its own, told in
events of its own, and all of them come in the same instant.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger

# The one phase: the first of the fills has come.
BURST = "burst"

# Whoever waits for longer may have cancelled the order long since.
QUIET_S_MAX = 30.0


class FillBurst(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="fill_burst",
    forbid_unknown_fields=True,
):
    """The order that the `ordinal`-th SendOrder since the storm began makes fills after `quiet_s`.

    An order that is cancelled or replaced before, or that the market does not suit, does not burst.
    """

    name: ClassVar[str] = "fill_burst"
    says: ClassVar[str] = "an order rests untouched, and then fills unit by unit in one instant"
    cure: ClassVar[str] = "nothing to heal: it is filled"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (BURST,)

    ordinal: int
    quiet_s: float

    def __post_init__(self) -> None:
        if self.ordinal < 1:
            raise ValueError(f"ordinals count from 1, not {self.ordinal}")
        if not 0 <= self.quiet_s <= QUIET_S_MAX:
            raise ValueError(f"quiet_s is 0 to {QUIET_S_MAX:g} seconds, not {self.quiet_s:g}")

    @property
    def trigger(self) -> Trigger:
        """The call that makes the order."""
        return Trigger(hub="control", name="SendOrder", ordinal=self.ordinal, phase=BURST)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The burst of the order made at `address`, after `after_s` seconds."""
        return cls(ordinal=address.ordinal, quiet_s=after_s)
