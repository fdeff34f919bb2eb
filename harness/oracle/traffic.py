"""The traffic of a run: the subject's lives, connections and calls, and what it was told.

One pass over the history. Whether an answer was read is kept in three values, by `told_us` and
`answer`: surely told, written but perhaps never read, not written. Rounding the middle one either
way would convict a client for what it could not know, or excuse it for what it did.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hubproof.simulator import journal as lines
from hubproof.simulator.transports.carriage import POLLING
from hubproof.simulator.world import facts

# An answer counts as read where its connection lived on this long: several times the latency of any
# network we run over, far below anything a client waits for.
READ_US = 50_000

# What waited behind a call is taken as soon as that one is answered.
AT_ONCE_US = 1_000

# A connection that waits for its client, as long as nobody has come back.
FOR_EVER_US = 1 << 62

# SignalR's default server time-out, where nobody says otherwise.
SERVER_TIMEOUT_US = 30_000_000


@dataclass(frozen=True, slots=True)
class Disturbance:
    """Something was broken from `at_us` on and whole again at `healed_us`."""

    at_us: int
    healed_us: int


@dataclass(slots=True)
class Life:
    """One start of the subject, from its start to its end (None: it lived on)."""

    number: int
    started_us: int
    ready_us: int | None = None
    ended_us: int | None = None
    is_killed: bool = False


@dataclass(slots=True)
class Link:
    """One connection to a hub, and the life that opened it."""

    hub: str
    number: int
    life: Life
    opened_us: int
    closed_us: int | None = None
    reason: str | None = None
    stalled_us: int | None = None
    stalled_by: int | None = None
    is_pinged: bool = True
    away: list[Disturbance] = field(default_factory=list)

    def is_open_until(self, at_us: int) -> bool:
        """Whether it was still open at `at_us`, and everything passed: a stalled one never is."""
        if self.stalled_us is not None and self.stalled_us <= at_us:
            return False
        if self.life.ended_us is not None and self.life.ended_us <= at_us:
            return False  # a hub misses who polls only when no poll has come for a while
        if any(one.at_us <= at_us < one.healed_us for one in self.away):
            return False  # what was written then is told on its return, if there is one
        return self.closed_us is None or self.closed_us > at_us


@dataclass(slots=True)
class Call:
    """One invocation. `answer` is its completion, if one was written."""

    number: int
    at_us: int
    link: Link
    method: str
    args: Mapping[str, Any]
    key: str | None
    answer: lines.Answered | None = None
    is_flushed: bool = False

    @property
    def life(self) -> Life:
        """The life that made the call."""
        return self.link.life

    @property
    def status(self) -> str | None:
        """The status that was written, whether or not anybody read it."""
        return self.answer.status if self.answer else None

    @property
    def told_us(self) -> int | None:
        """When the client was surely told the answer; None where it may not have read it."""
        if self.answer is None or self.answer.late:
            return None
        is_read = self.is_flushed or self.link.is_open_until(self.answer.at_us + READ_US)
        return self.answer.at_us if is_read else None

    def text(self, name: str) -> str | None:
        """A text member of the Args object."""
        value = self.args.get(name)
        return value if isinstance(value, str) and value else None

    def whole(self, name: str) -> int | None:
        """A whole-number member of the Args object."""
        value = self.args.get(name)
        return value if isinstance(value, int) else None


@dataclass(slots=True)
class Traffic:
    """Everything that crossed the hubs and changed the world, sorted by what it is."""

    lives: list[Life] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    sent: list[lines.Sent] = field(default_factory=list)
    decisions: list[lines.Decided] = field(default_factory=list)
    fired: list[lines.FaultFired] = field(default_factory=list)
    healed: dict[int, int] = field(default_factory=dict)
    quoted: list[lines.Quoted] = field(default_factory=list)
    ended_streams: list[lines.StreamEnded] = field(default_factory=list)
    signals: list[facts.SignalChanged] = field(default_factory=list)
    events: list[facts.EventLogged] = field(default_factory=list)
    records: list[facts.RecordChanged] = field(default_factory=list)
    jobs: list[facts.JobChanged] = field(default_factory=list)
    plans: list[facts.PlanMade] = field(default_factory=list)
    trades: list[facts.OrderChanged | facts.Filled] = field(default_factory=list)
    agents: list[facts.AgentChanged] = field(default_factory=list)
    errors: list[facts.ErrorChanged] = field(default_factory=list)
    disturbances: list[Disturbance] = field(default_factory=list)
    ready_us: int | None = None
    storm_us: int | None = None
    stopping_us: int | None = None
    end_us: int = 0
    is_ended: bool = False

    def flows_again_us(self, link: Link) -> int:
        """When bytes may pass again on a connection that stalled."""
        return self.healed.get(-1 if link.stalled_by is None else link.stalled_by, self.end_us)

    def but_for(self, names: Sequence[str]) -> list[Disturbance]:
        """The disturbances without those that faults of these names are."""
        rest = list(self.disturbances)
        for line in self.fired:
            one = Disturbance(line.at_us, self.healed_us(line))
            if line.name in names and one in rest:
                rest.remove(one)
        return rest

    def healed_us(self, line: lines.FaultFired) -> int:
        """When what a fault had broken was whole again: at once for one that does not last.

        What was not healed by the end of the history never was.
        """
        if line.name not in LASTING:
            return line.at_us
        return self.healed.get(line.fault, self.end_us)


QUOTE_FAULTS = (
    "drop_stream_items",
    "diverge_quotes",
    "freeze_quotes",
    "lag_quotes",
    "bad_quotes",
)
"""The faults that touch nothing but quotes: they delay no order and excuse none."""

ABOUT_QUOTES = (*QUOTE_FAULTS, "clock_skew")
"""The faults that may hold a client back from trading, and never make a stale quote a good one."""

OF_SIGNALS = ("announce_again", "flap_signal", "signal_storm")
"""The faults that are announcements and nothing else: they hold up nobody."""

LASTING = (
    "hub_restart",
    "network_stall",
    "agent_offline",
    "strategy_error",
    "hold_operation",
    *QUOTE_FAULTS,
    "flap_signal",
    "clock_skew",
    "stop_reading",
)
"""The faults that last until a line says that they are healed."""


UNANSWERED = ("lose_completion", "delay_completion")
"""The faults that a client knows of when it has waited for an answer as long as it may."""


def sent_us(calls: Sequence[Call], call: Call) -> int:
    """When one of a connection's `calls` was sent at the earliest: it may have waited there.

    A hub takes a connection's calls one at a time. Where it took this one as it answered the one
    before, it cannot be told when it was sent, but that it was not before that one.
    """
    sent = call.at_us
    for earlier in reversed(calls):
        if earlier.number >= call.number:
            continue
        if earlier.answer is None or earlier.answer.at_us + AT_ONCE_US < sent:
            break
        sent = earlier.at_us
    return sent


def read(
    entries: Sequence[lines.Entry],
    *,
    server_timeout_us: int = SERVER_TIMEOUT_US,
    call_timeout_us: int = 0,
) -> Traffic:
    """The traffic of a history's entries.

    `server_timeout_us` is by when a client knows that a silent connection is half-open,
    `call_timeout_us` by when it knows that an answer will not come.
    """
    return _Reader(entries, server_timeout_us, call_timeout_us).traffic


class _Reader:
    """One pass over the entries, with a method for each kind that means something here."""

    def __init__(
        self, entries: Sequence[lines.Entry], server_timeout_us: int, call_timeout_us: int
    ) -> None:
        self._call_timeout_us = call_timeout_us
        self.traffic = traffic = Traffic()
        self._server_timeout_us = server_timeout_us
        self._links: dict[tuple[str, int], Link] = {}
        self._calls: dict[int, Call] = {}
        take: dict[type, Callable[[Any], None]] = {
            lines.Connected: self._connected,
            lines.Disconnected: self._disconnected,
            lines.Received: self._received,
            lines.Answered: self._answered,
            lines.Stalled: self._stalled,
            lines.Away: self._away,
            lines.Back: self._back,
            lines.FaultFired: self._fired,
            lines.FaultHealed: self._healed,
            lines.Stage: self._stage,
            lines.SubjectChanged: self._subject,
            lines.Sent: traffic.sent.append,
            lines.Decided: traffic.decisions.append,
            lines.Quoted: traffic.quoted.append,
            lines.StreamEnded: traffic.ended_streams.append,
            facts.SignalChanged: traffic.signals.append,
            facts.EventLogged: traffic.events.append,
            facts.RecordChanged: traffic.records.append,
            facts.JobChanged: traffic.jobs.append,
            facts.PlanMade: traffic.plans.append,
            facts.OrderChanged: traffic.trades.append,
            facts.Filled: traffic.trades.append,
            facts.AgentChanged: traffic.agents.append,
            facts.ErrorChanged: traffic.errors.append,
        }
        for entry in entries:
            handler = take.get(type(entry))
            if handler is not None:
                handler(entry)
        if not traffic.is_ended and entries:
            traffic.end_us = entries[-1].at_us
        self._disturb()

    def _life(self, at_us: int) -> Life:
        if not self.traffic.lives:
            # A history that says nothing of starts is that of one life, from the first thing it
            # did.
            self.traffic.lives.append(Life(1, at_us, ready_us=at_us))
        return self.traffic.lives[-1]

    def _connected(self, line: lines.Connected) -> None:
        link = Link(line.hub, line.connection, self._life(line.at_us), line.at_us)
        link.is_pinged = line.transport != POLLING
        self._links[line.hub, line.connection] = link
        self.traffic.links.append(link)

    def _link(self, hub: str, number: int, at_us: int) -> Link:
        if (hub, number) not in self._links:
            self._connected(lines.Connected(at_us=at_us, hub=hub, connection=number))
        return self._links[hub, number]

    def _disconnected(self, line: lines.Disconnected) -> None:
        link = self._link(line.hub, line.connection, line.at_us)
        link.closed_us, link.reason = line.at_us, line.reason

    def _stalled(self, line: lines.Stalled) -> None:
        link = self._link(line.hub, line.connection, line.at_us)
        stalls = [one.fault for one in self.traffic.fired if one.name == "network_stall"]
        link.stalled_us, link.stalled_by = line.at_us, stalls[-1] if stalls else None

    def _away(self, line: lines.Away) -> None:
        link = self._link(line.hub, line.connection, line.at_us)
        link.away.append(Disturbance(line.at_us, FOR_EVER_US))

    def _back(self, line: lines.Back) -> None:
        link = self._link(line.hub, line.connection, line.at_us)
        if link.away:
            link.away[-1] = Disturbance(link.away[-1].at_us, line.at_us)

    def _healed(self, line: lines.FaultHealed) -> None:
        self.traffic.healed[line.fault] = line.at_us

    def _received(self, line: lines.Received) -> None:
        link = self._link(line.hub, line.connection, line.at_us)
        key = line.key or line.args.get("IdempotencyKey")
        call = Call(line.call, line.at_us, link, line.method, line.args, key)
        self._calls[line.call] = call
        self.traffic.calls.append(call)

    def _answered(self, line: lines.Answered) -> None:
        call = self._calls.get(line.call)
        if call is not None:
            call.answer = line

    def _fired(self, line: lines.FaultFired) -> None:
        self.traffic.fired.append(line)
        call = self._calls.get(line.call) if line.call is not None else None
        # After a cut at `answered` the peer reads the completion; a killed peer may never get to
        # it.
        if call is not None and line.phase == "answered" and line.name == "cut":
            call.is_flushed = True

    def _stage(self, line: lines.Stage) -> None:
        if line.stage == "storm":
            self.traffic.storm_us = line.at_us
        elif line.stage == "end":
            self.traffic.end_us, self.traffic.is_ended = line.at_us, True

    def _subject(self, line: lines.SubjectChanged) -> None:
        lives = self.traffic.lives
        if line.state == "started":
            lives.append(Life(line.life, line.at_us))
        elif line.state == "ready":
            self._life(line.at_us).ready_us = line.at_us
            if self.traffic.ready_us is None:
                self.traffic.ready_us = line.at_us
        elif line.state == "stopping":
            self.traffic.stopping_us = line.at_us
        elif line.state in {"killed", "exited"}:
            life = self._life(line.at_us)
            life.ended_us = line.at_us if life.ended_us is None else life.ended_us
            life.is_killed = life.is_killed or line.state == "killed"

    def _shows(self, stall: lines.FaultFired) -> bool:
        """Whether silence tells a client of a stall: a poll that waits is silent anyway."""
        links = self.traffic.links
        return all(one.is_pinged for one in links if one.stalled_by == stall.fault)

    def _disturb(self) -> None:
        """Everything that gives a client more time, in the order in which it began.

        A stall may last on: once a client can know of it, a new connection is all it needs.
        """
        traffic = self.traffic
        found = []
        for line in traffic.fired:
            healed_us = traffic.healed_us(line)
            if line.name == "network_stall" and self._shows(line):
                healed_us = min(healed_us, line.at_us + self._server_timeout_us)
            if line.name in UNANSWERED:
                healed_us = line.at_us + self._call_timeout_us
            found.append(Disturbance(line.at_us, healed_us))
        for life, following in zip(traffic.lives, traffic.lives[1:], strict=False):
            ended_us = life.ended_us if life.ended_us is not None else following.started_us
            ready_us = (
                following.ready_us if following.ready_us is not None else following.started_us
            )
            found.append(Disturbance(ended_us, ready_us))
        found += [
            Disturbance(link.closed_us, link.closed_us)
            for link in traffic.links
            if link.closed_us is not None and link.reason != "client"
        ]
        # Who did not come back is waited for until the connection is given up.
        found += [one for link in traffic.links for one in link.away if one.healed_us < FOR_EVER_US]
        traffic.disturbances = sorted(found, key=lambda one: (one.at_us, one.healed_us))
