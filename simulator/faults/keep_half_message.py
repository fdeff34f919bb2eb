"""Keep half a message: what was begun on a lost socket is put before what the next one says.

A violation that a recorded server commits where a client comes back (stateful reconnect) that was
lost within a message. What it says first cannot be read then, and the connection ends.
"""

from typing import ClassVar

from hubproof.simulator.faults.at_phase import AtPhase
from hubproof.simulator.faults.fault import Legality, Place


class KeepHalfMessage(
    AtPhase,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="keep_half_message",
    forbid_unknown_fields=True,
):
    """The `ordinal`-th `method` loses its socket at `phase`, within a message of its client.

    It strikes only a connection that can come back; the half is there when it does.
    """

    name: ClassVar[str] = "keep_half_message"
    says: ClassVar[str] = "a connection comes back and is ended over half a message"
    cure: ClassVar[str] = "another connection is accepted at once"
    legality: ClassVar[Legality] = Legality.VIOLATION
    acts_on: ClassVar[Place] = Place.LINK
