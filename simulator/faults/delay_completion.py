"""Delay completion: a call takes effect, and its answer comes when nobody waits for it any more.

A condition: servers are slow. The answer is held until the client speaks of the same key again, as
it does when it has given the call up, or for longer than any client waits. It must not be taken for
the answer of another call, nor may the operation be begun again meanwhile. Other calls, which a
client may make side by side, do not end the wait: the answer would come in time then.
"""

from typing import ClassVar, Self

import msgspec

from hubproof.simulator.faults.fault import Address, Legality, Mode, Place, Trigger
from hubproof.simulator.faults.lose_completion import refuse_no_call

DELAYED = "delayed"

HELD_S_MAX = 35.0
"""Longer than any client waits for an answer."""


class DelayCompletion(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="delay_completion",
    forbid_unknown_fields=True,
):
    """The completion of the `ordinal`-th `method` since the storm began is held.

    It is written just before the next call under the same key is served, or after 35 s, if its
    connection is still there.
    """

    name: ClassVar[str] = "delay_completion"
    says: ClassVar[str] = "a call takes effect and is answered when its client has given it up"
    cure: ClassVar[str] = "the answer is written when its key comes again, after 35 s, or never"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.LINK
    modes: ClassVar[tuple[Mode, ...]] = (Mode.SIM, Mode.LIVE)
    phases: ClassVar[tuple[str, ...]] = (DELAYED,)

    hub: str
    method: str
    ordinal: int

    def __post_init__(self) -> None:
        refuse_no_call(self.hub, self.method, self.ordinal)

    @property
    def trigger(self) -> Trigger:
        """The chosen call, when its answer is ready."""
        return Trigger(hub=self.hub, name=self.method, ordinal=self.ordinal, phase=DELAYED)

    @classmethod
    def drawn(cls, address: Address, after_s: float) -> Self:
        """The delay at `address`; how long it is, the client decides."""
        del after_s
        return cls(hub=address.hub, method=address.method, ordinal=address.ordinal)
