"""Cut: the connection ends at one phase of one chosen invocation or callback, without a word.

A condition: any network does this. The client cannot see which phase it was, and must end up
right in all of them. The TCP connection goes away with neither a SignalR Close nor a WebSocket
close frame.
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


class Cut(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="fault",
    tag="cut",
    forbid_unknown_fields=True,
):
    """The `ordinal`-th `method` since the storm began loses its connection at `phase`.

    Ordinals count over all connections of `hub`; with `connection` set (from 1) the fault acts
    only if the chosen one arrives on that connection. `method` may be a callback of the Event
    hub.
    """

    name: ClassVar[str] = "cut"
    says: ClassVar[str] = "the connection ends at one phase of a chosen call or callback"
    cure: ClassVar[str] = "the next connection is accepted at once"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.LINK
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = INVOCATION_PHASES

    hub: str
    method: str
    ordinal: int
    phase: str
    connection: int | None = None

    def __post_init__(self) -> None:
        refuse_bad_address(self.hub, self.method, self.ordinal, self.phase)
        if self.connection is not None and self.connection < 1:
            raise ValueError(f"connections count from 1, not {self.connection}")

    @property
    def trigger(self) -> Trigger:
        """The chosen invocation or callback, at its phase."""
        return Trigger(
            hub=self.hub,
            name=self.method,
            ordinal=self.ordinal,
            phase=self.phase,
            connection=self.connection,
        )

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The cut at `address`, on whatever connection it happens; a cut has no delay."""
        del after_s
        return cls(
            hub=address.hub,
            method=address.method,
            ordinal=address.ordinal,
            phase=address.phase,
        )
