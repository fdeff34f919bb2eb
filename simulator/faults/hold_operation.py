"""Hold operation: what a call began hangs, and goes on later.

A condition: a search for contracts drags on, a broker does not answer. The preparation stays
Running; an order, its cancel or paper fills stay undecided, and their record Processing. The call
that began one of the last three waits with it, as it always does.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger

# The one phase: the operation has begun and does not go on.
HELD = "held"

METHODS = (
    "StartPreparePositionEntry",
    "StartPreparePositionExit",
    "StartPreparePositionAdjustment",
    "SendOrder",
    "ApplyPaperFills",
    "CancelOrder",
)

# Whoever waits for longer may give the operation up for good.
FOR_S_MAX = 25.0


class HoldOperation(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="hold_operation",
    forbid_unknown_fields=True,
):
    """What the `ordinal`-th `method` since the storm began has started hangs for `for_s` seconds.

    A call that starts nothing, because its key was used before, has nothing that could hang.
    """

    name: ClassVar[str] = "hold_operation"
    says: ClassVar[str] = "a preparation hangs, or the record of an operation stays Processing"
    cure: ClassVar[str] = "it goes on after for_s, or when the storm ends"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (HELD,)

    method: str
    ordinal: int
    for_s: float

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"{self.method} cannot hang; use {', '.join(METHODS)}")
        if self.ordinal < 1:
            raise ValueError(f"ordinals count from 1, not {self.ordinal}")
        if not 0 < self.for_s <= FOR_S_MAX:
            raise ValueError(f"for_s is above 0 and up to {FOR_S_MAX:g} s, not {self.for_s:g}")

    @property
    def trigger(self) -> Trigger:
        """The call that begins the operation."""
        return Trigger(hub="control", name=self.method, ordinal=self.ordinal, phase=HELD)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The operation begun at `address` hangs for `after_s` seconds."""
        return cls(method=address.method, ordinal=address.ordinal, for_s=after_s)
