"""The event log: everything the Event hub has said or will say, in order.

An event is stamped with its EventId and EventSeqId at the instant it joins the log, and never
before, so that the log has no duplicate and no event out of order. Numbers that others took are
left out, and nothing is ever logged under them. What is logged never changes.
"""

from bisect import bisect_right
from uuid import UUID

import msgspec
from msgspec.structs import force_setattr

from hubproof.contract.mesolive.callbacks import CALLBACKS, Callback
from hubproof.contract.mesolive.models import (
    Event,
    GetEventsSinceArgs,
    GetEventsSinceResult,
    GetLatestEventSeqIdArgs,
    GetLatestEventSeqIdResult,
)
from hubproof.simulator.world.effects import LoggedEvent
from hubproof.simulator.world.facts import EventLogged
from hubproof.simulator.world.ids import event_id
from hubproof.simulator.world.paging import Pages
from hubproof.simulator.world.turn import Turn

_CALLBACK_OF: dict[type[Event], Callback] = {entry.payload: entry for entry in CALLBACKS.values()}


class EventLog:
    """One user's events; EventSeqId counts from 1, which nobody may rely on."""

    def __init__(self, seed: str, pages: Pages) -> None:
        self._seed = seed
        self._pages = pages
        self._events: list[LoggedEvent] = []
        self._seq_ids: list[int] = []
        self._last = 0

    def publish(
        self,
        turn: Turn,
        payload: Event,
        *,
        strategy_id: int | None,
        reference: str | None = None,
    ) -> LoggedEvent:
        """Stamp and log an event that nobody has seen yet; `reference` names its subject."""
        callback = _CALLBACK_OF[type(payload)]
        seq = self._last = self._last + 1
        text = event_id(self._seed, seq)
        id_ = msgspec.convert(text, UUID)
        force_setattr(payload, "EventId", id_)
        force_setattr(payload, "EventSeqId", seq)
        kind = callback.kind
        event = LoggedEvent(seq, id_, kind, callback.name, strategy_id, payload)
        self._events.append(event)
        self._seq_ids.append(seq)
        turn.note(
            EventLogged(
                at_us=turn.now,
                event_seq_id=seq,
                event_id=text,
                event_kind=kind.value,
                strategy_id=strategy_id,
                reference=reference,
            )
        )
        turn.publish(event)
        return event

    def skip(self, count: int) -> None:
        """Leave out the next `count` numbers: the events of others took them."""
        self._last += count

    def event(self, event_seq_id: int) -> LoggedEvent:
        """The event of this number.

        Raises:
            ValueError: Nothing was logged under it.
        """
        place = bisect_right(self._seq_ids, event_seq_id) - 1
        if place < 0 or self._seq_ids[place] != event_seq_id:
            raise ValueError(f"nothing was logged under {event_seq_id}: it is a hole, or to come")
        return self._events[place]

    def latest(self, turn: Turn, _args: GetLatestEventSeqIdArgs) -> GetLatestEventSeqIdResult:
        """GetLatestEventSeqId: that of this user's last event; 0 while the log is empty."""
        latest = self._seq_ids[-1] if self._seq_ids else 0
        return GetLatestEventSeqIdResult(LatestEventSeqId=latest, SnapshotTime=turn.time)

    def since(self, _turn: Turn, args: GetEventsSinceArgs) -> GetEventsSinceResult:
        """GetEventsSince: one page of the events after an id; a token wins over the id.

        Raises:
            Refused: The limit is not positive, or the token not ours.
        """
        position = self._pages.start("GetEventsSince", args.ContinuationToken)
        if not args.ContinuationToken:
            position = bisect_right(self._seq_ids, args.SinceEventSeqId)
        end = position + self._pages.size(args.Limit)
        more = end < len(self._events)
        return GetEventsSinceResult(
            Events=[event.envelope() for event in self._events[position:end]],
            ContinuationToken=self._pages.token("GetEventsSince", end) if more else None,
        )

    def __len__(self) -> int:
        return len(self._events)
