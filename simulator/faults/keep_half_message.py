"""Keep half a message: what was begun on a lost socket is put before what the next one says.

A violation that a recorded server commits where a client comes back (stateful reconnect) that was
lost within a message. What it says first cannot be read then, and the connection ends.
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


class KeepHalfMessage(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="keep_half_message",
    forbid_unknown_fields=True,
):
    """The `ordinal`-th `method` loses its socket at `phase`, within a message of its client.

    It strikes only a connection that can come back; the half is there when it does.
    """

    name: ClassVar[str] = "keep_half_message"
    says: ClassVar[str] = "a connection comes back and is ended over half a message"
    cure: ClassVar[str] = "another connection is accepted at once"
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
