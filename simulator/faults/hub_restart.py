"""Hub restart: all hubs go down together, as in a deploy, and serve again a little later.

A condition: hubs are deployed. Connections, subscriptions, streams and open calls are gone, and a
client that comes too early is answered with HTTP 503. The world goes on meanwhile: orders fill,
jobs end, events are logged and reach nobody.
"""

from typing import ClassVar, Self

from hubproof.simulator.faults.at_phase import AtPhase
from hubproof.simulator.faults.fault import Address, Legality, Place

# A deploy that takes longer is an outage, and no run is long enough to recover from one.
DOWN_FOR_S_MAX = 60.0


class HubRestart(
    AtPhase,
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

    down_for_s: float
    goodbye: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.down_for_s <= DOWN_FOR_S_MAX:
            raise ValueError(
                f"down_for_s is 0 to {DOWN_FOR_S_MAX:g} seconds, not {self.down_for_s:g}"
            )

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The restart at `address`, `after_s` seconds long; odd ordinals say goodbye."""
        return cls.at(address, down_for_s=after_s, goodbye=address.ordinal % 2 == 1)
