"""Network reset: every connection to every hub is reset at once, in the middle of a message.

A condition: a proxy or a mobile network that forgets its connections does this. At `committed` half
of the frame that was just being written goes out before the reset, and a client must not take the
half for a message. The server accepts new connections at once.
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


class NetworkReset(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="network_reset",
    forbid_unknown_fields=True,
):
    """All connections are reset when the `ordinal`-th `method` since the storm reaches `phase`.

    At `received` the call is never applied. At `committed` half of its completion, where that was
    ready, or of the callback was written. At `answered` all of it was, and may be lost all the
    same: a reset overtakes what its reader has not read.
    """

    name: ClassVar[str] = "network_reset"
    says: ClassVar[str] = "all connections to all hubs are reset at once, half a frame written"
    cure: ClassVar[str] = "the next connections are accepted at once"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.NETWORK
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
        """The reset at `address`; a reset has no delay."""
        del after_s
        return cls(
            hub=address.hub,
            method=address.method,
            ordinal=address.ordinal,
            phase=address.phase,
        )
