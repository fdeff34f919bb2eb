"""Stop reading: a hub reads nothing more of a connection, and goes on telling on it.

A violation that a recorded server commits behind a message of a type that it does not know. The
connection looks alive: pings and callbacks come. Only calls show it, which are never answered.
"""

from typing import ClassVar

from hubproof.simulator.faults.at_phase import AtPhase
from hubproof.simulator.faults.fault import Legality, Place


class StopReading(
    AtPhase,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="stop_reading",
    forbid_unknown_fields=True,
):
    """From the `ordinal`-th `method` on nothing is read on its connection.

    At `received` that call is the first that is not served, later it is answered still. Of a
    callback every connection that hears it stops being read.
    """

    name: ClassVar[str] = "stop_reading"
    says: ClassVar[str] = "a connection looks alive, and nothing that its client says is read"
    cure: ClassVar[str] = "another connection; the hub ends this one when the storm ends"
    legality: ClassVar[Legality] = Legality.VIOLATION
    acts_on: ClassVar[Place] = Place.LINK
