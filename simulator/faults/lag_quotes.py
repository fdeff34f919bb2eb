"""Lag quotes: what one provider quotes comes some seconds late, and its ages say so.

A condition: a feed behind the hub has a queue, or fell back on delayed data. Prices go on moving,
so that whoever takes a quote that changes for a fresh one trades on an old one.
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

LATE_S_MAX = 900.0
"""The fifteen minutes of an exchange's delayed data."""


class LagQuotes(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="lag_quotes",
    forbid_unknown_fields=True,
):
    """From the `ordinal`-th entry signal on, `provider` is `late_s` late for `for_s` seconds."""

    name: ClassVar[str] = "lag_quotes"
    says: ClassVar[str] = (
        "one provider's quotes come seconds late, in streams and snapshots, with ages to match"
    )
    cure: ClassVar[str] = "it is whole again after for_s, or when the storm ends"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = ("lagged",)

    provider: str
    ordinal: int
    for_s: float
    late_s: float = 5.0

    def __post_init__(self) -> None:
        refuse_bad_position(self.provider, self.ordinal)
        refuse_bad_time(self.for_s)
        if not 0 < self.late_s <= LATE_S_MAX:
            raise ValueError(f"late_s is above 0 to {LATE_S_MAX:g} seconds, not {self.late_s:g}")

    @property
    def trigger(self) -> Trigger:
        """An entry signal: a client is about to look at prices."""
        return at_signal(self.ordinal, "lagged")

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The lateness that begins at `address` and lasts `after_s` seconds."""
        return cls(provider=provider_of(address.ordinal), ordinal=address.ordinal, for_s=after_s)
