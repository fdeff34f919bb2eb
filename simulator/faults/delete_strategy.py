"""Delete strategy: a person at the portal deletes a strategy that the client trades.

A condition: strategies come and go. Its signals go Off and its error is cleared, what the script
had in store for it falls away, and a preparation for it is refused from then on. What was bought
for it goes on under its old name.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import WORLD, Address, Legality, Mode, Place, Trigger

# The one phase: there was such a strategy, and now there is none.
DELETED = "deleted"

# A longer delay would put it behind the end of most storms.
DELAY_S_MAX = 60.0


class DeleteStrategy(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="delete_strategy",
    forbid_unknown_fields=True,
):
    """The strategy of the `ordinal`-th entry signal is deleted `delay_s` seconds later.

    Signals of the storm count as the log gains them, On and Off alike, heard or not.
    """

    name: ClassVar[str] = "delete_strategy"
    says: ClassVar[str] = "a strategy is deleted while its signals are On and its entries begun"
    cure: ClassVar[str] = "nothing to heal: it does not come back"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (DELETED,)

    ordinal: int
    delay_s: float

    def __post_init__(self) -> None:
        if self.ordinal < 1:
            raise ValueError(f"ordinals count from 1, not {self.ordinal}")
        if not 0 <= self.delay_s <= DELAY_S_MAX:
            raise ValueError(f"delay_s is 0 to {DELAY_S_MAX:g} seconds, not {self.delay_s:g}")

    @property
    def trigger(self) -> Trigger:
        """The signal, in the world."""
        return Trigger(hub=WORLD, name="OnEntrySignal", ordinal=self.ordinal, phase=DELETED)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The end of the strategy of the signal at `address`, `after_s` seconds after it."""
        return cls(ordinal=address.ordinal, delay_s=after_s)
