"""Agent offline: the agent that relays a live broker goes away and comes back.

A condition: agents run on somebody's machine. It is announced to every connection and shown by
ListAgents; meanwhile an order for a live account is refused, and a preparation for one waits (both
are assumptions of ours, `agent.*` in the contract). Orders that the broker has live on.
"""

from typing import ClassVar, Self

from hubproof.simulator.faults.at_phase import AtPhase
from hubproof.simulator.faults.fault import ANSWERED, RECEIVED, Address, Legality, Place

# An agent that is away for longer holds back more than a run can show.
FOR_S_MAX = 60.0


class AgentOffline(
    AtPhase,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="agent_offline",
    forbid_unknown_fields=True,
):
    """The agent goes away at the `ordinal`-th `method` since the storm began, for `for_s` seconds.

    At `received` it is gone before the call is applied, at `answered` once the completion or the
    callback was written.
    """

    name: ClassVar[str] = "agent_offline"
    says: ClassVar[str] = "the agent of the live broker goes offline and comes back"
    cure: ClassVar[str] = "the agent comes online after for_s, or when the storm ends"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    phases: ClassVar[tuple[str, ...]] = (RECEIVED, ANSWERED)

    for_s: float

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.phase not in self.phases:
            raise ValueError(
                f"an agent does not go offline at {self.phase!r}; use received or answered"
            )
        if not 0 <= self.for_s <= FOR_S_MAX:
            raise ValueError(f"for_s is 0 to {FOR_S_MAX:g} seconds, not {self.for_s:g}")

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The agent's absence from `address` on, `after_s` seconds long."""
        return cls.at(address, for_s=after_s)
