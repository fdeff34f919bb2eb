"""Cut: the connection ends at one phase of one chosen invocation or callback, without a word.

A condition: any network does this. The client cannot see which phase it was, and must end up
right in all of them. The TCP connection goes away with neither a SignalR Close nor a WebSocket
close frame.
"""

from dataclasses import replace
from typing import ClassVar

from hubproof.simulator.faults.at_phase import AtPhase
from hubproof.simulator.faults.fault import Legality, Place, Trigger


class Cut(
    AtPhase,
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

    connection: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.connection is not None and self.connection < 1:
            raise ValueError(f"connections count from 1, not {self.connection}")

    @property
    def trigger(self) -> Trigger:
        """The chosen invocation or callback, at its phase."""
        return replace(super().trigger, connection=self.connection)
