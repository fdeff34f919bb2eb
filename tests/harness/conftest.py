"""Histories written by hand: a story told in verbs, one line for what one party does.

Times are seconds since the run began. Unless it says otherwise, a story has one life of the
subject, one connection to each hub, all strategies subscribed at 0.5 s, and the storm from 1 s on.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import pytest

from hubproof.harness.cli.blinding import checkers_in_force
from hubproof.harness.history import History
from hubproof.harness.oracle import Oracle
from hubproof.harness.plan import Plan
from hubproof.harness.verdict import Violation
from hubproof.harness.workloads import SignalTimes
from hubproof.simulator import journal as lines
from hubproof.simulator.world import facts

PAPER, LIVE = "ML1001", "U2001"
NOTIONAL = Decimal(4310)


def us(at: float) -> int:
    return round(at * 1_000_000)


class Story:
    def __init__(self) -> None:
        self.entries: list[lines.Entry] = []
        self.calls = 0
        self.seq = 0
        self.plans = 0
        self.life = 0
        self.links = {"control": 0, "event": 0}

    def begin(self) -> "Story":
        self.start(0.0)
        self.subscribe(0.5)
        return self.add(lines.Stage(at_us=us(1.0), stage="storm"))

    def add(self, entry: lines.Entry) -> "Story":
        self.entries.append(entry)
        return self

    def start(self, at: float) -> None:
        self.life += 1
        self.add(lines.SubjectChanged(at_us=us(at), life=self.life, state="started"))
        self.connect(at + 0.1, "control")
        self.connect(at + 0.1, "event")
        self.add(lines.SubjectChanged(at_us=us(at + 0.4), life=self.life, state="ready"))

    def connect(self, at: float, hub: str) -> None:
        self.links[hub] += 1
        self.add(lines.Connected(at_us=us(at), hub=hub, connection=self.links[hub]))

    def cut(self, at: float, hub: str = "control", *, back: float | None = None) -> None:
        self.add(
            lines.Disconnected(at_us=us(at), hub=hub, connection=self.links[hub], reason="cut")
        )
        if back is not None:
            self.connect(back, hub)

    def kill(self, at: float, *, back: float | None = None) -> None:
        self.add(lines.SubjectChanged(at_us=us(at), life=self.life, state="killed"))
        for hub, number in self.links.items():
            self.add(lines.Disconnected(at_us=us(at), hub=hub, connection=number, reason="killed"))
        if back is not None:
            self.start(back)

    def signal(
        self,
        at: float,
        state: str = "On",
        where: tuple[int, str] = (101, LIVE),
        *,
        heard: bool = True,
    ) -> int:
        seq = self.log(at, "EntrySignal", where[0], heard=heard)
        self.add(
            facts.SignalChanged(
                at_us=us(at),
                strategy_id=where[0],
                broker_account_id=where[1],
                state=state,
                event_id=f"event-{seq}",
                event_seq_id=seq,
            )
        )
        return seq

    def log(
        self,
        at: float,
        kind: str = "OrderUpdate",
        strategy_id: int = 101,
        *,
        reference: str | None = None,
        heard: bool = True,
    ) -> int:
        self.seq += 1
        self.add(
            facts.EventLogged(
                at_us=us(at),
                event_seq_id=self.seq,
                event_id=f"event-{self.seq}",
                event_kind=kind,
                strategy_id=strategy_id,
                reference=reference,
            )
        )
        if heard:
            self.send(at, self.seq)
        return self.seq

    def send(self, at: float, seq: int) -> None:
        self.add(
            lines.Sent(
                at_us=us(at),
                connection=self.links["event"],
                callback="OnEntrySignal",
                event_seq_id=seq,
                event_id=f"event-{seq}",
            )
        )

    def call(  # noqa: PLR0913  # one line of a story names all it is about
        self,
        at: float,
        method: str,
        args: dict[str, Any],
        *,
        status: str | None = "Success",
        hub: str = "control",
        result: dict[str, Any] | None = None,
        seqs: Iterable[int] = (),
    ) -> int:
        self.calls += 1
        self.add(
            lines.Received(
                at_us=us(at),
                hub=hub,
                connection=self.links[hub],
                call=self.calls,
                method=method,
                args=args,
                key=args.get("IdempotencyKey"),
            )
        )
        if status is not None:
            self.add(
                lines.Answered(
                    at_us=us(at + 0.01),
                    call=self.calls,
                    status=status,
                    result=result,
                    event_seq_ids=tuple(seqs),
                )
            )
        return self.calls

    def fire(self, at: float, phase: str, name: str = "cut", fault: int = 0) -> None:
        self.add(
            lines.FaultFired(at_us=us(at), fault=fault, name=name, phase=phase, call=self.calls)
        )

    def subscribe(self, at: float, strategies: list[int] | None = None) -> None:
        self.call(at, "SubscribeToStrategies", {"Strategies": strategies}, hub="event")

    def page(  # noqa: PLR0913  # one line of a story names all it is about
        self,
        at: float,
        since: int,
        seqs: Iterable[int] = (),
        *,
        more: str | None = None,
        token: str | None = None,
        status: str | None = "Success",
    ) -> None:
        self.call(
            at,
            "GetEventsSince",
            {"SinceEventSeqId": since, "ContinuationToken": token},
            hub="event",
            status=status,
            result={"ContinuationToken": more},
            seqs=seqs,
        )

    def read_record(self, at: float, key: str, status: str = "Success") -> None:
        self.call(at, "GetIdempotencyRecord", {"IdempotencyKey": key}, status=status)

    def ask(
        self,
        at: float,
        key: str,
        where: tuple[int, str] = (101, LIVE),
        *,
        status: str | None = "Success",
        name: str = "entry",
    ) -> None:
        """A prepare call that changes nothing: it never arrived, or it is a resend."""
        args = {
            "IdempotencyKey": key,
            "PositionName": name,
            "StrategyId": where[0],
            "BrokerAccountId": where[1],
        }
        self.call(at, "StartPreparePositionEntry", args, status=status)

    def prepare(
        self,
        at: float,
        key: str,
        where: tuple[int, str] = (101, LIVE),
        *,
        status: str | None = "Success",
        ends: str = "Completed",
    ) -> int:
        """A prepare call that is carried out; the job takes half a second. Its plan's id."""
        self.ask(at, key, where, status=status)
        self.plans += 1
        job = f"job-{self.plans}"
        self.record(at, key, "StartPreparePositionEntry", "Completed")
        for when, state in ((at, "Running"), (at + 0.5, ends)):
            self.add(
                facts.JobChanged(
                    at_us=us(when),
                    job_id=job,
                    key=key,
                    strategy_id=where[0],
                    broker_account_id=where[1],
                    status=state,
                )
            )
        if ends == "Completed":
            self.add(
                facts.PlanMade(
                    at_us=us(at + 0.5),
                    exec_plan_id=self.plans,
                    job_id=job,
                    strategy_id=where[0],
                    broker_account_id=where[1],
                    leg_group_ids=(1,),
                    notional=NOTIONAL,
                    currency="USD",
                )
            )
        return self.plans

    def record(self, at: float, key: str, operation: str, status: str) -> None:
        self.add(
            facts.RecordChanged(
                at_us=us(at), key=key, operation=operation, status=status, payload_hash=key
            )
        )

    def send_order(
        self, at: float, key: str, plan: int, *, status: str | None = "Success", price: int = 100
    ) -> None:
        """A SendOrder call that changes nothing: it never arrived, or it is a resend."""
        args = {
            "IdempotencyKey": key,
            "BrokerAccountId": LIVE,
            "ExecPlanId": plan,
            "LegGroupId": 1,
            "LegGroupOrder": {"LimitPrice": price},
        }
        self.call(at, "SendOrder", args, status=status)

    def order(  # noqa: PLR0913  # one line of a story names all it is about
        self,
        at: float,
        key: str,
        plan: int,
        *,
        status: str | None = "Success",
        state: str = "Filled",
        qty: int = 2,
        is_away: bool = False,
    ) -> int:
        """A SendOrder call that is carried out; it is filled after 0.4 s, or ends as `state`."""
        self.send_order(at, key, plan, status=status)
        order = 900 + self.calls
        self.record(at, key, "SendOrder", "Processing")
        self.record(at + 0.1, key, "SendOrder", "Completed")
        self.trade(at + 0.1, key, plan, order, state="Working", filled=0, qty=qty, is_away=is_away)
        if state == "Filled":
            self.fill(at + 0.4, key, plan, order, qty)
        got = qty if state in {"Filled", "PartiallyFilled"} else 0
        self.trade(at + 0.4, key, plan, order, state=state, filled=got, qty=qty, is_away=is_away)
        return order

    def cancel(
        self, at: float, key: str, order: int, *, status: str | None = "Success", ends: str = ""
    ) -> None:
        """A CancelOrder call; one that `ends` (Completed, Failed) is carried out in 0.3 s."""
        self.call(at, "CancelOrder", {"IdempotencyKey": key, "OrderId": order}, status=status)
        if ends:
            self.record(at, key, "CancelOrder", "Processing")
            self.record(at + 0.3, key, "CancelOrder", ends)

    def trade(  # noqa: PLR0913  # one line of a story names all it is about
        self,
        at: float,
        key: str | None,
        plan: int,
        order: int,
        *,
        state: str,
        filled: int,
        qty: int,
        is_away: bool = False,
    ) -> None:
        self.add(
            facts.OrderChanged(
                at_us=us(at),
                order_id=order,
                exec_plan_id=plan,
                leg_group_id=1,
                broker_account_id=LIVE,
                key=key,
                state=state,
                qty=Decimal(qty),
                filled_qty=Decimal(filled),
                notional=NOTIONAL * qty / 2,
                is_away=is_away,
            )
        )

    def fill(self, at: float, key: str, plan: int, order: int, qty: int) -> None:
        self.add(
            facts.Filled(
                at_us=us(at),
                order_id=order,
                exec_plan_id=plan,
                leg_group_id=1,
                broker_account_id=LIVE,
                key=key,
                qty=Decimal(qty),
                price=Decimal("21.55"),
                notional=NOTIONAL * qty / 2,
            )
        )

    def paper(self, at: float, key: str, plan: int, *, status: str | None = "Success") -> None:
        """An ApplyPaperFills call that is carried out; it names no leg group and makes no order."""
        args = {"IdempotencyKey": key, "BrokerAccountId": PAPER, "ExecPlanId": plan}
        self.call(at, "ApplyPaperFills", args, status=status)
        self.record(at, key, "ApplyPaperFills", "Completed")
        self.fill(at + 0.1, key, plan, 800 + self.calls, 2)

    def enter(
        self, at: float, name: str, where: tuple[int, str] = (101, LIVE), *, repeat: bool = False
    ) -> None:
        """One whole correct entry: the signal, its preparation, its execution."""
        if not repeat:
            self.signal(at, "On", where)
        plan = self.prepare(at + 0.2, f"prep_entry_{name}", where)
        execute = self.paper if where[1] == PAPER else self.order
        execute(at + 1.0, f"send_order_{name}", plan)

    def decide(self, at: float, decision: str, **members: object) -> None:
        self.add(
            lines.Decided(
                at_us=us(at), life=max(self.life, 1), decision={"decision": decision, **members}
            )
        )

    def end(self, at: float = 90.0) -> History:
        self.add(lines.Stage(at_us=us(at), stage="end"))
        return self.told()

    def told(self) -> History:
        """The history so far; entries of one instant stay in the order in which they were told."""
        plan = Plan(scenario="by_hand", seed=1, workload=SignalTimes(signals=()))
        return History(plan, tuple(sorted(self.entries, key=lambda entry: entry.at_us)))


@pytest.fixture
def story() -> Story:
    return Story().begin()


@pytest.fixture
def empty() -> History:
    return Story().told()


Find = Callable[[str, History], list[Violation]]


@pytest.fixture
def find() -> Find:
    """What one checker of those in force finds, by its name."""

    def found(name: str, history: History) -> list[Violation]:
        return checkers_in_force()[name].check(Oracle.of(history))

    return found


@pytest.fixture
def rows() -> Callable[[History], list[str]]:
    """The requirements that any checker in force finds broken, each once."""

    def broken(history: History) -> list[str]:
        oracle = Oracle.of(history)
        found = [one for checker in checkers_in_force().values() for one in checker.check(oracle)]
        return list(dict.fromkeys(one.requirement for one in found))

    return broken
