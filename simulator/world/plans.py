"""Execution plans: what to trade to enter a strategy once.

A plan is made by a preparation job and never changes. Its legs stand in groups, each traded as one
order. It may be executed more than once (assumption `plan.second_execution`): whoever does that is
to be caught by the record, not saved by the broker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count

from hubproof.contract.mesolive.models import PreparePositionEntryArgs
from hubproof.simulator.world import pricing
from hubproof.simulator.world.facts import PlanMade
from hubproof.simulator.world.refusal import invalid, not_found
from hubproof.simulator.world.setup import LegSetup, StrategySetup
from hubproof.simulator.world.turn import Turn

MULTIPLIER_MAX = 1_000
"""No entry is scaled further: a slip of the keyboard is refused while numbers are still exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegGroup:
    """Legs that are traded as one order.

    `qty` counts units of the group, `ratios` the contracts of a leg in a unit, and `price` is that
    of one unit, in points; one point is worth `multiplier`.
    """

    id: int
    qty: int
    ratios: Mapping[str, int]
    price: Decimal
    multiplier: int

    def notional(self, qty: int, prices: pricing.Prices) -> Decimal:
        """The money that `qty` units put at risk at these prices of the legs."""
        return pricing.notional(self.ratios, prices, qty, self.multiplier)

    def scaled(self, multiplier: Decimal | None) -> int:
        """The units to trade for a caller's QtyMultiplier; None takes the plan's own, which is 1.

        Raises:
            Refused: The multiplier is not above 0, is over its limit or splits a contract.
        """
        if multiplier is None:
            return self.qty
        qty = self.qty * multiplier
        if not 0 < multiplier <= MULTIPLIER_MAX or qty != qty.to_integral_value():
            raise invalid("QtyMultiplier", f"QtyMultiplier {multiplier} leaves no whole quantity.")
        return int(qty)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecPlan:
    """One plan; `prices` and `leg_ids` are by leg name.

    It opens a position, or trades in the one with `position_id`.
    """

    id: int
    strategy: StrategySetup
    broker_account_id: str
    position_name: str
    groups: Mapping[int, LegGroup]
    prices: pricing.Prices
    leg_ids: Mapping[str, int]
    position_id: int | None = None

    @property
    def notional(self) -> Decimal:
        """The money that executing it once, as a whole, puts at risk at its own prices."""
        groups = self.groups.values()
        return sum((one.notional(one.qty, self.prices) for one in groups), Decimal(0))

    @property
    def price(self) -> Decimal:
        """What one unit of the strategy costs, in points: plus is paid, minus is received."""
        per_unit = (one.price * (one.qty // self.strategy.qty) for one in self.groups.values())
        return sum(per_unit, Decimal(0))

    def scaled(self, group: LegGroup, multiplier: Decimal | None) -> int:
        """The units of a group to trade for a caller's QtyMultiplier.

        Raises:
            Refused: The multiplier leaves no whole quantity, or the plan is for a position, whose
                quantities are its own (assumption `plan.multiplier_is_for_entries`).
        """
        if multiplier is not None and self.position_id is not None:
            message = "What a position holds sets the quantities: leave QtyMultiplier null."
            raise invalid("QtyMultiplier", message)
        return group.scaled(multiplier)


class Plans:
    """All plans, by id; money is in `currency`."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._by_id: dict[int, ExecPlan] = {}
        self._leg_ids = count(1)

    def enter(
        self, turn: Turn, job_id: str, strategy: StrategySetup, args: PreparePositionEntryArgs
    ) -> ExecPlan:
        """The plan of an entry that a job comes to."""
        return self._make(
            turn,
            job_id,
            ExecPlan(
                id=len(self._by_id) + 1,
                strategy=strategy,
                broker_account_id=args.BrokerAccountId,
                position_name=args.PositionName,
                groups=entry_groups(strategy),
                prices={leg.name: leg.price for leg in strategy.legs},
                leg_ids={leg.name: next(self._leg_ids) for leg in strategy.legs},
            ),
        )

    def leave(
        self, turn: Turn, job_id: str, entry: ExecPlan, *, position_id: int, held: Mapping[str, int]
    ) -> ExecPlan:
        """The plan that closes a position; `held` is what that has of each leg of its entry."""
        groups = {}
        for group in entry.groups.values():
            if qty := -units_held(group, held):
                groups[group.id] = replace(group, qty=qty)
        legs = [name for group in groups.values() for name in group.ratios]
        return self._make(
            turn,
            job_id,
            replace(
                entry,
                id=len(self._by_id) + 1,
                groups=groups,
                prices={name: entry.prices[name] for name in legs},
                leg_ids={name: entry.leg_ids[name] for name in legs},
                position_id=position_id,
            ),
        )

    def _make(self, turn: Turn, job_id: str, plan: ExecPlan) -> ExecPlan:
        self._by_id[plan.id] = plan
        self._note(turn, job_id, plan)
        return plan

    def of_account(self, plan_id: int, account_id: str) -> ExecPlan:
        """The plan to execute on an account.

        Raises:
            Refused: There is no such plan, or it was prepared for another account.
        """
        plan = self._by_id.get(plan_id)
        if plan is None:
            raise not_found("execution plan", plan_id)
        if plan.broker_account_id != account_id:
            raise invalid("ExecPlanId", f"Plan {plan_id} was not prepared for {account_id}.")
        return plan

    def ids(self) -> list[int]:
        """The ids of all plans, oldest first."""
        return list(self._by_id)

    def _note(self, turn: Turn, job_id: str, plan: ExecPlan) -> None:
        turn.note(
            PlanMade(
                at_us=turn.now,
                exec_plan_id=plan.id,
                job_id=job_id,
                strategy_id=plan.strategy.id,
                broker_account_id=plan.broker_account_id,
                leg_group_ids=tuple(plan.groups),
                notional=plan.notional,
                currency=self._currency,
            )
        )


def units_held(group: LegGroup, held: Mapping[str, int]) -> int:
    """How many units of a group a position has; legs of one group are traded together."""
    name, ratio = next(iter(group.ratios.items()))
    return held.get(name, 0) // ratio


def entry_groups(strategy: StrategySetup) -> dict[int, LegGroup]:
    """The leg groups of one entry, by id."""
    members: dict[int, list[LegSetup]] = {}
    for leg in strategy.legs:
        members.setdefault(leg.group, []).append(leg)
    groups = {}
    for number, legs in sorted(members.items()):
        ratios = pricing.group_ratios(legs)
        groups[number] = LegGroup(
            id=number,
            qty=pricing.group_qty(legs, strategy.qty),
            ratios=ratios,
            price=pricing.group_price(ratios, {leg.name: leg.price for leg in legs}),
            multiplier=strategy.multiplier,
        )
    return groups
