"""Network stall: connections are half-open. No byte passes in either direction, and none is closed.

A condition: a router that drops a flow, a laptop that slept, a NAT that forgot. Only the
connections that stood when it began are dead; new ones work, also while it lasts, because a path
that comes back by dialling again is what a client's time-out is for. The client can know it by the
missing pings alone (30 s at SignalR's default).

The server keeps its own view: it takes what it writes for sent, pings, and gives a client up that
it has not heard for its own time-out. When the stall ends, a connection that both sides still hold
goes on, with everything that was written meanwhile, old calls included; one that the server has
given up is reset.
"""

from typing import ClassVar, Self

from hubproof.simulator.faults.at_phase import AtPhase
from hubproof.simulator.faults.fault import CALLBACK_PHASES, Address, Legality, Place

# Longer than any client may take to notice; a longer stall would show nothing more.
FOR_S_MAX = 120.0


class NetworkStall(
    AtPhase,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="network_stall",
    forbid_unknown_fields=True,
):
    """Nothing passes from the `ordinal`-th `method` on, for `for_s` seconds.

    At `committed` its completion or callback is the first thing that does not pass, at `answered`
    the last that did. The connections of `hub` stall, with `everywhere` those of all hubs.
    """

    name: ClassVar[str] = "network_stall"
    says: ClassVar[str] = "open connections go silent in both directions without being closed"
    cure: ClassVar[str] = "what was held flows on after for_s, or when the storm ends"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.NETWORK
    phases: ClassVar[tuple[str, ...]] = CALLBACK_PHASES

    for_s: float
    everywhere: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.phase not in self.phases:
            raise ValueError(f"a stall has no phase {self.phase!r}; use committed or answered")
        if not 0 <= self.for_s <= FOR_S_MAX:
            raise ValueError(f"for_s is 0 to {FOR_S_MAX:g} seconds, not {self.for_s:g}")

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The stall at `address`, `after_s` seconds long; even ordinals stall every hub."""
        return cls.at(address, for_s=after_s, everywhere=address.ordinal % 2 == 0)
