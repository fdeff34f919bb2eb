"""Rest: when a run on real sockets has settled, and waiting longer would show nothing new.

A run ends early only when for every strategy and account as many plans came to an end as signals
were announced, nothing crossed the hubs for a while, and nobody can be waiting for an answer any
more. Whoever is late or does nothing is waited for in full, so that an early end never saves
anybody from a conviction.
"""

from collections import Counter
from collections.abc import Sequence

from hubproof.contract.mesolive.methods import METHODS
from hubproof.contract.mesolive.models import SignalState
from hubproof.harness.plan import Plan
from hubproof.simulator import journal as lines
from hubproof.simulator.world import facts

SILENCE_US = 2_500_000
"""How long nothing may have crossed the hubs. Longer than a reference client's pause between two
looks at a record, and than one reconnect after the last cut."""

LOOK_AGAIN_S = 0.25
"""How often to look; this bounds what an early end can cost."""

_STREAMS = tuple(method.name for method in METHODS.values() if method.streams)
"""Calls that are open for as long as somebody reads them: nobody waits for their answer."""

Pair = tuple[int, str]
"""Strategy id and broker account id."""

_TRAFFIC = (lines.Received, lines.Answered, lines.Connected, facts.OrderChanged, facts.Filled)


class Rest:
    """Looks at a growing journal. Reads each entry once."""

    look_again_s = LOOK_AGAIN_S

    def __init__(self, plan: Plan, *, call_timeout_s: float) -> None:
        self._patience_us = round(call_timeout_s * 1_000_000) + SILENCE_US
        self._unanswered: dict[int, int] = {}
        self._expected = Counter(
            (one.strategy_id, one.broker_account_id)
            for one in plan.workload.signals
            if one.state == "On"
        )
        self._on: dict[Pair, bool] = {}
        self._periods: Counter[Pair] = Counter()
        self._pairs: dict[int, Pair] = {}
        self._failed: dict[str, Pair] = {}
        self._read = 0
        self._last_traffic_us = 0
        self._carried_out: dict[int, None] = {}

    def is_reached(self, entries: Sequence[lines.Entry], now: int) -> bool:
        """Whether the run may end at `now` (microseconds)."""
        for entry in entries[self._read :]:
            if isinstance(entry, _TRAFFIC):
                self._last_traffic_us = entry.at_us
            if isinstance(entry, lines.Received) and entry.method not in _STREAMS:
                self._unanswered[entry.call] = entry.at_us
            elif isinstance(entry, lines.Answered):
                self._unanswered.pop(entry.call)
            if isinstance(entry, facts.OrderChanged):
                self._take(entry)
            elif isinstance(entry, facts.PlanMade):
                self._pairs[entry.exec_plan_id] = (entry.strategy_id, entry.broker_account_id)
            elif isinstance(entry, facts.JobChanged) and entry.status == "Failed":
                self._failed[entry.job_id] = (entry.strategy_id, entry.broker_account_id)
            elif isinstance(entry, facts.SignalChanged):
                self._follow(entry)
            elif isinstance(entry, facts.StrategyDeleted):
                self._expect_no_more(entry.strategy_id)
        self._read = len(entries)
        is_silent = now - self._last_traffic_us >= SILENCE_US
        return is_silent and not self._may_wait(now) and self._has_all()

    def _follow(self, signal: facts.SignalChanged) -> None:
        pair = (signal.strategy_id, signal.broker_account_id)
        is_on = signal.state == SignalState.On.value
        self._periods[pair] += is_on and not self._on.get(pair)
        self._on[pair] = is_on

    def _expect_no_more(self, strategy_id: int) -> None:
        """Its signals are Off for good, so that nobody owes anything for them."""
        for pair in [one for one in self._expected if one[0] == strategy_id]:
            del self._expected[pair]

    def _has_all(self) -> bool:
        """Whether every signal came to something, if only to a preparation that failed.

        Where one flapped there are more periods than announcements, and which of them come to
        something is nobody's to know.
        """
        if any(self._periods[pair] > often for pair, often in self._expected.items()):
            return False
        done = Counter(self._pairs[plan] for plan in self._carried_out if plan in self._pairs)
        done.update(self._failed.values())
        return self._expected <= done

    def _take(self, order: facts.OrderChanged) -> None:
        """A plan is over once it is filled, rejected, or cancelled and not replaced."""
        if order.filled_qty == order.qty or order.state in {"Cancelled", "Rejected"}:
            self._carried_out[order.exec_plan_id] = None
        elif not order.filled_qty:
            self._carried_out.pop(order.exec_plan_id, None)

    def _may_wait(self, now: int) -> bool:
        """Whether somebody may still wait for an answer and act on its time-out."""
        return any(now - at_us < self._patience_us for at_us in self._unanswered.values())
