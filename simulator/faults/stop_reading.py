"""Stop reading: a hub reads nothing more of a connection, and goes on telling on it.

A violation that a recorded server commits behind a message of a type that it does not know. The
connection looks alive: pings and callbacks come. Only calls show it, which are never answered.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import (
    INVOCATION_PHASES,
    Address,
    Legality,
    Mode,
    Place,
    Trigger,
    refuse_bad_address,
)


class StopReading(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="stop_reading",
    forbid_unknown_fields=True,
):
    """From the `ordinal`-th `method` on nothing is read on its connection.

    At `received` that call is the first that is not served, later it is answered still. Of a
    callback every connection that hears it stops being read.
    """

    name: ClassVar[str] = "stop_reading"
    says: ClassVar[str] = "a connection looks alive, and nothing that its client says is read"
    cure: ClassVar[str] = "another connection; the hub ends this one when the storm ends"
    legality: ClassVar[Legality] = Legality.VIOLATION
    acts_on: ClassVar[Place] = Place.LINK
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = INVOCATION_PHASES

    hub: str
    method: str
    ordinal: int
    phase: str

    def __post_init__(self) -> None:
        refuse_bad_address(self.hub, self.method, self.ordinal, self.phase)

    @property
    def trigger(self) -> Trigger:
        """The chosen invocation or callback, at its phase."""
        return Trigger(hub=self.hub, name=self.method, ordinal=self.ordinal, phase=self.phase)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The fault at `address`; it has no delay."""
        del after_s
        return cls(
            hub=address.hub,
            method=address.method,
            ordinal=address.ordinal,
            phase=address.phase,
        )
