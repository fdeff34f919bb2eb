"""Effects: what the world wants done after it changed.

An effect is plain data in the order in which things happened. Whoever applies a command must carry
out all of its effects, or the record of the run would know of things that nobody was told.
"""

from typing import Any

import msgspec

from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.callbacks import CALLBACKS
from hubproof.contract.mesolive.models import Event, MesoLiveApiResponse
from hubproof.simulator.world.facts import AnyFact

Response = MesoLiveApiResponse[Any]


class LoggedEvent(msgspec.Struct, frozen=True, gc=False):
    """One event of the log; `callback` is the Event hub's method that carries it.

    `json` is the payload as it is written, in the dialect of its world, once and for every time
    that it is told. `strategy_id` says whose group hears it; None means that every connection of
    the user does. `at_us` is when it was logged, in microseconds since the run began.
    """

    event_seq_id: int
    event_id_text: str
    callback: str
    strategy_id: int | None
    at_us: int
    json: bytes

    @property
    def payload(self) -> Event:
        """The event as its model, read anew each time: a hundred thousand are kept as text."""
        return wire.decode(self.json, CALLBACKS[self.callback].payload)


class Replied(msgspec.Struct, frozen=True):
    """The answer to the call with this ticket."""

    ticket: int
    response: Response


class Published(msgspec.Struct, frozen=True):
    """The log gained an event; connections that listen for it are to be told."""

    event: LoggedEvent


class Noted(msgspec.Struct, frozen=True):
    """A fact for the journal."""

    fact: AnyFact


Effect = Replied | Published | Noted
