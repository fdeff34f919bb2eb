"""The same machine over a log that skips numbers and forgets: all that was bought and told adds up.

Every command is kept, and at the end another world is given them all: what it does must be the same
to the last character.
"""

import random
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import invariant, rule

from hubproof.contract.mesolive import models, wire
from hubproof.contract.mesolive.dialect import Dialect
from hubproof.contract.mesolive.models import StatusCode
from hubproof.simulator.world.commands import (
    CloseByHand,
    Command,
    ForgetOlder,
    OpenByHand,
    SkipNumbers,
)
from hubproof.simulator.world.effects import Effect
from hubproof.simulator.world.facts import (
    EventsForgotten,
    Filled,
    JobChanged,
    OrderChanged,
    RecordChanged,
)
from hubproof.simulator.world.setup import WorldSetup
from hubproof.simulator.world.world import World

from .test_world_as_a_machine import CASH, EPOCH, RESULT, STRATEGIES, WorldMachine

SETUP = WorldSetup(failing_jobs=(3,), slow_share=0.3, dialect=Dialect(sequence="sparse"))
ACCOUNTS = ("ML1001", "U2001")
MILLIONTH = Decimal("0.000001")


class Kept:
    """A world that keeps what it is told and what it answers."""

    def __init__(self) -> None:
        self.world = World(SETUP, random.Random(1), EPOCH)
        self.told: list[tuple[Command | None, int]] = []
        self.done: list[str] = []

    def apply(self, command: Command, now: int) -> list[Effect]:
        return self._keep(command, now, self.world.apply(command, now))

    def advance(self, now: int) -> list[Effect]:
        return self._keep(None, now, self.world.advance(now))

    def again(self, told: list[tuple[Command | None, int]]) -> list[str]:
        """What this world does with the commands that another one was told."""
        for command, now in told:
            _ = self.advance(now) if command is None else self.apply(command, now)
        return self.done

    def __getattr__(self, name: str) -> Any:
        return getattr(self.world, name)

    def _keep(self, command: Command | None, now: int, effects: list[Effect]) -> list[Effect]:
        self.told.append((command, now))
        self.done.append(repr(effects))
        return effects


