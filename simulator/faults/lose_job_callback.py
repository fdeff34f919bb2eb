"""Lose job callback: a preparation ends, and the callback that would say so is never written.

A condition: callbacks are sent once and to whoever is there. The connection is healthy and the
event is in the history, so a client that asks learns of it; one that only listens waits for ever.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger

UNSAID = "unsaid"

JOB_CALLBACKS = (
    "OnPositionEntryPreparationCompleted",
    "OnPositionEntryPreparationFailed",
    "OnPositionExitPreparationCompleted",
    "OnPositionExitPreparationFailed",
    "OnPositionAdjustmentPreparationCompleted",
    "OnPositionAdjustmentPreparationFailed",
)


class LoseJobCallback(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="lose_job_callback",
    forbid_unknown_fields=True,
):
    """The `ordinal`-th live delivery of `callback` since the storm began does not happen."""

    name: ClassVar[str] = "lose_job_callback"
    says: ClassVar[str] = "the callback of a preparation that ended is never written"
    cure: ClassVar[str] = "the event is in the history, and the job's status can be asked for"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.LINK
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (UNSAID,)

    callback: str
    ordinal: int

    def __post_init__(self) -> None:
        if self.callback not in JOB_CALLBACKS:
            raise ValueError(f"{self.callback} tells of no job; use {', '.join(JOB_CALLBACKS)}")
        if self.ordinal < 1:
            raise ValueError(f"ordinals count from 1, not {self.ordinal}")

    @property
    def trigger(self) -> Trigger:
        """The delivery that does not happen."""
        return Trigger(hub="event", name=self.callback, ordinal=self.ordinal, phase=UNSAID)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The loss of the callback at `address`; it has no delay."""
        del after_s
        return cls(callback=address.method, ordinal=address.ordinal)
