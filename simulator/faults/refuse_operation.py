"""Refuse operation: the broker takes an operation on, and it comes to nothing.

A condition: a preparation finds no contract, an order lacks the margin. The call succeeds all the
same, and the failure is told as it always is: a failed job in its record, its status and its event,
a rejected order in OnOrderUpdate and GetOrder.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger

# The one phase: the world knows that it failed.
FAILED = "failed"

METHODS = (
    "StartPreparePositionEntry",
    "StartPreparePositionExit",
    "StartPreparePositionAdjustment",
    "SendOrder",
)


class RefuseOperation(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="refuse_operation",
    forbid_unknown_fields=True,
):
    """What the `ordinal`-th `method` since the storm began has started will fail.

    A call that starts nothing, because its key was used before, has nothing to fail.
    """

    name: ClassVar[str] = "refuse_operation"
    says: ClassVar[str] = "a preparation fails, or an order is rejected"
    cure: ClassVar[str] = "nothing to heal: another attempt may succeed"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (FAILED,)

    method: str
    ordinal: int

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"{self.method} cannot be refused; use {', '.join(METHODS)}")
        if self.ordinal < 1:
            raise ValueError(f"ordinals count from 1, not {self.ordinal}")

    @property
    def trigger(self) -> Trigger:
        """The call that begins the operation."""
        return Trigger(hub="control", name=self.method, ordinal=self.ordinal, phase=FAILED)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The failure of what is begun at `address`."""
        del after_s  # it fails when it would have succeeded
        return cls(method=address.method, ordinal=address.ordinal)
