"""Quotes: what the subject was told of prices, and on what it entered.

What a client believes is its own business; what it can have known is in the record. An entry is
taken to be decided at some moment between its arrival and a grace before it, and every quote that
was fresh at any of these moments counts for it: who comes out guilty under this reading had no
fresh, sound and agreeing quotes at all, however its own code weighs them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from hubproof.harness.oracle.steps import Submission
from hubproof.harness.oracle.traffic import (
    ABOUT_QUOTES,
    Call,
    Disturbance,
    Life,
    Link,
    Traffic,
    sent_us,
)
from hubproof.harness.scenario import QuoteLimits
from hubproof.simulator import journal as lines
from hubproof.simulator.world.facts import PlanMade

STREAM = "StreamUnderlyingData"
SNAPSHOT = "GetUnderlyingSnapshot"

LEFT = "cancelled"
"""The reason of a StreamEnded where the subject sent a CancelInvocation."""

# From a client's decision to the arrival of its order: storing a key and any network we run over.
GRACE_US = 1_000_000

PROVIDERS_MIN = 2

# Nothing costs that many points: a hub may tell the greatest double for what is no number.
PRICE_MAX = Decimal(10) ** 12

Feed = tuple[str, str]
"""Provider and symbol."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One frame of prices that was written to the subject; `mid` is None where it holds no price.

    `born_us` is when the older of its sides was new.
    """

    at_us: int
    link: Link
    feed: Feed
    mid: Decimal | None
    born_us: int


@dataclass(slots=True)
class Stream:
    """One stream, with the times of its items. `ended_us` is None where it outlived the run.

    `is_left` says that the subject itself ended it, or the connection below it, and `has_fallen`
    that it went with a connection which somebody else ended.
    """

    call: Call
    feed: Feed
    ended_us: int | None = None
    is_left: bool = False
    has_fallen: bool = False
    items_us: list[int] = field(default_factory=list)

    @property
    def where(self) -> str:
        """The stream, for a sentence."""
        return f"the {self.feed[0]} stream of {self.feed[1]}"

    def is_open_until(self, at_us: int) -> bool:
        """Whether it was still open at `at_us`."""
        return self.ended_us is None or self.ended_us > at_us


class Lack(StrEnum):
    """What was missing where an entry was made; the first that applies."""

    SECOND_PROVIDER = "second provider"  # quotes of one provider at most had come at all
    PRICE = "price"  # a provider's only frames that were new enough held no price
    FRESHNESS = "freshness"  # all quotes of all providers but one were stale
    AGREEMENT = "agreement"  # no two providers had said the same, in any fresh quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Groundless:
    """An entry that was made without quotes to make it on; `told` are the facts in words."""

    submission: Submission
    lack: Lack
    told: str

    @property
    def at_risk(self) -> Decimal:
        """The money that it put at risk."""
        orders = [one.notional for one in self.submission.orders.values()]
        return sum(orders or [one.notional for one in self.submission.fills], Decimal(0))


@dataclass(slots=True)
class Quoting:
    """All that concerns the Data hub. `others` are the disturbances beside those of quotes.

    `calls_of` are the calls of every connection, by hub and number, in their order.
    """

    quotes: list[Quote] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)
    snapshots: list[tuple[Call, Feed]] = field(default_factory=list)
    others: list[Disturbance] = field(default_factory=list)
    calls_of: dict[tuple[str, int], list[Call]] = field(default_factory=dict)
    groundless: list[Groundless] = field(default_factory=list)

    def asked_us(self, feed: Feed, *, streams: bool = True, snapshots: bool = True) -> list[int]:
        """When the subject asked for the quotes of `feed`, by stream or by snapshot."""
        found = [one.call.at_us for one in self.streams if streams and one.feed == feed]
        found += [call.at_us for call, of in self.snapshots if snapshots and of == feed]
        return sorted(found)

    def due_us(self, at_us: int, within_us: int) -> int:
        """When something is due, the bound starting anew with every disturbance but of quotes."""
        due = at_us + within_us
        for one in self.others:
            if one.at_us <= due and one.healed_us >= at_us:
                due = max(due, one.healed_us + within_us)
        return due


def quoting_of(
    traffic: Traffic, executions: Sequence[Submission], limits: QuoteLimits | None
) -> Quoting:
    """The Data hub's side of a run, and the entries that it does not support."""
    quoting = Quoting(others=traffic.but_for(ABOUT_QUOTES))
    calls = {call.number: call for call in traffic.calls if call.link.hub == "data"}
    for call in calls.values():
        feed = _feed(call)
        if feed is not None and call.method == STREAM:
            quoting.streams.append(Stream(call, feed))
        elif feed is not None and call.method == SNAPSHOT:
            quoting.snapshots.append((call, feed))
    _add_quotes(quoting, traffic, calls)
    _end_streams(quoting, traffic)
    if limits is not None:
        for call in traffic.calls:
            quoting.calls_of.setdefault((call.link.hub, call.link.number), []).append(call)
        quoting.groundless += _groundless(quoting, executions, traffic.plans, limits)
    return quoting


def _feed(call: Call) -> Feed | None:
    provider, symbol = call.text("Provider"), call.text("Symbol")
    return (provider, symbol) if provider and symbol else None


def _add_quotes(quoting: Quoting, traffic: Traffic, calls: dict[int, Call]) -> None:
    streams = {stream.call.number: stream for stream in quoting.streams}
    for line in traffic.quoted:
        call = calls.get(line.call)
        if call is None:
            continue
        age_ms = max(line.bid_age_ms or 0, line.ask_age_ms or 0)
        quoting.quotes.append(
            Quote(
                line.at_us,
                call.link,
                (line.provider, line.symbol),
                _mid(line),
                line.at_us - age_ms * 1000,
            )
        )
        if line.call in streams:
            streams[line.call].items_us.append(line.at_us)


