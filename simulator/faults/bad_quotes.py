"""Bad quotes: a few frames of one provider hold no price at all.

A condition: feeds boot with nought on both sides, lose a side, cross for a moment, and some servers
write what is not a number. It is no reason to leave, and no price to trade on.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger
from hubproof.simulator.faults.on_quotes import at_signal, provider_of, refuse_bad_position

KINDS = ("boot", "null", "crossed", "nan")

# More frames in a row would be an outage, which is another fault.
COUNT_MAX = 100

# A drawn fault spoils so many frames for each second it was drawn with: one provider's pace.
_FRAMES_PER_S = 2


class BadQuotes(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="bad_quotes",
    forbid_unknown_fields=True,
):
    """From the `ordinal`-th entry signal on, the next `count` frames of `provider` hold no price.

    `kind` is `boot` (nought on both sides), `null`, `crossed` (the bid above the ask) or `nan`.
    """

    name: ClassVar[str] = "bad_quotes"
    says: ClassVar[str] = "a few frames of one provider are nought, null, crossed or no number"
    cure: ClassVar[str] = "the frames after them are sound, and all are when the storm ends"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = KINDS

    provider: str
    ordinal: int
    kind: str
    count: int

    def __post_init__(self) -> None:
        refuse_bad_position(self.provider, self.ordinal)
        if self.kind not in KINDS:
            raise ValueError(f"there are no {self.kind!r} quotes; use {', '.join(KINDS)}")
        if not 1 <= self.count <= COUNT_MAX:
            raise ValueError(f"count is 1 to {COUNT_MAX} frames, not {self.count}")

    @property
    def trigger(self) -> Trigger:
        """An entry signal: a client is about to look at prices."""
        return at_signal(self.ordinal, self.kind)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The frames of `after_s` seconds from `address` on; the phase is their kind."""
        return cls(
            provider=provider_of(address.ordinal),
            ordinal=address.ordinal,
            kind=address.phase,
            count=max(1, round(after_s * _FRAMES_PER_S)),
        )
