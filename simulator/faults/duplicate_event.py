"""Duplicate event: a callback that was delivered is delivered again, byte for byte.

A condition: the hub's documents allow an event to come twice (snapshot on connect, replay and
live, a resend), so a client that acts twice on one event is wrong, not unlucky.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger, is_callback

# The one phase of a copy: what was delivered is delivered again.
REPEATED = "repeated"

# A longer delay would put the copy behind the end of most runs.
DELAY_S_MAX = 60.0


class DuplicateEvent(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="duplicate_event",
    forbid_unknown_fields=True,
):
    """The `ordinal`-th live delivery of `callback` is written again `delay_s` later.

    The count begins with the storm and goes over all connections of the Event hub; what is pushed
    on connect is not counted. The copy keeps its EventId and EventSeqId and goes to whoever is
    subscribed when it is due; where nobody is, to the next one who subscribes.
    """

    name: ClassVar[str] = "duplicate_event"
    says: ClassVar[str] = "an event that was delivered is delivered once more"
    cure: ClassVar[str] = "nothing to heal: the copy is the whole fault"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.LINK
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (REPEATED,)

    callback: str
    ordinal: int
    delay_s: float

    def __post_init__(self) -> None:
        if not is_callback(self.callback):
            raise ValueError(f"{self.callback} is not a callback of the event hub")
        if self.ordinal < 1:
            raise ValueError(f"ordinals count from 1, not {self.ordinal}")
        if not 0 <= self.delay_s <= DELAY_S_MAX:
            raise ValueError(f"delay_s is 0 to {DELAY_S_MAX:g} seconds, not {self.delay_s:g}")

    @property
    def trigger(self) -> Trigger:
        """The first delivery of the callback."""
        return Trigger(hub="event", name=self.callback, ordinal=self.ordinal, phase=REPEATED)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The copy of the callback at `address`, due `after_s` seconds after the first delivery."""
        return cls(callback=address.method, ordinal=address.ordinal, delay_s=after_s)
