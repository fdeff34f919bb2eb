"""A turn: one step of the world, at one instant.

Everything that happens in a turn carries the turn's instant. What became true is noted first, then
callers are answered, then events go out: a journal in which somebody heard of a thing before it was
true would make every rule about causes undecidable.
"""

from datetime import datetime

from hubproof.simulator.world.effects import (
    Effect,
    LoggedEvent,
    Noted,
    Published,
    Replied,
    Response,
)
from hubproof.simulator.world.facts import AnyFact


class Turn:
    """The instant as microseconds (`now`) and as UTC (`time`), and what came of it.

    `ticket` is that of the call being applied; a turn without a call has none to use.
    """

    __slots__ = ("_answers", "_events", "_facts", "now", "ticket", "time")

    def __init__(self, now: int, time: datetime, ticket: int = 0) -> None:
        self.now = now
        self.time = time
        self.ticket = ticket
        self._facts: list[Effect] = []
        self._answers: list[Effect] = []
        self._events: list[Effect] = []

    def note(self, fact: AnyFact) -> None:
        """Add a fact."""
        self._facts.append(Noted(fact))

    def reply(self, ticket: int, response: Response) -> None:
        """Answer a call of this or an earlier turn."""
        self._answers.append(Replied(ticket, response))

    def publish(self, event: LoggedEvent) -> None:
        """Send out an event that is in the log."""
        self._events.append(Published(event))

    def effects(self) -> list[Effect]:
        """Facts, answers, events; each kind in the order in which it was added."""
        return self._facts + self._answers + self._events