def _mid(line: lines.Quoted) -> Decimal | None:
    """The middle of a quote, where it is a price (QUOTE-3)."""
    bid, ask = line.bid, line.ask
    if bid is None or ask is None or not (bid.is_finite() and ask.is_finite()):
        return None
    return (bid + ask) / 2 if 0 < bid <= ask < PRICE_MAX else None


def _end_streams(quoting: Quoting, traffic: Traffic) -> None:
    ends = {line.call: line for line in traffic.ended_streams}
    for stream in quoting.streams:
        end, link = ends.get(stream.call.number), stream.call.link
        if end is not None:
            stream.ended_us, stream.is_left = end.at_us, end.reason == LEFT
        # A hub ends the streams of a connection with it, in whichever order it tells the two.
        if link.closed_us is not None and stream.is_open_until(link.closed_us - 1):
            stream.ended_us, stream.is_left = link.closed_us, link.reason == "client"
            stream.has_fallen = not stream.is_left


def _groundless(
    quoting: Quoting,
    executions: Sequence[Submission],
    plans: Sequence[PlanMade],
    limits: QuoteLimits,
) -> Iterator[Groundless]:
    made_us = {plan.exec_plan_id: plan.at_us for plan in plans}
    for submission in executions:
        planned_us = made_us.get(submission.plan_id or 0, submission.first_us)
        if planned_us < _since_us(submission):
            # It may have been sent before, and lost with its connection or its life: then this is
            # its recovery under its own key, and no new entry.
            continue
        lacks = list(_lacks(quoting, submission, limits))
        # Of several symbols one that supports the entry is enough: which one it is about, the
        # record does not say.
        if all(lack is not None for lack, _ in lacks):
            lack, told = max(lacks, key=lambda one: _SEVERITY.index(one[0]), default=NOTHING)
            assert lack is not None, "every one of them lacks something"
            yield Groundless(submission=submission, lack=lack, told=told)


NOTHING = (Lack.SECOND_PROVIDER, "it had asked for no quote at all")
_SEVERITY: list[Lack | None] = [*Lack]


def _since_us(submission: Submission) -> int:
    """From when on it can have been sent over the connection that it came by."""
    return max(submission.first.life.started_us, submission.first.link.opened_us)


def _lacks(
    quoting: Quoting, submission: Submission, limits: QuoteLimits
) -> Iterator[tuple[Lack | None, str]]:
    """What each symbol that was quoted in the same life lacks for this entry."""
    at_us, life = submission.first_us, submission.first.life
    known = _known(quoting.quotes, at_us, life)
    earliest_us = _earliest_us(quoting, submission.first)
    for symbol in dict.fromkeys(one.feed[1] for one in known):
        quotes = [one for one in known if one.feed[1] == symbol]
        yield _lack(quotes, earliest_us, limits)


def _known(quotes: Sequence[Quote], at_us: int, life: Life) -> list[Quote]:
    return [one for one in quotes if one.at_us <= at_us and one.link.life is life]


def _earliest_us(quoting: Quoting, call: Call) -> int:
    """The first moment at which the entry may have been decided; what held it up comes on top."""
    calls = quoting.calls_of.get((call.link.hub, call.link.number), ())
    earliest_us = sent_us(calls, call) - GRACE_US
    for one in reversed(quoting.others):
        if one.at_us <= call.at_us and one.healed_us >= earliest_us:
            earliest_us = min(earliest_us, one.at_us - GRACE_US)
    return earliest_us


def _lack(
    quotes: Sequence[Quote], earliest_us: int, limits: QuoteLimits
) -> tuple[Lack | None, str]:
    oldest_us = earliest_us - limits.age_max_ms * 1000
    providers = list(dict.fromkeys(one.feed[0] for one in quotes))
    if len(providers) < PROVIDERS_MIN:
        return Lack.SECOND_PROVIDER, f"it had quotes of {providers[0]} alone"
    fresh: dict[str, list[Decimal]] = {}
    for one in quotes:
        if one.mid is not None and one.born_us >= oldest_us:
            fresh.setdefault(one.feed[0], []).append(one.mid)
    if len(fresh) < PROVIDERS_MIN:
        return _without_fresh([one for one in providers if one not in fresh], quotes, oldest_us)
    mids = list(fresh.values())
    tolerance = Decimal(str(limits.tolerance))
    if any(_meet(one, other, tolerance) for n, one in enumerate(mids) for other in mids[:n]):
        return None, ""
    told = " and ".join(f"{provider} said {said[-1]}" for provider, said in fresh.items())
    return Lack.AGREEMENT, told


def _without_fresh(
    missing: Sequence[str], quotes: Sequence[Quote], oldest_us: int
) -> tuple[Lack, str]:
    for provider in missing:
        if any(
            one.feed[0] == provider and one.at_us >= oldest_us and one.mid is None for one in quotes
        ):
            return Lack.PRICE, f"all that {provider} had lately said held no price"
    newest_us = max(
        (one.born_us for one in quotes if one.feed[0] == missing[0] and one.mid is not None),
        default=None,
    )
    if newest_us is None:
        return Lack.FRESHNESS, f"{missing[0]} had told no price"
    return Lack.FRESHNESS, f"the newest price of {missing[0]} was of {newest_us / 1_000_000:.1f} s"


def _meet(one: Sequence[Decimal], other: Sequence[Decimal], tolerance: Decimal) -> bool:
    """Whether any quote of one provider is within the tolerance of any of the other's."""
    return any(abs(mine - theirs) <= tolerance for mine in one for theirs in other)
