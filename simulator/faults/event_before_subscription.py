"""Event before subscription: something happens after the last page and before anybody listens.

A condition: a subscription counts from the instant it is made, and the world does not wait for it.
The event is the next entry signal that the script has in store, brought forward to that instant, so
that losing it is losing an entry.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger

# The one phase: the call has arrived, and its connection is not subscribed yet.
UNSUBSCRIBED = "unsubscribed"


class EventBeforeSubscription(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="event_before_subscription",
    forbid_unknown_fields=True,
):
    """A signal goes On just before the `ordinal`-th SubscribeToStrategies takes effect.

    It is the next one of the script that goes On, at this instant instead of its own time; its Off
    comes when it is due. Where the script has none left, nothing happens.
    """

    name: ClassVar[str] = "event_before_subscription"
    says: ClassVar[str] = "a signal goes On between the last page of history and the subscription"
    cure: ClassVar[str] = "nothing to heal: the event is in the history"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.WORLD
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (UNSUBSCRIBED,)

    ordinal: int

    def __post_init__(self) -> None:
        if self.ordinal < 1:
            raise ValueError(f"ordinals count from 1, not {self.ordinal}")

    @property
    def trigger(self) -> Trigger:
        """The chosen subscription."""
        return Trigger(
            hub="event", name="SubscribeToStrategies", ordinal=self.ordinal, phase=UNSUBSCRIBED
        )

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The event before the subscription at `address`; it has no delay."""
        del after_s
        return cls(ordinal=address.ordinal)
