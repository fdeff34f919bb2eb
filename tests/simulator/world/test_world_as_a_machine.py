"""Whatever is asked of the world, in whatever order, some things are always true."""

import random
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hubproof.contract.mesolive import models, wire
from hubproof.contract.mesolive.models import StatusCode
from hubproof.simulator.world.commands import Announce, Call, Doom, SetError
from hubproof.simulator.world.effects import Noted, Published, Replied
from hubproof.simulator.world.facts import Filled, OrderChanged, PlanMade, RecordChanged
from hubproof.simulator.world.setup import STRATEGIES as SET_UP
from hubproof.simulator.world.setup import WorldSetup
from hubproof.simulator.world.structure import AdjustmentSetup
from hubproof.simulator.world.world import World

KEYS = st.sampled_from(["a", "b", "c", "d", "e", "f"])
ACCOUNTS = st.sampled_from(["ML1001", "U2001"])
STRATEGIES = st.sampled_from([101, 102, 103, 104])
LEGS = {
    (101, 1): ["put"],
    (102, 1): ["long", "short"],
    (103, 1): ["put"],
    (104, 1): ["long put", "short put"],
    (104, 2): ["short call", "long call"],
}
"""The legs of each strategy's groups; every ratio is one, and a point is worth 100."""
ADJUSTMENTS = SET_UP[0].adjustments
"""Every strategy has these operations under these conditions."""
COMMISSION = Decimal("0.65")
CASH = Decimal(60000)
RESULT = models.GetEventsSinceResult
EPOCH = datetime(2026, 1, 5, tzinfo=UTC)


