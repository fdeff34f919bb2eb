"""Diverge quotes: what one provider quotes is off by some points, and looks as fresh as ever.

A condition: feeds have bad hours. No single quote shows it; only two providers beside each other
do.
"""

import math
from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger
from hubproof.simulator.faults.on_quotes import (
    at_signal,
    provider_of,
    refuse_bad_position,
    refuse_bad_time,
)


class DivergeQuotes(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="diverge_quotes",
    forbid_unknown_fields=True,
):
    """From the `ordinal`-th entry signal on, `provider` is `points` off for `for_s` seconds."""

    name: ClassVar[str] = "diverge_quotes"
    says: ClassVar[str] = "one provider quotes prices that are some points off, with fresh ages"
    cure: ClassVar[str] = "it is whole again after for_s, or when the storm ends"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = ("diverged",)

    provider: str
    ordinal: int
    for_s: float
    points: float = 5.0

    def __post_init__(self) -> None:
        refuse_bad_position(self.provider, self.ordinal)
        refuse_bad_time(self.for_s)
        if not math.isfinite(self.points) or self.points == 0:
            raise ValueError(f"points is how far off the quotes are, not {self.points:g}")

    @property
    def trigger(self) -> Trigger:
        """An entry signal: a client is about to look at prices."""
        return at_signal(self.ordinal, "diverged")

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The divergence that begins at `address` and lasts `after_s` seconds."""
        return cls(provider=provider_of(address.ordinal), ordinal=address.ordinal, for_s=after_s)
