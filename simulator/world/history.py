"""History: pages of events, put together from the texts that the log keeps of them.

An event is written once in its life. Round each goes an envelope, which is the same for all events
of a kind; a page that wrote its events anew would cost a hundred times what it costs to copy them,
and a client that reads a day's history would hold up every other call.
"""

from collections.abc import Iterable

from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.callbacks import CALLBACKS
from hubproof.contract.mesolive.dialect import Dialect
from hubproof.contract.mesolive.models import GetEventsSinceResult, MesoLiveEventEnvelope
from hubproof.contract.mesolive.wiremodel import Written
from hubproof.simulator.world.effects import LoggedEvent

NULL = b"null"


class EventPage(Written):
    """A GetEventsSinceResult that is written: the numbers of its events, and its token if any."""

    __slots__ = ("seq_ids", "token")

    def __init__(self, text: bytes, seq_ids: tuple[int, ...], token: str | None) -> None:
        super().__init__(text)
        self.seq_ids = seq_ids
        self.token = token


class PageWriter:
    """Writes pages in one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._envelopes = {name: self._envelope(name) for name in CALLBACKS}
        # One that is empty has all that surrounds the events of any other.
        empty = GetEventsSinceResult(Events=[], ContinuationToken=None)
        head, _, rest = wire.encode(empty, dialect).partition(b"[]")
        self._head, self._middle = head + b"[", b"]" + rest.partition(NULL)[0]

    def page(self, events: Iterable[LoggedEvent], token: str | None) -> EventPage:
        """These events in this order, and the token that leads on."""
        envelopes, texts, seq_ids = self._envelopes, [], []
        for event in events:
            head, tail = envelopes[event.callback]
            texts.append(head + event.json + tail)
            seq_ids.append(event.event_seq_id)
        told = wire.encode(token, self._dialect)
        text = b"".join((self._head, b",".join(texts), self._middle, told, b"}"))
        return EventPage(text, tuple(seq_ids), token)

    def _envelope(self, callback: str) -> tuple[bytes, bytes]:
        """What stands before and behind the payload of a callback in its envelope."""
        entry = CALLBACKS[callback]
        text = wire.encode(MesoLiveEventEnvelope(Kind=entry.kind), self._dialect)
        field = f'"{self._dialect.name(entry.envelope_field)}":'.encode()
        head, _, tail = text.partition(field + NULL)
        return head + field, tail