class WorldMachine(RuleBasedStateMachine):
    """Drives one world through its public face and keeps books of its own.

    `unfilled` are contracts by leg, and `unpaid` money by account, that no order here brought.
    """

    def __init__(self) -> None:
        super().__init__()
        self.world = World(WorldSetup(failing_jobs=(3,), slow_share=0.3), random.Random(1), EPOCH)
        self.now = self.tickets = 0
        self.facts: list[Any] = []
        self.logged: list[Any] = []
        self.answers: dict[int, Any] = {}
        self.plans: list[PlanMade] = []
        self.terminal: dict[str, Any] = {}
        self.filled: dict[int, Decimal] = {}
        self.over: dict[int, None] = {}
        self.unfilled: Counter[str] = Counter()
        self.unpaid: Counter[str] = Counter()

    def take(self, effects: list[Any]) -> None:
        for effect in effects:
            if isinstance(effect, Noted):
                self.take_fact(effect.fact)
            elif isinstance(effect, Published):
                self.logged.append(effect.event)
            elif isinstance(effect, Replied):
                assert effect.ticket not in self.answers, "a call is answered once"
                self.answers[effect.ticket] = effect.response

    def take_fact(self, fact: Any) -> None:
        assert not self.facts or fact.at_us >= self.facts[-1].at_us
        self.facts.append(fact)
        if isinstance(fact, PlanMade):
            self.plans.append(fact)
        if isinstance(fact, Filled):
            self.filled[fact.order_id] = self.filled.get(fact.order_id, Decimal(0)) + fact.qty
        if isinstance(fact, OrderChanged):
            assert fact.filled_qty == self.filled.get(fact.order_id, 0)
            assert abs(fact.filled_qty) <= abs(fact.qty)
            assert fact.order_id not in self.over, "an order that is over never changes"
            if fact.state in ("Filled", "Cancelled", "Rejected"):
                self.over[fact.order_id] = None
        if isinstance(fact, RecordChanged):
            assert fact.key not in self.terminal, "a terminal record never changes"

    def call(self, method: str, args: Any) -> int:
        self.tickets += 1
        call = Call(self.tickets, "user-1", method, args)
        self.take(self.world.apply(call, self.now))
        return self.tickets

    def ask(self, method: str, args: Any) -> Any:
        return self.answers[self.call(method, args)]

    def record(self, key: str) -> Any:
        args = models.GetIdempotencyRecordArgs(IdempotencyKey=key)
        return self.ask("GetIdempotencyRecord", args).Data

    def keyed(self, method: str, args: Any) -> None:
        """Make a keyed call; under a used key it must change nothing at all."""
        known = self.record(args.IdempotencyKey)
        facts, due = len(self.facts), self.world.next_deadline()
        ticket = self.call(method, args)
        if known is not None:
            assert self.answers[ticket].Status in (
                StatusCode.Conflict,
                StatusCode.DuplicateRequest,
            )
            assert (len(self.facts), self.world.next_deadline()) == (facts, due)
            assert self.record(args.IdempotencyKey) == known

    @rule(strategy=STRATEGIES, account=ACCOUNTS, state=st.sampled_from(models.SignalState))
    def announce(self, strategy: int, account: str, state: models.SignalState) -> None:
        command = Announce(strategy, account, state, same_state_ok=True)
        self.take(self.world.apply(command, self.now))

    @rule(key=KEYS, strategy=STRATEGIES, account=ACCOUNTS)
    def start(self, key: str, strategy: int, account: str) -> None:
        args = models.PreparePositionEntryArgs(
            IdempotencyKey=key,
            PositionName="entry",
            StrategyId=strategy,
            BrokerAccountId=account,
            LegSelectionConstraint=models.LiveLegSelectionConstraint.FullyUnique,
            Underlying=models.LiveUnderlying(Symbol="SPX"),
            DataProvider=None,
        )
        self.keyed("StartPreparePositionEntry", args)

    @rule(key=KEYS, position=st.integers(1, 3))
    def leave(self, key: str, position: int) -> None:
        args = models.PreparePositionExitArgs(IdempotencyKey=key, PositionId=position)
        self.keyed("StartPreparePositionExit", args)

    @rule(key=KEYS, position=st.integers(1, 3), which=st.sampled_from(ADJUSTMENTS))
    def adjust(self, key: str, position: int, which: AdjustmentSetup) -> None:
        args = models.PreparePositionAdjustmentArgs(
            IdempotencyKey=key,
            PositionId=position,
            Operation=which.operation,
            Condition=which.condition,
        )
        self.keyed("StartPreparePositionAdjustment", args)

    @rule(which=st.integers(0, 20))
    def happen(self, which: int) -> None:
        possible = self.world.possible()
        if possible:
            self.take(self.world.apply(possible[which % len(possible)], self.now))

    @rule(key=KEYS, job=st.integers(1, 4), is_exit=st.booleans())
    def give_up(self, key: str, job: int, is_exit: bool) -> None:  # noqa: FBT001  # drawn
        if is_exit:
            leaving = models.CancelPreparePositionExitArgs(IdempotencyKey=key, JobId=f"job-{job}")
            self.keyed("CancelPreparePositionExit", leaving)
        else:
            entry = models.CancelPreparePositionEntryArgs(IdempotencyKey=key, JobId=f"job-{job}")
            self.keyed("CancelPreparePositionEntry", entry)

    @rule()
    def doom(self) -> None:
        self.take(self.world.apply(Doom(self.tickets + 2), self.now))

    @rule(strategy=STRATEGIES, state=st.sampled_from(models.ErrorState))
    def fail(self, strategy: int, state: models.ErrorState) -> None:
        self.take(self.world.apply(SetError(strategy, state), self.now))

    @rule(
        key=KEYS,
        pick=st.integers(0, 5),
        group=st.integers(1, 2),
        replaces=st.none() | st.integers(1, 3),
    )
    def send(self, key: str, pick: int, group: int, replaces: int | None) -> None:
        if self.plans:
            plan = self.plans[pick % len(self.plans)]
            args = models.SendOrderArgs(
                IdempotencyKey=key,
                ReplacesOrder=replaces,
                BrokerAccountId=plan.broker_account_id,
                ExecPlanId=plan.exec_plan_id,
                QtyMultiplier=None,
                LegGroupId=group,
                LegGroupOrder=models.LegGroupOrder(
                    OrderType=models.OrderType.Market,
                    LegNames=LEGS.get((plan.strategy_id, group), []),
                ),
            )
            self.keyed("SendOrder", args)

    @rule(key=KEYS, pick=st.integers(0, 5))
    def fill(self, key: str, pick: int) -> None:
        if self.plans:
            plan = self.plans[pick % len(self.plans)]
            groups = plan.leg_group_ids
            legs = [leg for group in groups for leg in LEGS.get((plan.strategy_id, group), [])]
            args = models.ApplyPaperFillsArgs(
                IdempotencyKey=key,
                BrokerAccountId=plan.broker_account_id,
                ExecPlanId=plan.exec_plan_id,
                QtyMultiplier=None,
                Fills=[models.PaperFill(LegName=leg, Price=Decimal(5)) for leg in legs],
            )
            self.keyed("ApplyPaperFills", args)

    @rule(key=KEYS, order_id=st.integers(1, 4))
    def cancel(self, key: str, order_id: int) -> None:
        self.keyed("CancelOrder", models.CancelOrderArgs(IdempotencyKey=key, OrderId=order_id))

    @rule(us=st.integers(0, 2_000_000))
    def wait(self, us: int) -> None:
        self.now += us
        self.take(self.world.advance(self.now))

    @rule()
    def settle(self) -> None:
        until = self.now + 60_000_000  # an order that nothing suits works for ever
        while (due := self.world.next_deadline()) is not None and due <= until:
            assert due >= self.now
            self.now = due
            self.take(self.world.advance(due))

    @rule(sizes=st.lists(st.integers(1, 7), min_size=1, max_size=4), start=st.integers(0, 20))
    def replay(self, sizes: list[int], start: int) -> None:
        seen, token, turn = [], None, 0
        while True:
            args = models.GetEventsSinceArgs(
                SinceEventSeqId=start,
                Limit=sizes[turn % len(sizes)],
                ContinuationToken=token,
            )
            page = wire.decode(self.ask("GetEventsSince", args).Data.text, RESULT)
            seen += [models.payload_of(envelope) for envelope in page.Events]
            token, turn = page.ContinuationToken, turn + 1
            if token is None:
                break
        assert seen == [event.payload for event in self.logged if event.event_seq_id > start]

    @invariant()
    def events_are_unique_and_in_order(self) -> None:
        ids = [event.event_seq_id for event in self.logged]
        assert ids == sorted(set(ids))
        assert len({event.event_id_text for event in self.logged}) == len(ids)

    @invariant()
    def terminal_records_stay(self) -> None:
        for key in ("a", "b", "c", "d", "e", "f"):
            record = self.record(key)
            if key in self.terminal:
                assert record == self.terminal[key]
            elif record is not None and record.Status.value != "Processing":
                self.terminal[key] = record

    @invariant()
    def no_deadline_has_passed(self) -> None:
        due = self.world.next_deadline()
        assert due is None or due > self.now

    @invariant()
    def what_is_filled_is_what_is_held(self) -> None:
        held: dict[str, int] = {}
        positions: Any = self.world.snapshot()["positions"]
        for legs in positions.values():
            for name, qty in legs.items():
                held[name] = held.get(name, 0) + qty
        firsts = ("put", "long", "long put")  # each is bought with its group, unit by unit
        fills = [fact for fact in self.facts if isinstance(fact, Filled)]
        calls = sum(fact.qty for fact in fills if fact.leg_group_id == 2)
        entered = sum(self.unfilled[name] for name in firsts)
        assert sum(held.get(name, 0) for name in firsts) - entered == (
            sum(fact.qty for fact in fills) - calls
        )
        assert held.get("long call", 0) - self.unfilled["long call"] == calls

    def teardown(self) -> None:
        self.settle()
        self.cash_is_what_was_there_less_what_was_paid()
        self.a_position_is_open_while_it_holds_anything()

    def cash_is_what_was_there_less_what_was_paid(self) -> None:
        for account, charge in (("ML1001", Decimal(0)), ("U2001", COMMISSION)):
            cash = CASH
            for fact in self.facts:
                if isinstance(fact, Filled) and fact.broker_account_id == account:
                    legs = LEGS[self.strategy_of(fact), fact.leg_group_id]
                    cash -= fact.qty * fact.price * 100 + abs(fact.qty) * len(legs) * charge
            read = self.ask("GetAccount", models.GetAccountArgs(BrokerAccountId=account)).Data
            assert read.Cash == cash + self.unpaid[account]

    def a_position_is_open_while_it_holds_anything(self) -> None:
        snapshot: Any = self.world.snapshot()
        for number, legs in snapshot["positions"].items():
            detail = self.ask("GetPosition", models.GetPositionArgs(PositionId=number)).Data
            is_open = detail.Position.State is models.LivePositionState.Open
            assert is_open == any(legs.values()) == (detail.Position.ClosedAt is None)
            assert detail.PnL.Realized == sum(leg.TrackedRealizedPnL for leg in detail.Legs)

    def strategy_of(self, fact: Filled) -> int:
        return next(one.strategy_id for one in self.plans if one.exec_plan_id == fact.exec_plan_id)


TestWorldMachine = pytest.mark.filterwarnings("error")(WorldMachine.TestCase)
TestWorldMachine.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
