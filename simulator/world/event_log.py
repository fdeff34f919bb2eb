"""The event log: everything the Event hub has said or will say, in order.

An event is stamped with its EventId and EventSeqId at the instant it joins the log, and never
before, so that the log has no duplicate and no event out of order. Numbers that others took are
left out, and nothing is ever logged under them. What is logged never changes, and is written once.
What is past its retention is forgotten from the oldest on, so what is kept has no hole.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import attrgetter
from uuid import UUID

import msgspec
from msgspec.structs import force_setattr

from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.assumed import assumed_status
from hubproof.contract.mesolive.assumed_retention import EVENTS_EXPIRED_CODE
from hubproof.contract.mesolive.callbacks import CALLBACKS
from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.contract.mesolive.models import (
    Event,
    GetEventsSinceArgs,
    GetLatestEventSeqIdArgs,
    GetLatestEventSeqIdResult,
    MesoLiveApiError,
)
from hubproof.simulator.world.effects import LoggedEvent
from hubproof.simulator.world.facts import EventLogged, EventsForgotten
from hubproof.simulator.world.history import EventPage, PageWriter
from hubproof.simulator.world.ids import child, event_id
from hubproof.simulator.world.paging import Pages
from hubproof.simulator.world.refusal import Refused
from hubproof.simulator.world.retention import UNBOUNDED, Retention
from hubproof.simulator.world.turn import Turn

EXPIRED = assumed_status("events.expired_cursor")

STEP_MAX = 9
"""How far the numbers of a sparse sequence go on at most; they never go on by one."""

_CALLBACK_OF = {entry.payload: entry for entry in CALLBACKS.values()}
_number = attrgetter("event_seq_id")
_instant = attrgetter("at_us")


class EventLog:
    """One user's events; EventSeqId begins at 1 in a dense sequence, which nobody may rely on."""

    def __init__(
        self,
        seed: str,
        pages: Pages,
        *,
        dialect: Dialect = OURS,
        retention: Retention = UNBOUNDED,
    ) -> None:
        self._seed = seed
        self._pages = pages
        self._dialect = dialect
        self._retention = retention
        self._writer = PageWriter(dialect)
        self._events: list[LoggedEvent] = []
        self._steps = _steps(seed) if dialect.sequence == "sparse" else None
        self._last = self._latest = 0
        # Tokens count all events that ever were. Of those, so many are forgotten, and so many are
        # out of the list: it is cut rarely, because every cut moves all that stays.
        self._forgotten = self._cut = self._forgotten_up_to = 0

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
        seq = self._latest = self._last = self._last + (next(self._steps) if self._steps else 1)
        text = event_id(self._seed, seq)
        force_setattr(payload, "EventId", msgspec.convert(text, UUID))
        force_setattr(payload, "EventSeqId", seq)
        json = wire.encode(payload, self._dialect)
        event = LoggedEvent(seq, text, callback.name, strategy_id, turn.now, json)
        self._events.append(event)
        turn.note(
            EventLogged(
                at_us=turn.now,
                event_seq_id=seq,
                event_id=text,
                event_kind=callback.kind.value,
                strategy_id=strategy_id,
                reference=reference,
            )
        )
        turn.publish(event)
        self._expire(turn)
        return event

    def skip(self, count: int) -> None:
        """Leave out the next `count` numbers: the events of others took them."""
        self._last += count

    def forget(self, turn: Turn, keep: int) -> None:
        """Keep the newest `keep` events and nothing older."""
        self._forget_until(turn, self._end - keep)

    def event(self, event_seq_id: int) -> LoggedEvent:
        """The event of this number.

        Raises:
            ValueError: Nothing was logged under it, or it is forgotten.
        """
        place = self._after(event_seq_id) - 1
        if place < self._first or _number(self._events[place]) != event_seq_id:
            raise ValueError(
                f"nothing was logged under {event_seq_id}: it is a hole, to come, or forgotten"
            )
        return self._events[place]

    def latest(self, turn: Turn, _args: GetLatestEventSeqIdArgs) -> GetLatestEventSeqIdResult:
        """GetLatestEventSeqId: that of this user's last event, kept or not; 0 before the first."""
        return GetLatestEventSeqIdResult(LatestEventSeqId=self._latest, SnapshotTime=turn.time)

    def since(self, turn: Turn, args: GetEventsSinceArgs) -> EventPage:
        """GetEventsSince: one page of the events after an id; a token wins over the id.

        Raises:
            Refused: The limit is not positive, the token not ours, or events that the page would
                have to begin with are forgotten.
        """
        position = self._pages.start("GetEventsSince", args.ContinuationToken)
        size = self._pages.size(args.Limit)
        self._expire(turn)
        if not args.ContinuationToken:
            position = self._cut + self._after(args.SinceEventSeqId)
            if self._forgotten and args.SinceEventSeqId < self._forgotten_up_to:
                raise self._expired(f"after {args.SinceEventSeqId}")
        elif position < self._forgotten:
            raise self._expired("that this ContinuationToken stands for")
        end = position + size
        token = self._pages.token("GetEventsSince", end) if end < self._end else None
        return self._writer.page(self._events[position - self._cut : end - self._cut], token)

    def __len__(self) -> int:
        return self._end - self._forgotten

    @property
    def _end(self) -> int:
        """How many events there ever were."""
        return self._cut + len(self._events)

    @property
    def _first(self) -> int:
        """The place in the list of the oldest event that is kept."""
        return self._forgotten - self._cut

    def _after(self, event_seq_id: int) -> int:
        """The place in the list of the oldest kept event with a greater number."""
        return bisect_right(self._events, event_seq_id, lo=self._first, key=_number)

    def _expire(self, turn: Turn) -> None:
        """Forget what is past the retention by now."""
        if self._retention.events is not None:
            self._forget_until(turn, self._end - self._retention.events)
        oldest_us = self._retention.oldest_us(turn.now)
        if oldest_us is not None:
            place = bisect_left(self._events, oldest_us, lo=self._first, key=_instant)
            self._forget_until(turn, self._cut + place)

    def _forget_until(self, turn: Turn, position: int) -> None:
        """Forget all events before this one; positions count all events that ever were."""
        if position <= self._forgotten:
            return
        self._forgotten = position
        up_to = self._forgotten_up_to = _number(self._events[self._first - 1])
        turn.note(EventsForgotten(at_us=turn.now, up_to=up_to, kept=len(self)))
        if 2 * self._first >= len(self._events):
            del self._events[: self._first]
            self._cut = self._forgotten

    def _expired(self, which: str) -> Refused:
        """What a client is told that asks for what is forgotten, and what it can do now."""
        message = (
            f"The events {which} are not all kept any more: nothing up to EventSeqId "
            f"{self._forgotten_up_to} can be read. Begin at GetLatestEventSeqId and reconcile."
        )
        return Refused(EXPIRED, message, MesoLiveApiError(Code=EVENTS_EXPIRED_CODE, Detail=message))


def _steps(seed: str) -> Iterator[int]:
    """How far each number is from the one before it, in a sparse sequence."""
    rng = child(seed, "steps")
    while True:
        yield 2 + int(rng.random() * (STEP_MAX - 1))
