"""Position outside: a person at the portal opens a position or an order, or closes a position.

A condition: the account is somebody's, and he has hands. Events and lists tell of it like of
anything else, a Closed event comes without an order, and none of it is the client's: it neither
takes the place of an entry that a signal calls for, nor calls for one.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import WORLD, Address, Legality, Mode, Place, Trigger

OPENED = "opened"
ORDER_OPENED = "order_opened"
CLOSED = "closed"
KINDS = (OPENED, ORDER_OPENED, CLOSED)

# What names a strategy and an account in the log.
METHODS = ("OnEntrySignal", "OnPositionUpdate")

# A longer delay would put it behind the end of most storms.
DELAY_S_MAX = 60.0


class PositionOutside(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="position_outside",
    forbid_unknown_fields=True,
):
    """`delay_s` after the `ordinal`-th `method` somebody acts where that happened.

    `kind` is `opened` (a position of the same strategy on the same account, without an order),
    `order_opened` (the same with an order at the market for each leg group) or `closed` (the
    position that the event is about, or the youngest one open there; without one nothing happens).
    Events count as the log gains them, heard or not.
    """

    name: ClassVar[str] = "position_outside"
    says: ClassVar[str] = "a position or an order is opened, or a position closed, by hand"
    cure: ClassVar[str] = "nothing to heal: what was traded stays traded"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = KINDS

    method: str
    ordinal: int
    kind: str
    delay_s: float

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"{self.method} tells of no place; use {' or '.join(METHODS)}")
        if self.ordinal < 1:
            raise ValueError(f"ordinals count from 1, not {self.ordinal}")
        if self.kind not in KINDS:
            raise ValueError(f"nothing is {self.kind!r} by hand; use {', '.join(KINDS)}")
        if not 0 <= self.delay_s <= DELAY_S_MAX:
            raise ValueError(f"delay_s is 0 to {DELAY_S_MAX:g} seconds, not {self.delay_s:g}")

    @property
    def trigger(self) -> Trigger:
        """The event that names the place, in the world."""
        return Trigger(hub=WORLD, name=self.method, ordinal=self.ordinal, phase=self.kind)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """What is done `after_s` seconds after the event at `address`; the phase is its kind."""
        return cls(
            method=address.method, ordinal=address.ordinal, kind=address.phase, delay_s=after_s
        )
