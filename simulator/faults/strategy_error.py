"""Strategy error: a strategy's condition to enter cannot be evaluated for a while.

A condition: market data is missing, or an expression fails. It is announced to whoever listens to
the strategy and pushed to every new connection while it lasts. Signals that are On stay On: it is
for the client to leave them alone until the error is cleared (GUARD-9).
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import (
    WORLD,
    Address,
    Legality,
    Mode,
    Place,
    Trigger,
)

# The one phase: a signal of the strategy has been announced, and then this.
FAILED = "failed"

# An error that lasts longer holds back more than a run can show.
FOR_S_MAX = 60.0


class StrategyError(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="strategy_error",
    forbid_unknown_fields=True,
):
    """The strategy of the `ordinal`-th entry signal fails for `for_s` seconds.

    Signals of the storm count as the log gains them, On and Off alike, heard or not.
    """

    name: ClassVar[str] = "strategy_error"
    says: ClassVar[str] = "a strategy's entry condition cannot be evaluated for a while"
    cure: ClassVar[str] = "the error is cleared after for_s, or when the storm ends"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (FAILED,)

    ordinal: int
    for_s: float

    def __post_init__(self) -> None:
        if self.ordinal < 1:
            raise ValueError(f"ordinals count from 1, not {self.ordinal}")
        if not 0 <= self.for_s <= FOR_S_MAX:
            raise ValueError(f"for_s is 0 to {FOR_S_MAX:g} seconds, not {self.for_s:g}")

    @property
    def trigger(self) -> Trigger:
        """The signal, in the world."""
        return Trigger(hub=WORLD, name="OnEntrySignal", ordinal=self.ordinal, phase=FAILED)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The failure of the strategy of the signal at `address`, `after_s` seconds long."""
        return cls(ordinal=address.ordinal, for_s=after_s)
