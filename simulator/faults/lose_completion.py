"""Lose completion: a call takes effect, and its answer is never written; the connection lives on.

A condition: a server may fail between the effect and the answer. Nothing breaks that a client could
see; only its own time-out tells it that the outcome is unknown.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import (
    RECEIVED,
    Address,
    Legality,
    Mode,
    Place,
    Trigger,
    is_callback,
    refuse_bad_address,
)

LOST = "lost"


class LoseCompletion(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="lose_completion",
    forbid_unknown_fields=True,
):
    """The completion of the `ordinal`-th `method` since the storm began is never written."""

    name: ClassVar[str] = "lose_completion"
    says: ClassVar[str] = "a call takes effect and is never answered, on a healthy connection"
    cure: ClassVar[str] = "the next call on the connection is served as ever"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.LINK
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (LOST,)

    hub: str
    method: str
    ordinal: int

    def __post_init__(self) -> None:
        refuse_no_call(self.hub, self.method, self.ordinal)

    @property
    def trigger(self) -> Trigger:
        """The chosen call, when its answer is ready."""
        return Trigger(hub=self.hub, name=self.method, ordinal=self.ordinal, phase=LOST)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The loss at `address`; it has no delay."""
        del after_s
        return cls(hub=address.hub, method=address.method, ordinal=address.ordinal)


def refuse_no_call(hub: str, method: str, ordinal: int) -> None:
    """Raise ValueError, in a sentence, for a position that is no call's: it has no answer."""
    if is_callback(method):
        raise ValueError(f"{method} is a callback, which nobody answers; use a hub method")
    refuse_bad_address(hub, method, ordinal, RECEIVED)
