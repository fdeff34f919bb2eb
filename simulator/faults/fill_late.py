"""Fill late: an order fills while its cancel is on its way.

A condition: the broker is asked to cancel, not told. All that the order had left is filled before
the cancel comes through, so the cancel fails, and only the order says what became of it.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger

# The one phase: the cancel has come too late.
LATE = "late"


class FillLate(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="fill_late",
    forbid_unknown_fields=True,
):
    """The order that the `ordinal`-th CancelOrder since the storm began cancels fills first."""

    name: ClassVar[str] = "fill_late"
    says: ClassVar[str] = "an order fills while its cancel is on its way"
    cure: ClassVar[str] = "nothing to heal: it is filled"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (LATE,)

    ordinal: int

    def __post_init__(self) -> None:
        if self.ordinal < 1:
            raise ValueError(f"ordinals count from 1, not {self.ordinal}")

    @property
    def trigger(self) -> Trigger:
        """The call that asks for the cancel."""
        return Trigger(hub="control", name="CancelOrder", ordinal=self.ordinal, phase=LATE)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The late fill of the order that is cancelled at `address`."""
        del after_s  # it fills when its cancel would have been confirmed
        return cls(ordinal=address.ordinal)
