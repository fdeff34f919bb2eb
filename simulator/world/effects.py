"""Effects: what the world wants done after it changed.

An effect is plain data in the order in which things happened. Whoever applies a command must carry
out all of its effects, or the record of the run would know of things that nobody was told.
"""

from typing import Any
from uuid import UUID

import msgspec

from hubproof.contract.mesolive.models import (
    MesoLiveApiResponse,
    MesoLiveEventEnvelope,
    MesoLiveEventKind,
)
from hubproof.simulator.world.facts import AnyFact

Response = MesoLiveApiResponse[Any]


class LoggedEvent(msgspec.Struct, frozen=True):
    """One event of the log; `callback` is the Event hub's method that carries `payload`.

    `strategy_id` says whose group hears it; None means that every connection of the user does.
    """

    event_seq_id: int
    event_id: UUID
    kind: MesoLiveEventKind
    callback: str
    strategy_id: int | None
    payload: msgspec.Struct

    @property
    def event_id_text(self) -> str:
        """The EventId as it is written into records."""
        # For each event several times over, and a fraction of what UUID's own text costs.
        return str(msgspec.to_builtins(self.event_id))

    def envelope(self) -> MesoLiveEventEnvelope:
        """The event as the history returns it."""
        named: dict[str, Any] = {self.kind.value: self.payload}
        return MesoLiveEventEnvelope(Kind=self.kind, **named)


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
