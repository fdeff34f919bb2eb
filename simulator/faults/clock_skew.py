"""Clock skew: the server's clock is ahead of the client's, or behind it, for a while.

A condition: two machines have two clocks. Every time that the hubs tell is off (EventTime,
SnapshotTime, CreatedAt and their like), and when it is healed times may go back; ages in
milliseconds, the numbers of events, and what anything is worth are as true as ever. So an order of
events is to be taken from their numbers, and the age of a quote from what is told of it: a
SnapshotTime can make it older, as far as anybody knows, and never younger (QUOTE-2).
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import WORLD, Address, Legality, Mode, Place, Trigger

AHEAD = "ahead"
BEHIND = "behind"

# Below the age from which on a quote is stale, 3 s in every scenario: a quote that is new is never
# made stale by its SnapshotTime alone, so that who takes an old one for stale (QUOTE-2) is held up
# and not shut out. It is far below any limit on the age of signals that leaves a client the 20 s
# it may take (GUARD-1), so that an EventTime which is off makes no signal too old to act on.
BY_S_MAX = 2.5

# A second drawn size, at which a client that is held up by the other one can still enter.
_BY_S = 1.0

# A longer one would hold back more entries than a run can show.
FOR_S_MAX = 60.0


class ClockSkew(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="clock_skew",
    forbid_unknown_fields=True,
):
    """From the `ordinal`-th entry signal on, the hubs tell times `by_s` seconds late or early.

    A positive `by_s` is ahead of the client, a negative one behind; it lasts `for_s` seconds. Of
    several that overlap the newest holds. Signals count as the log gains them, On and Off alike.
    """

    name: ClassVar[str] = "clock_skew"
    says: ClassVar[str] = "the server's clock is ahead of the client's, or behind it"
    cure: ClassVar[str] = "the clock is right again after for_s, or when the storm ends"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (AHEAD, BEHIND)

    ordinal: int
    by_s: float
    for_s: float

    def __post_init__(self) -> None:
        if self.ordinal < 1:
            raise ValueError(f"ordinals count from 1, not {self.ordinal}")
        if not 0 < abs(self.by_s) <= BY_S_MAX:
            raise ValueError(f"by_s is up to {BY_S_MAX:g} s either way, not {self.by_s:g}")
        if not 0 <= self.for_s <= FOR_S_MAX:
            raise ValueError(f"for_s is 0 to {FOR_S_MAX:g} seconds, not {self.for_s:g}")

    @property
    def trigger(self) -> Trigger:
        """The signal, in the world."""
        phase = AHEAD if self.by_s > 0 else BEHIND
        return Trigger(hub=WORLD, name="OnEntrySignal", ordinal=self.ordinal, phase=phase)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The skew from `address` on, `after_s` seconds long; the phase says which way."""
        by_s = BY_S_MAX if address.ordinal % 3 else _BY_S
        return cls(
            ordinal=address.ordinal,
            by_s=by_s if address.phase == AHEAD else -by_s,
            for_s=after_s,
        )
