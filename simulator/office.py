"""The office: what the methods of the three hubs work with.

Rule: it wires and decides nothing. A hub is made for a call, carries it out, and is forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from hubproof.simulator.broadcast import Broadcast
from hubproof.simulator.dispatch import Dispatch, OpenCall
from hubproof.simulator.hubs.methods import HUBS
from hubproof.simulator.quoting import Quoting
from hubproof.simulator.world.commands import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The stations at which a call is carried out.

    `apply` has the world do something, `strategies` are the ids of the user's.
    """

    apply: Callable[[Command], None]
    strategies: Callable[[], list[int]]
    dispatch: Dispatch
    broadcast: Broadcast
    quoting: Quoting

    def carry_out(self, call: OpenCall, args: msgspec.Struct) -> None:
        """Call the method."""
        hub = HUBS[call.connection.hub]()
        hub.call, hub.office = call, self
        call.method.function(hub, args)
