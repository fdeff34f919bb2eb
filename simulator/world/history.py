"""History: pages of events, put together from the texts that the log keeps of them.

An event is written once in its life. Round each goes an envelope, which is the same for all events
of a kind; a page that wrote its events anew would cost a hundred times what it costs to copy them,
and a client that reads a day's history would hold up every other call.
"""

from collections.abc import Sequence
from typing import Any

from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.callbacks import CALLBACKS
from hubproof.contract.mesolive.dialect import Dialect
from hubproof.contract.mesolive.models import GetEventsSinceResult, MesoLiveEventEnvelope
from hubproof.contract.mesolive.wiremodel import Written
from hubproof.simulator.world.effects import LoggedEvent

NULL = b"null"


class EventPage(Written):
    """A GetEventsSinceResult that is written: its events, their numbers, and its token if any."""

    __slots__ = ("events", "seq_ids", "token")

    def __init__(self, text: bytes, events: Sequence[LoggedEvent], token: str | None) -> None:
        super().__init__(text)
        self.events = events
        self.seq_ids = tuple(event.event_seq_id for event in events)
        self.token = token

    def opened(self) -> GetEventsSinceResult:
        """The page as its model, whose events are read anew."""
        events = [_enveloped(event) for event in self.events]
        return GetEventsSinceResult(Events=events, ContinuationToken=self.token)


class PageWriter:
    """Writes pages in one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._envelopes = {name: self._envelope(name) for name in CALLBACKS}
        # One that is empty has all that surrounds the events of any other.
        empty = GetEventsSinceResult(Events=[], ContinuationToken=None)
        head, _, rest = wire.encode(empty, dialect).partition(b"[]")
        self._head, self._middle = head + b"[", b"]" + rest.partition(NULL)[0]

    def page(self, events: Sequence[LoggedEvent], token: str | None) -> EventPage:
        """These events in this order, and the token that leads on."""
        envelopes, texts = self._envelopes, []
        for event in events:
            head, tail = envelopes[event.callback]
            texts.append(head + event.json + tail)
        told = wire.encode(token, self._dialect)
        text = b"".join((self._head, b",".join(texts), self._middle, told, b"}"))
        return EventPage(text, events, token)

    def _envelope(self, callback: str) -> tuple[bytes, bytes]:
        """What stands before and behind the payload of a callback in its envelope."""
        entry = CALLBACKS[callback]
        text = wire.encode(MesoLiveEventEnvelope(Kind=entry.kind), self._dialect)
        field = f'"{self._dialect.name(entry.envelope_field)}":'.encode()
        head, _, tail = text.partition(field + NULL)
        return head + field, tail


def _enveloped(event: LoggedEvent) -> MesoLiveEventEnvelope:
    entry = CALLBACKS[event.callback]
    payload: dict[str, Any] = {entry.envelope_field: event.payload}
    return MesoLiveEventEnvelope(Kind=entry.kind, **payload)
