"""What the faults have in common that strike at one phase of one invocation or callback.

A position says where; whoever has a time or a measure of its own adds it.
"""

from typing import Any, ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import (
    INVOCATION_PHASES,
    Address,
    Mode,
    Trigger,
    refuse_bad_address,
)


class AtPhase(msgspec.Struct, frozen=True, kw_only=True):
    """The `ordinal`-th `method` of `hub` since the storm began, at `phase`.

    `method` may be a callback of the Event hub.
    """

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
    def at(cls, address: Address, **own: Any) -> Self:
        """The fault at `address`, with the fields of its `own`."""
        return cls(
            hub=address.hub,
            method=address.method,
            ordinal=address.ordinal,
            phase=address.phase,
            **own,
        )

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The fault at `address`; it has no delay."""
        del after_s
        return cls.at(address)
