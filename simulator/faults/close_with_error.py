"""Close with an error: a hub ends a connection in SignalR's words, as something was wrong.

A condition: a hub may do so at any time, and invites its client to connect again. A recorded server
does it behind an answer, over an upload that its method left unread.
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


class CloseWithError(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="close_with_error",
    forbid_unknown_fields=True,
):
    """The connection of the `ordinal`-th `method` is closed with an error at `phase`.

    The Close allows to reconnect. At `answered` it comes right behind the answer.
    """

    name: ClassVar[str] = "close_with_error"
    says: ClassVar[str] = "a hub closes a connection with an error and allows to reconnect"
    cure: ClassVar[str] = "the next connection is accepted at once"
    legality: ClassVar[Legality] = Legality.CONDITION
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
