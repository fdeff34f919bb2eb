"""Hub restart: all hubs go down together, as in a deploy, and serve again a little later.

A condition: hubs are deployed. Connections, subscriptions, streams and open calls are gone, and a
client that comes too early is answered with HTTP 503. The world goes on meanwhile: orders fill,
jobs end, events are logged and reach nobody.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import (
    INVOCATION_PHASES,
    Address,
    Legality,
    Mode,
    Place,
    Trigger,
    refuse_bad_address,
)

# A deploy that takes longer is an outage, and no run is long enough to recover from one.
DOWN_FOR_S_MAX = 60.0


class HubRestart(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="hub_restart",
    forbid_unknown_fields=True,
):
    """All hubs go down when the `ordinal`-th `method` since the storm began reaches `phase`.

    With `goodbye` every connection first gets a SignalR Close with allowReconnect, as a kind server
    says it; without, connections are cut at once, as ASP.NET Core does it. They serve again
    `down_for_s` seconds later. At `answered` the completion or callback was flushed first.
    """

    name: ClassVar[str] = "hub_restart"
    says: ClassVar[str] = "all hubs go down together and refuse connections for a while"
    cure: ClassVar[str] = "the hubs serve again after down_for_s, or when the storm ends"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.ADMISSION
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = INVOCATION_PHASES

    hub: str
    method: str
    ordinal: int
    phase: str
    down_for_s: float
    goodbye: bool = True

    def __post_init__(self) -> None:
        refuse_bad_address(self.hub, self.method, self.ordinal, self.phase)
        if not 0 <= self.down_for_s <= DOWN_FOR_S_MAX:
            raise ValueError(
                f"down_for_s is 0 to {DOWN_FOR_S_MAX:g} seconds, not {self.down_for_s:g}"
            )

    @property
    def trigger(self) -> Trigger:
        """The chosen invocation or callback, at its phase."""
        return Trigger(hub=self.hub, name=self.method, ordinal=self.ordinal, phase=self.phase)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The restart at `address`, `after_s` seconds long; odd ordinals say goodbye."""
        return cls(
            hub=address.hub,
            method=address.method,
            ordinal=address.ordinal,
            phase=address.phase,
            down_for_s=after_s,
            goodbye=address.ordinal % 2 == 1,
        )
