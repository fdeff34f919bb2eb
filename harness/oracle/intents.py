"""Intents: what the subject was asked to do, and which of its work belongs to which.

One On period of an entry signal for (strategy, account) is one intent. The hubs are never told
which signal a preparation is for, so it is matched: to the signal that is On, or else to the
earliest one that nobody worked on yet. A correct client comes out clean under this reading
whatever order it works in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hubproof.contract.mesolive.assumed import assumed_status
from hubproof.harness.oracle.steps import Submission
from hubproof.simulator.world.facts import SignalChanged

AGENT_REFUSAL = assumed_status("agent.order_while_offline").value
"""How an order is answered that its agent could not relay."""

Pair = tuple[int, str]
"""Strategy id and broker account id."""


@dataclass(slots=True)
class Intent:
    """One On period. `event_seq_ids` are the events that announced it On, the first one first.

    `off_seq_id` is the event that announced its end.
    """

    number: int
    pair: Pair
    on_us: int
    event_seq_ids: list[int]
    event_id: str
    off_us: int | None = None
    off_seq_id: int | None = None
    prepares: list[Submission] = field(default_factory=list)
    executions: list[Submission] = field(default_factory=list)

    @property
    def where(self) -> str:
        """The intent's place, for a sentence."""
        return f"strategy {self.pair[0]} on account {self.pair[1]}"

    def is_on(self, at_us: int) -> bool:
        """Whether its signal holds at `at_us`."""
        return self.on_us <= at_us and (self.off_us is None or self.off_us > at_us)

    def is_failed(self) -> bool:
        """Whether the broker's side let it down, so that nothing more is owed.

        An order that was refused because its agent was offline may be sent again; a client that
        ends the intent and says so is right too (FAIL-11). What the client itself gave up was let
        down by nobody.
        """
        for one in (*self.prepares, *self.executions):
            if one.failed_us is not None and not one.is_given_up:
                return True
        return any(call.status == AGENT_REFUSAL for one in self.executions for call in one.calls)

    def is_unfilled(self) -> bool:
        """Whether everything that was executed for it is over and brought nothing."""
        executed = [one for one in self.executions if one.has_effect]
        return bool(executed) and all(one.is_unfilled for one in executed)

    def acted_us(self, since_us: int = 0) -> int | None:
        """When the last leg group of one of its plans had been accepted for execution.

        Of what was sent for execution before `since_us` it says nothing. An order that nobody could
        fill at the price it names executes nothing, nor does one that the client took back before
        anybody could.
        """
        times = [
            done
            for prepare in self.prepares
            if prepare.made
            and _sent_us(prepare, self.executions) >= since_us
            and (done := _executed_us(prepare, self.executions)) is not None
        ]
        return min(times, default=None)


def _sent_us(prepare: Submission, executions: Sequence[Submission]) -> int:
    """When the first execution of a preparation's plan came; without one, the preparation did."""
    assert prepare.made is not None
    plan_id = prepare.made.exec_plan_id
    came = [one.first_us for one in executions if one.plan_id == plan_id and one.has_effect]
    return min(came, default=prepare.first_us)


def _executed_us(prepare: Submission, executions: Sequence[Submission]) -> int | None:
    """When the plan of a preparation was executed once as a whole."""
    assert prepare.made is not None
    first: dict[int | None, int] = {}
    within_reach: dict[int | None, None] = {}
    for one in executions:
        if one.plan_id == prepare.made.exec_plan_id and one.has_effect:
            assert one.accepted_us is not None
            first.setdefault(one.group, one.accepted_us)
            if not (one.is_out_of_reach or one.is_taken_back):
                within_reach[one.group] = None
    if None in first:  # paper fills name no group: they execute the whole plan
        return first[None]
    if any(group not in within_reach for group in prepare.made.leg_group_ids):
        return None
    return max(first.values(), default=None)


def intents_of(signals: Sequence[SignalChanged]) -> list[Intent]:
    """The On periods, in the order in which they began."""
    found: list[Intent] = []
    current: dict[Pair, Intent] = {}
    for signal in signals:
        pair = (signal.strategy_id, signal.broker_account_id)
        if signal.state != "On":
            ended = current.pop(pair, None)
            if ended is not None:
                ended.off_us, ended.off_seq_id = signal.at_us, signal.event_seq_id
        elif pair in current:
            current[pair].event_seq_ids.append(signal.event_seq_id)
        else:
            intent = Intent(
                len(found) + 1, pair, signal.at_us, [signal.event_seq_id], signal.event_id
            )
            current[pair] = intent
            found.append(intent)
    return found


def attribute(
    intents: Sequence[Intent],
    prepares: Sequence[Submission],
    knows_its_end: Callable[[Intent, Submission], bool],
) -> None:
    """Give every preparation its intent, and the intent its preparations, in the order of time.

    `knows_its_end` tells whether who sent a preparation surely knew that a period was over.
    """
    by_pair: dict[Pair, list[Intent]] = {}
    for intent in intents:
        by_pair.setdefault(intent.pair, []).append(intent)
    meant = _Meant(by_pair, knows_its_end)
    for prepare in prepares:
        meant.add(prepare)
    for prepare, intent in meant.pairs():
        intent.prepares.append(prepare)
        prepare.intent_number = intent.number


class _Meant:
    """Which period each preparation was for, in the reading that is kindest to the client.

    A preparation takes the newest period if it is the first for that, or else an older one that
    had none. Where all of those are taken, an earlier preparation makes room if it may have been
    for an older period itself: it may have waited at the hub while the signal came back. Nobody
    can have meant a period whose end he knew.
    """

    def __init__(
        self,
        by_pair: Mapping[Pair, Sequence[Intent]],
        knows_its_end: Callable[[Intent, Submission], bool],
    ) -> None:
        self._by_pair = by_pair
        self._knows_its_end = knows_its_end
        self._first: dict[int, int] = {}
        self._meant: list[tuple[Submission, Intent]] = []

    def add(self, prepare: Submission) -> None:
        """Find the period of one more preparation; without one it has no intent."""
        known = self._known(prepare)
        if not known:
            return
        newest, place = known[-1], len(self._meant)
        self._meant.append((prepare, newest))
        if newest.is_on(prepare.first_us) and newest.number not in self._first:
            self._first[newest.number] = place
        else:
            self._make_room(place, {})

    def pairs(self) -> Sequence[tuple[Submission, Intent]]:
        """Every preparation that has a period, with it."""
        return self._meant

    def _known(self, prepare: Submission) -> list[Intent]:
        if prepare.pair is None:
            return []
        return [one for one in self._by_pair.get(prepare.pair, []) if one.on_us <= prepare.first_us]

    def _make_room(self, place: int, asked: dict[int, None]) -> bool:
        """Whether a preparation found a period of its own; `asked` are those that were tried."""
        prepare, _ = self._meant[place]
        known = self._known(prepare)
        meant = [one for one in known if one is known[-1] or not self._knows_its_end(one, prepare)]
        for intent in sorted(meant, key=lambda one: one.number in self._first):
            if intent.number in asked:
                continue
            asked[intent.number] = None
            holder = self._first.get(intent.number)
            if holder is None or self._make_room(holder, asked):
                self._first[intent.number] = place
                self._meant[place] = (prepare, intent)
                return True
        return False