class BooksMachine(WorldMachine):
    """Adds up what the first machine does, and lets the log skip and forget meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.world = Kept()  # type: ignore[assignment]  # it stands where a world is expected
        self.gone_up_to = 0
        self.by_hand: dict[int, int] = {}

    def take_fact(self, fact: Any) -> None:
        super().take_fact(fact)
        if isinstance(fact, OrderChanged) and fact.key is None:
            self.by_hand.setdefault(fact.exec_plan_id, 0)
        if isinstance(fact, EventsForgotten):
            assert fact.up_to > self.gone_up_to, "nothing is forgotten twice"
            self.gone_up_to = fact.up_to

    @rule(strategy=STRATEGIES, account=st.sampled_from(ACCOUNTS), every=st.integers(1, 3))
    def enter(self, strategy: int, account: str, every: int) -> None:
        """A whole entry: drawn step by step, hardly any would come to an execution."""
        key = f"entry-{self.tickets}"
        self.start(key, strategy, account)
        self.carry_out(key, every)

    @rule(position=st.integers(1, 4), every=st.integers(1, 2))
    def leave_whole(self, position: int, every: int) -> None:
        key = f"exit-{self.tickets}"
        self.leave(key, position)
        self.carry_out(key, every)

    def carry_out(self, key: str, every: int) -> None:
        """Execute the newest plan, if the job under `key` made one, up to `every` groups of it."""
        before = len(self.plans)
        self.settle()
        for plan in self.plans[before:]:
            place = self.plans.index(plan)
            if plan.broker_account_id == "ML1001":
                self.fill(f"{key}-fill", place)
            for group in plan.leg_group_ids[:every]:
                self.send(f"{key}-send-{group}", place, group, None)
        self.settle()

    @rule(
        strategy=STRATEGIES, account=st.sampled_from(ACCOUNTS), has_orders=st.sampled_from([0, 1])
    )
    def open_at_the_portal(self, strategy: int, account: str, has_orders: int) -> None:
        held = len(self.held())
        self.do_by_hand(OpenByHand(strategy, account, bool(has_orders)))
        if not has_orders:
            assert len(self.held()) == held + 1
        for plan, of in self.by_hand.items():
            self.by_hand[plan] = of or strategy

    @rule(position=st.integers(1, 6))
    def close_at_the_portal(self, position: int) -> None:
        self.do_by_hand(CloseByHand(position))
        assert not any(self.held().get(position, {}).values())

    def do_by_hand(self, command: OpenByHand | CloseByHand) -> None:
        """What changes without an order is told apart from what orders do, and adds up too."""
        before, cash, facts = self.held(), self.cash(), len(self.facts)
        self.take(self.world.apply(command, self.now))
        if not any(isinstance(fact, Filled) for fact in self.facts[facts:]):
            for number, legs in self.held().items():
                self.unfilled.update(legs)
                self.unfilled.subtract(before.get(number, {}))
            self.unpaid.update({one: after - cash[one] for one, after in self.cash().items()})
        for account in ACCOUNTS:
            self.money_is_conserved(account)

    def held(self) -> dict[int, dict[str, int]]:
        """Signed contracts by position and leg."""
        found: Any = self.world.snapshot()["positions"]
        return {number: dict(legs) for number, legs in found.items()}

    def cash(self) -> dict[str, Any]:
        """What is told of each account."""
        asked = {one: models.GetAccountArgs(BrokerAccountId=one) for one in ACCOUNTS}
        return {one: self.ask("GetAccount", args).Data.Cash for one, args in asked.items()}

    def strategy_of(self, fact: Filled) -> int:
        return self.by_hand.get(fact.exec_plan_id) or super().strategy_of(fact)

    @rule(count=st.integers(1, 5))
    def skip(self, count: int) -> None:
        self.take(self.world.apply(SkipNumbers(count), self.now))

    @rule(keep=st.integers(0, 12))
    def forget(self, keep: int) -> None:
        kept = self.world.events_kept
        self.take(self.world.apply(ForgetOlder(keep), self.now))
        assert self.world.events_kept == min(kept, keep)

    @rule(sizes=st.lists(st.integers(1, 7), min_size=1, max_size=4), start=st.integers(0, 60))
    def replay(self, sizes: list[int], start: int) -> None:
        """From any cursor with pages of any sizes: the same events, or a refusal."""
        seen, token, turn = [], None, 0
        while turn == 0 or token is not None:
            args = models.GetEventsSinceArgs(
                SinceEventSeqId=start,
                Limit=sizes[turn % len(sizes)],
                ContinuationToken=token,
            )
            response = self.ask("GetEventsSince", args)
            if start < self.gone_up_to:
                assert response.Status is StatusCode.NotFound
                return
            page = wire.decode(response.Data.text, RESULT)
            assert response.Data.seq_ids == tuple(
                one.EventSeqId for one in map(models.payload_of, page.Events) if one is not None
            )
            seen += [models.payload_of(envelope) for envelope in page.Events]
            token, turn = page.ContinuationToken, turn + 1
        assert seen == [event.payload for event in self.logged if event.event_seq_id > start]

    @invariant()
    def numbers_go_up_by_two_at_least(self) -> None:
        numbers = [0, *(event.event_seq_id for event in self.logged)]
        steps = [later - one for one, later in pairwise(numbers)]
        assert all(step >= 2 for step in steps)
        latest = self.ask("GetLatestEventSeqId", models.GetLatestEventSeqIdArgs()).Data
        assert latest.LatestEventSeqId == numbers[-1]

    @invariant()
    def a_key_has_begun_one_thing_at_most(self) -> None:
        begun: dict[str, dict[object, None]] = {}
        for fact in self.facts:
            if isinstance(fact, JobChanged):
                begun.setdefault(fact.key, {})["job", fact.job_id] = None
            elif isinstance(fact, RecordChanged):
                begun.setdefault(fact.key, {})[fact.operation, fact.payload_hash] = None
        assert all(len(things) <= 2 for things in begun.values()), "a record, and its job if any"
        orders = {
            (fact.key, fact.order_id): (fact.exec_plan_id, fact.leg_group_id)
            for fact in self.facts
            if isinstance(fact, OrderChanged)
        }
        placed = [(key, *place) for (key, _), place in orders.items()]
        assert len(placed) == len(set(placed)), "one order for each leg group, under one key"

    def teardown(self) -> None:
        super().teardown()
        for account in ACCOUNTS:
            self.money_is_conserved(account)
            self.quantity_is_conserved(account)
        assert Kept().again(list(self.world.told)) == self.world.done  # type: ignore[attr-defined]  # of Kept

    def money_is_conserved(self, account: str) -> None:
        """Cash, what positions cost with commissions, and what was realised: nothing else."""
        listed = models.ListLegsArgs(BrokerAccountId=account)
        legs = self.ask("ListLegs", listed).Data.Legs
        books = self.world.portfolio.legs([leg.Id for leg in legs]) if legs else []
        held = sum(leg.average * leg.qty * leg.multiplier - leg.earned for leg in books)
        read = self.ask("GetAccount", models.GetAccountArgs(BrokerAccountId=account)).Data
        assert Fraction(read.Cash) + held == CASH
        for told, leg in zip(legs, books, strict=True):
            assert abs(told.AvgEntryPrice - Decimal(float(leg.average))) < MILLIONTH
            assert abs(told.TrackedRealizedPnL - Decimal(float(leg.earned))) < MILLIONTH

    def quantity_is_conserved(self, account: str) -> None:
        """What was ordered is filled, works still, or was taken back."""
        listed = models.ListOrdersArgs(BrokerAccountId=account)
        for order in self.ask("ListOrders", listed).Data.Orders:
            assert order.CumQty == self.filled.get(order.OrderId, 0)
            unfilled = order.Qty - order.CumQty
            assert unfilled * order.Qty >= 0, "never more than was ordered, nor the other way"
            assert (order.State is models.OrderState.Filled) == (unfilled == 0)


TestBooksMachine = pytest.mark.filterwarnings("error")(BooksMachine.TestCase)
TestBooksMachine.settings = settings(max_examples=52, stateful_step_count=40, deadline=None)
