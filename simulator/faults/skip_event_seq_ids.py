"""Skip event sequence ids: the next event's number is not the last one's plus one.

A condition: an EventSeqId orders events and promises no more; where users share a counter, the
events of others take the numbers in between. A client that waits for the next number
waits for ever.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.contract.mesolive.methods import METHODS
from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger, is_callback

# The one phase: the numbers are gone.
SKIPPED = "skipped"

# More than other users can log in a run, and far below where numbers stop being exact in JSON.
BY_MAX = 1_000_000

# What is drawn, by ordinal: one number, a few, and more than a page of history holds.
_DRAWN = (1, 5, 1_200)


class SkipEventSeqIds(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="skip_event_seq_ids",
    forbid_unknown_fields=True,
):
    """After the `ordinal`-th `method` the log leaves out `by` numbers.

    `method` is a hub method, or a callback of the Event hub. The count begins with the storm and
    goes over all connections of its hub. Nothing is logged under those numbers, now or later.
    """

    name: ClassVar[str] = "skip_event_seq_ids"
    says: ClassVar[str] = "the log's numbers leave a hole before the next event"
    cure: ClassVar[str] = "nothing to heal: the hole stays, and nothing belongs into it"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (SKIPPED,)

    method: str
    ordinal: int
    by: int

    def __post_init__(self) -> None:
        if not is_callback(self.method) and self.method not in METHODS:
            raise ValueError(f"{self.method} is neither a callback nor a hub method")
        if self.ordinal < 1:
            raise ValueError(f"ordinals count from 1, not {self.ordinal}")
        if not 1 <= self.by <= BY_MAX:
            raise ValueError(f"by is 1 to {BY_MAX} numbers, not {self.by}")

    @property
    def trigger(self) -> Trigger:
        """The call or delivery that the hole follows."""
        hub = "event" if is_callback(self.method) else METHODS[self.method].hub
        return Trigger(hub=hub, name=self.method, ordinal=self.ordinal, phase=SKIPPED)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The hole behind `address`; its size goes by the ordinal."""
        del after_s
        by = _DRAWN[address.ordinal % len(_DRAWN)]
        return cls(method=address.method, ordinal=address.ordinal, by=by)
