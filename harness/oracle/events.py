"""Events: what the log gained, what of it reached the subject, and what it asked for.

An event counts as delivered when it was written to a connection, live or in a page: whether the
peer read it in its last moments cannot be known, and then the client gets the better reading.

What is forgotten cannot be read by anybody. Who was refused for that with its cursor may begin anew
at the newest event, like one that never had a cursor.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hubproof.contract.mesolive.assumed import assumed_status
from hubproof.harness.oracle.traffic import Call, Link, Traffic

EXPIRED = assumed_status("events.expired_cursor").value
"""How a page is refused whose events are not kept any more; nothing else is refused so."""

AGAIN_US = 20_000_000
"""How long after its first refusal a cursor may be tried again: longer than it takes to come back
from a cut and a kill, shorter than what any client may take to act."""

HISTORY = "GetEventsSince"
LATEST = "GetLatestEventSeqId"
SUBSCRIBE = "SubscribeToStrategies"


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event was written to the subject, live (or pushed on connect) or in a page of history."""

    at_us: int
    link: Link
    is_page: bool


@dataclass(slots=True)
class Event:
    """One event of the log and its deliveries, in the order of time."""

    seq_id: int
    event_id: str
    kind: str
    strategy_id: int | None
    at_us: int
    reference: str | None = None
    deliveries: list[Delivery] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """One GetEventsSince: what it asked for, and what was written in answer."""

    call: Call
    since: int
    token: str | None
    next_token: str | None
    seq_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """The subject was refused with its cursor, and may go on behind `up_to` from `at_us` on.

    What was active is told to a new connection, the first of which it had at `told_us`; None where
    it had none.
    """

    at_us: int
    up_to: int
    told_us: int | None


@dataclass(slots=True)
class Listening:
    """All that concerns the Event hub. `seen` is the highest id delivered so far, over time."""

    events: dict[int, Event] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    latest: list[tuple[Call, int]] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    first_cursor: int | None = None
    strategies: frozenset[int] | None = None
    _seen: list[tuple[int, int]] = field(default_factory=list)

    def concerns(self, event: Event) -> bool:
        """Whether the subject ever asked for events like this one."""
        if event.strategy_id is None:
            return False
        return self.strategies is None or event.strategy_id in self.strategies

    def is_lost(self, event: Event) -> bool:
        """Whether the subject was told that it can no longer read up to this event."""
        return any(event.seq_id <= loss.up_to for loss in self.losses)

    def seen_before(self, at_us: int) -> int:
        """The highest id that a cursor of the subject can have reached before `at_us`."""
        seen = self.first_cursor or 0
        for when, seq_id in self._seen:
            if when >= at_us:
                break
            seen = max(seen, seq_id)
        return seen

    def times_delivered(self, seq_ids: Sequence[int], until_us: int) -> dict[int, int]:
        """How often each of these events had been delivered by `until_us`; without those never."""
        times = {
            seq_id: sum(one.at_us <= until_us for one in self.events[seq_id].deliveries)
            for seq_id in seq_ids
            if seq_id in self.events
        }
        return {seq_id: often for seq_id, often in times.items() if often}

    def finish(self) -> None:
        """Put the deliveries in the order of time, once all are known."""
        deliveries = [
            (one.at_us, event.seq_id) for event in self.events.values() for one in event.deliveries
        ]
        for event in self.events.values():
            event.deliveries.sort(key=lambda one: one.at_us)
        deliveries += [(loss.at_us, loss.up_to) for loss in self.losses]
        highest = 0
        for when, seq_id in sorted(deliveries):
            if seq_id > highest:
                highest = seq_id
                self._seen.append((when, seq_id))


def listening_of(traffic: Traffic) -> Listening:
    """The Event hub's side of a run."""
    listening = Listening(
        events={
            one.event_seq_id: Event(
                one.event_seq_id,
                one.event_id,
                one.event_kind,
                one.strategy_id,
                one.at_us,
                one.reference,
            )
            for one in traffic.events
        },
        links=[link for link in traffic.links if link.hub == "event"],
    )
    _add_live(listening, traffic)
    for call in traffic.calls:
        if call.link.hub == "event":
            _add_call(listening, call)
    listening.strategies = _strategies(traffic.calls)
    listening.first_cursor = _first_cursor(listening, traffic.calls)
    listening.losses = list(_losses(listening))
    listening.finish()
    return listening


def _add_live(listening: Listening, traffic: Traffic) -> None:
    links = {link.number: link for link in listening.links}
    for sent in traffic.sent:
        event, link = listening.events.get(sent.event_seq_id), links.get(sent.connection)
        if event is not None and link is not None:
            event.deliveries.append(Delivery(sent.at_us, link, is_page=False))


def _add_call(listening: Listening, call: Call) -> None:
    answer = call.answer
    result = (answer.result if answer else None) or {}
    if call.method == LATEST and isinstance(result.get("LatestEventSeqId"), int):
        listening.latest.append((call, result["LatestEventSeqId"]))
    if call.method != HISTORY:
        return
    seq_ids = answer.event_seq_ids if answer else ()
    listening.pages.append(
        Page(
            call=call,
            since=call.whole("SinceEventSeqId") or 0,
            token=call.text("ContinuationToken"),
            next_token=result.get("ContinuationToken") or None,
            seq_ids=seq_ids,
        )
    )
    for seq_id in seq_ids:
        if answer is not None and seq_id in listening.events:
            listening.events[seq_id].deliveries.append(
                Delivery(answer.at_us, call.link, is_page=True)
            )


def _losses(listening: Listening) -> Iterator[Loss]:
    """Every refused page, and what the newest event was when the subject next asked for it.

    The same cursor may be refused again, where a cut or a kill came before the client could go on;
    who asks on and on with it was told long ago, and loses what it does not read by itself.
    """
    first_us: dict[int, int] = {}
    for page in listening.pages:
        answer = page.call.answer
        if answer is None or answer.status != EXPIRED:
            continue
        if answer.at_us > first_us.setdefault(page.since, answer.at_us) + AGAIN_US:
            continue
        asked = [one for one in listening.latest if one[0].number > page.call.number]
        if asked:
            call, up_to = asked[0]
            at_us = call.answer.at_us if call.answer else call.at_us
        else:
            before = [one.seq_id for one in listening.events.values() if one.at_us <= answer.at_us]
            at_us, up_to = answer.at_us, max(before, default=0)
        opened = (link.opened_us for link in listening.links if link.opened_us > at_us)
        yield Loss(at_us, up_to, next(opened, None))


def _strategies(calls: Sequence[Call]) -> frozenset[int] | None:
    """The strategies that were asked for by name; None for all, or where nothing was subscribed."""
    named: list[int] = []
    for call in calls:
        if call.method == SUBSCRIBE:
            wanted = call.args.get("Strategies")
            if not isinstance(wanted, list):
                return None
            named += [one for one in wanted if isinstance(one, int)]
    return frozenset(named) if named else None


def _first_cursor(listening: Listening, calls: Sequence[Call]) -> int | None:
    """Where the subject's first cursor stood; None for one that never asked for anything.

    A client without a cursor may begin at the newest event (EVT-1), which it learns by asking, or
    is the newest one when it first subscribes.
    """
    for call in calls:
        if call.method == HISTORY:
            page = next(one for one in listening.pages if one.call is call)
            return page.since
        if call.method == LATEST:
            return next((latest for asked, latest in listening.latest if asked is call), 0)
        if call.method == SUBSCRIBE:
            before = [one.seq_id for one in listening.events.values() if one.at_us < call.at_us]
            return max(before, default=0)
    return None
