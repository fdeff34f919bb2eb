"""Close with an error: a hub ends a connection in SignalR's words, as something was wrong.

A condition: a hub may do so at any time, and invites its client to connect again. A recorded server
does it behind an answer, over an upload that its method left unread.
"""

from typing import ClassVar

from hubproof.simulator.faults.at_phase import AtPhase
from hubproof.simulator.faults.fault import Legality, Place


class CloseWithError(
    AtPhase,
    frozen=True,
    kw_only=True,
    tag_field="fault",
    tag="close_with_error",
    forbid_unknown_fields=True,
):
    """The connection of the `ordinal`-th `method` is closed with an error at `phase`.

    The Close allows to reconnect. At `answered` it comes right behind the answer.
    """

    name: ClassVar[str] = "close_with_error"
    says: ClassVar[str] = "a hub closes a connection with an error and allows to reconnect"
    cure: ClassVar[str] = "the next connection is accepted at once"
    legality: ClassVar[Legality] = Legality.CONDITION
    acts_on: ClassVar[Place] = Place.LINK
