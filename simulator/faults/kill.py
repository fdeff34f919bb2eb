"""Kill: the subject dies at one phase of one chosen invocation and is started again a little later.

A condition: processes die. Nothing of the subject runs after the kill, no `finally` and no exit
handler, and only what it had written durably is there for the next life.
"""

from typing import ClassVar, Self

from hubproof.simulator.faults.at_phase import AtPhase
from hubproof.simulator.faults.fault import Address, Legality, Place

# A subject that stays away longer would be judged by bounds it had no chance to keep.
RESTART_AFTER_S_MAX = 30.0


class Kill(
    AtPhase,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="kill",
    forbid_unknown_fields=True,
):
    """The subject is killed when the `ordinal`-th `method` since the storm began reaches `phase`.

    At `answered` the completion was flushed first, so its bytes are with the subject, which may
    or may not have acted on them. The subject is started again `restart_after_s` seconds later.
    """

    name: ClassVar[str] = "kill"
    says: ClassVar[str] = "the subject is killed at one phase of a chosen call and started again"
    cure: ClassVar[str] = "the subject is started again with the state directory it left"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.SUBJECT

    restart_after_s: float

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.restart_after_s <= RESTART_AFTER_S_MAX:
            raise ValueError(
                f"restart_after_s is 0 to {RESTART_AFTER_S_MAX:g} seconds, "
                f"not {self.restart_after_s:g}"
            )

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The kill at `address`, with the restart `after_s` seconds later."""
        return cls.at(address, restart_after_s=after_s)
