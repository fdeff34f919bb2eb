"""Broadcast: who hears an event, when, and how often.

An event goes to every connection of the Event hub that belongs to its user and subscribed to its
strategy; a new connection is first told the state that is active. Nothing is queued for who is
away: that is what the history is for. Faults on a delivery act here, because here its ordinal is
known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hubproof.simulator import journal as lines
from hubproof.simulator.clockwork import Clockwork
from hubproof.simulator.faults.duplicate_event import REPEATED, DuplicateEvent
from hubproof.simulator.faults.fault import WORLD
from hubproof.simulator.faults.lose_job_callback import UNSAID
from hubproof.simulator.hubs.forms import Forms
from hubproof.simulator.hubs.subscriptions import Subscriptions
from hubproof.simulator.injection import Due, Injection
from hubproof.simulator.strikes import Strikes
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.transports.conversation import Conversation, Framed
from hubproof.simulator.world.effects import LoggedEvent

NOBODY = (0,)
"""No connection: what is counted is the event itself."""

_OF_A_DELIVERY = ("committed", REPEATED, "answered")
"""The phases of faults on the delivery itself; others only begin with it."""


@dataclass(slots=True)
class Listener:
    """A connection of the Event hub, and what it subscribed to."""

    connection: Conversation
    subscriptions: Subscriptions = field(default_factory=Subscriptions)


class Broadcast:
    """The open connections of the Event hub and everything that is pushed to them."""

    def __init__(  # noqa: PLR0913  # what it works with, each by its name
        self,
        *,
        journal: lines.Journal,
        injection: Injection,
        clock: Callable[[], int],
        clockwork: Clockwork,
        strikes: Strikes,
        forms: Forms,
    ) -> None:
        self._journal = journal
        self._injection = injection
        self._clock = clock
        self._clockwork = clockwork
        self._strikes = strikes
        self._forms = forms
        self._listeners: dict[int, Listener] = {}
        self._owed: list[tuple[LoggedEvent, Due]] = []

    def join(self, connection: Conversation, active: Sequence[LoggedEvent]) -> None:
        """A connection opened: it is told the active state before it asked for anything."""
        self._listeners[connection.number] = Listener(connection)
        for event in active:
            self._tell([connection], event)

    def leave(self, connection: Connection) -> None:
        """A connection is gone, and its subscriptions with it."""
        self._listeners.pop(connection.number, None)

    def subscriptions(self, connection: Connection) -> Subscriptions:
        """The groups of an open connection."""
        return self._listeners[connection.number].subscriptions

    def settle_owed(self) -> None:
        """Deliver the copies that came due while nobody listened; call it after a subscribe."""
        owed, self._owed = self._owed, []
        for event, due in owed:
            self._repeat(event, due)

    def publish(self, event: LoggedEvent) -> None:
        """Push a new event to everyone who listens for it."""
        hearers = self._hearers(event)
        # Counted whether or not anybody listens: who polls is to meet these faults, too.
        for phase, one in self._injection.at(WORLD, event.callback, NOBODY).items():
            self._falls(one, phase, (), event)
        if not hearers:
            return
        due = self._injection.at("event", event.callback, [one.number for one in hearers])
        unheard = due.get("committed")
        if unheard is not None and self._falls(unheard, "committed", hearers, event):
            hearers = [one for one in hearers if one.is_away or not unheard.concerns(one.number)]
        if UNSAID in due:
            self._strikes.note(due[UNSAID], UNSAID, event_seq_id=event.event_seq_id)
            return
        self._tell(hearers, event)
        if hearers and REPEATED in due:
            self._repeat_later(event, due[REPEATED])
        if "answered" in due:
            self._falls(due["answered"], "answered", hearers, event)
        for phase, one in due.items():
            if phase not in _OF_A_DELIVERY:
                self._falls(one, phase, hearers, event)

    def resend(self, events: Sequence[LoggedEvent]) -> None:
        """Call events back once more, on every open connection."""
        for event in events:
            everyone = [listener.connection for listener in self._listeners.values()]
            self._tell([one for one in everyone if one.is_open], event, copy=True)

    def _hearers(self, event: LoggedEvent) -> list[Conversation]:
        return [
            listener.connection
            for listener in self._listeners.values()
            if listener.connection.is_open and listener.subscriptions.hears(event.strategy_id)
        ]

    def _tell(
        self, hearers: Sequence[Conversation], event: LoggedEvent, *, copy: bool = False
    ) -> None:
        """Call them back; the message is made once for each encoding that is spoken."""
        framed: dict[str, Framed] = {}
        for hearer in hearers:
            encoding = hearer.protocol.name
            if encoding not in framed:
                framed[encoding] = Framed(self._forms.invocation(hearer, event))
            hearer.tell(framed[encoding])
            self._journal.add(
                lines.Sent(
                    at_us=self._clock(),
                    connection=hearer.number,
                    callback=event.callback,
                    event_seq_id=event.event_seq_id,
                    event_id=event.event_id_text,
                    copy=copy,
                )
            )

    def _falls(
        self, due: Due, phase: str, hearers: Sequence[Connection], event: LoggedEvent
    ) -> bool:
        return self._strikes.fall(
            due,
            phase,
            hearers,
            event_seq_id=event.event_seq_id,
            unsaid=lambda one: self._forms.invocation(one, event),
        )

    def _repeat_later(self, event: LoggedEvent, due: Due) -> None:
        assert isinstance(due.fault, DuplicateEvent)
        delay_us = round(due.fault.delay_s * 1_000_000)
        self._clockwork.at(self._clock() + delay_us, lambda: self._repeat(event, due))

    def _repeat(self, event: LoggedEvent, due: Due) -> None:
        hearers = self._hearers(event)
        if not hearers:
            # Nobody is connected to hear it twice: the next one who subscribes does.
            self._owed.append((event, due))
            return
        self._strikes.note(due, REPEATED, event_seq_id=event.event_seq_id)
        self._tell(hearers, event, copy=True)
