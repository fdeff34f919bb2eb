"""Drop stream items: one provider falls silent on a connection that is healthy.

A condition: streams are not a ledger, and hub and reader may drop what they like. Pings go on, no
stream ends, and snapshots still tell the truth: only a client that watches the clock notices.
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


class DropStreamItems(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="fault",
    tag="drop_stream_items",
    forbid_unknown_fields=True,
):
    """From the `ordinal`-th entry signal on, `provider` streams nothing for `for_s` seconds.

    With `symbol` set only the items of that underlying are lost. A stream that is opened meanwhile
    loses its items too, the first one included.
    """

    name: ClassVar[str] = "drop_stream_items"
    says: ClassVar[str] = "one provider's stream items are lost on a healthy connection"
    cure: ClassVar[str] = "it is whole again after for_s, or when the storm ends"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = ("dropped",)

    provider: str
    ordinal: int
    for_s: float
    symbol: str | None = None

    def __post_init__(self) -> None:
        refuse_bad_position(self.provider, self.ordinal)
        refuse_bad_time(self.for_s)

    @property
    def trigger(self) -> Trigger:
        """An entry signal: a client is about to look at prices."""
        return at_signal(self.ordinal, "dropped")

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The silence that begins at `address` and lasts `after_s` seconds."""
        return cls(provider=provider_of(address.ordinal), ordinal=address.ordinal, for_s=after_s)
