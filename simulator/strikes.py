"""Strikes: a due fault is carried out, and the journal says so.

A fault on a link ends the connections it is about; one that lasts, on the network, the hubs or the
world, is an outage; a fault on the subject is handed to whoever runs the subject, because killing a
process is not a hub's business. What decides is where the fault says
it acts, never its name. A fault that found nobody to act on is not written down, and the call or
event that it was for goes its way as if there were none.
"""

from collections.abc import Callable, Sequence

from hubproof.simulator import journal as lines
from hubproof.simulator.clockwork import Clockwork
from hubproof.simulator.defects import DEFECTS, Defects
from hubproof.simulator.faults import AnyFault
from hubproof.simulator.faults.fault import Place
from hubproof.simulator.feeds import QUOTE_FAULTS, Feeds
from hubproof.simulator.injection import Due
from hubproof.simulator.news import AFTERWARDS, News
from hubproof.simulator.outages import OUTAGES, Message, Outages, nothing_to_say
from hubproof.simulator.portal import BY_HAND, Portal
from hubproof.simulator.transports.connection import Connection

READ_US = 5_000
"""How long a flushed message is given to be read before the subject is killed: several times the
latency of loopback and of the virtual network, far below anything a client waits for."""


class Strikes:
    """Carries faults out.

    `on_subject` receives the index and the fault that acts on the subject; it answers whether there
    was anybody to act on: who is dead already cannot be killed again.
    """

    def __init__(  # noqa: PLR0913  # all that it acts on, each by its name
        self,
        *,
        journal: lines.Journal,
        clock: Callable[[], int],
        clockwork: Clockwork,
        on_subject: Callable[[int, AnyFault], bool],
        outages: Outages | None = None,
        feeds: Feeds | None = None,
        news: News | None = None,
        portal: Portal | None = None,
        defects: Defects | None = None,
    ) -> None:
        self._journal = journal
        self._outages = outages
        self._feeds = feeds
        self._news = news
        self._portal = portal
        self._defects = defects
        self._clock = clock
        self._clockwork = clockwork
        self._on_subject = on_subject

    def fall(  # noqa: PLR0913  # where it falls, each by its name
        self,
        due: Due,
        phase: str,
        connections: Sequence[Connection],
        *,
        call: int | None = None,
        event_seq_id: int | None = None,
        unsaid: Message = nothing_to_say,
    ) -> bool:
        """Let `due` act at `phase` of a call or of an event's delivery; whether it goes no further.

        `unsaid` is the hub message that each of `connections` would be told next.
        """

        def note() -> None:
            self.note(due, phase, call=call, event_seq_id=event_seq_id)

        if self._outages is not None and isinstance(due.fault, OUTAGES):
            return self._outages.strike(
                due, phase, note, unsaid=(connections, unsaid), event_seq_id=event_seq_id
            )
        if self._feeds is not None and isinstance(due.fault, QUOTE_FAULTS):
            self._feeds.strike(due, note)
            return False
        follow = self._follower(due.fault)
        if follow is not None:
            assert event_seq_id is not None, "those on calls do not come this way"
            follow(due, note, event_seq_id)
            return False
        if due.fault.acts_on is not Place.SUBJECT:
            return self._strike_link(due, phase, connections, note)
        if phase == "answered":
            self._clockwork.at(self._clock() + READ_US, lambda: self._kill(due, note))
            return True
        return self._kill(due, note)

    def _strike_link(
        self, due: Due, phase: str, connections: Sequence[Connection], note: Callable[[], None]
    ) -> bool:
        if self._defects is not None and isinstance(due.fault, DEFECTS):
            return self._defects.strike(due, phase, note, connections)
        return _cut(due, phase, connections, note)

    def _follower(self, fault: AnyFault) -> Callable[[Due, Callable[[], None], int], None] | None:
        """Who lets a fault follow an event; None for one that acts on its delivery itself."""
        if self._news is not None and isinstance(fault, AFTERWARDS):
            return self._news.after_event
        if self._portal is not None and isinstance(fault, BY_HAND):
            return self._portal.after_event
        return None

    def _kill(self, due: Due, note: Callable[[], None]) -> bool:
        has_acted = self._on_subject(due.index, due.fault)
        if has_acted:
            note()
        return has_acted

    def note(
        self,
        due: Due,
        phase: str,
        *,
        call: int | None = None,
        event_seq_id: int | None = None,
    ) -> None:
        """Write down that `due` acted."""
        self._journal.add(
            lines.FaultFired(
                at_us=self._clock(),
                fault=due.index,
                name=due.fault.name,
                phase=phase,
                call=call,
                event_seq_id=event_seq_id,
            )
        )


def _cut(due: Due, phase: str, connections: Sequence[Connection], note: Callable[[], None]) -> bool:
    """Whether a connection was ended by it: one that can come back is told on its return."""
    struck = [
        one for one in connections if one.is_open and not one.is_away and due.concerns(one.number)
    ]
    if struck:
        note()
    for connection in struck:
        connection.break_off(after_flush=phase == "answered")
    return any(not one.is_open for one in struck)
