"""Overlap of replay and live: what a page of history carries also arrives as callbacks.

A condition: the hub's documents say that live events and what is pushed on connect may repeat what
was replayed, and tell consumers to know an event by its EventId. The copies go to every open
connection of the Event hub, subscribed or not: callbacks before a subscription are documented too.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger

# Where the copies stand to the page that carries the same events.
BEFORE_PAGE = "before_page"
AFTER_PAGE = "after_page"
AROUND_PAGE = "around_page"
OVERLAPS = (BEFORE_PAGE, AFTER_PAGE, AROUND_PAGE)


class OverlapReplayWithLive(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="overlap_replay_with_live",
    forbid_unknown_fields=True,
):
    """The events of the `ordinal`-th page since the storm began are called back as well.

    `phase` says whether before the page, after it, or both. A page without events has nothing to
    repeat: then it is the next one that carries any.
    """

    name: ClassVar[str] = "overlap_replay_with_live"
    says: ClassVar[str] = "the events of a page of history also arrive as live callbacks"
    cure: ClassVar[str] = "nothing to heal: the copies are the whole fault"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.LINK
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = OVERLAPS

    ordinal: int
    phase: str

    def __post_init__(self) -> None:
        if self.ordinal < 1:
            raise ValueError(f"ordinals count from 1, not {self.ordinal}")
        if self.phase not in OVERLAPS:
            raise ValueError(f"nothing overlaps at {self.phase!r}; use {' or '.join(OVERLAPS)}")

    @property
    def trigger(self) -> Trigger:
        """The chosen read of the history."""
        return Trigger(hub="event", name="GetEventsSince", ordinal=self.ordinal, phase=self.phase)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The overlap with the page at `address`; it has no delay."""
        del after_s
        return cls(ordinal=address.ordinal, phase=address.phase)
