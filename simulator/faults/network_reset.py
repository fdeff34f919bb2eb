"""Network reset: every connection to every hub is reset at once, in the middle of a message.

A condition: a proxy or a mobile network that forgets its connections does this. At `committed` half
of the frame that was just being written goes out before the reset, and a client must not take the
half for a message. The server accepts new connections at once.
"""

from typing import ClassVar

from hubproof.simulator.faults.at_phase import AtPhase
from hubproof.simulator.faults.fault import Legality, Place


class NetworkReset(
    AtPhase,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="network_reset",
    forbid_unknown_fields=True,
):
    """All connections are reset when the `ordinal`-th `method` since the storm reaches `phase`.

    At `received` the call is never applied. At `committed` half of its completion, where that was
    ready, or of the callback was written. At `answered` all of it was, and may be lost all the
    same: a reset overtakes what its reader has not read.
    """

    name: ClassVar[str] = "network_reset"
    says: ClassVar[str] = "all connections to all hubs are reset at once, half a frame written"
    cure: ClassVar[str] = "the next connections are accepted at once"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.NETWORK
