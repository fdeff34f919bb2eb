"""Freeze quotes: one provider says the same again and again, and only its ages grow.

A condition: a feed behind the hub hangs while the hub goes on. Items keep coming, so that whoever
takes the arrival of an item for the freshness of its price trades on an old one.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger
from hubproof.simulator.faults.on_quotes import (
    at_signal,
    provider_of,
    refuse_bad_position,
    refuse_bad_time,
)


class FreezeQuotes(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="freeze_quotes",
    forbid_unknown_fields=True,
):
    """From the `ordinal`-th entry signal on, `provider` repeats itself for `for_s` seconds."""

    name: ClassVar[str] = "freeze_quotes"
    says: ClassVar[str] = (
        "one provider repeats an old quote, in streams and snapshots, and its ages grow"
    )
    cure: ClassVar[str] = "it is whole again after for_s, or when the storm ends"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = ("frozen",)

    provider: str
    ordinal: int
    for_s: float

    def __post_init__(self) -> None:
        refuse_bad_position(self.provider, self.ordinal)
        refuse_bad_time(self.for_s)

    @property
    def trigger(self) -> Trigger:
        """An entry signal: a client is about to look at prices."""
        return at_signal(self.ordinal, "frozen")

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The standstill that begins at `address` and lasts `after_s` seconds."""
        return cls(provider=provider_of(address.ordinal), ordinal=address.ordinal, for_s=after_s)
