"""Execution plans: what to trade to enter a strategy once.

A plan is made by a preparation job and never changes. It may be executed more than once (assumption
`plan.second_execution`): whoever does that is to be caught by the record, not saved by the broker.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from hubproof.contract.mesolive.models import PreparePositionEntryArgs
from hubproof.simulator.world import pricing
from hubproof.simulator.world.facts import PlanMade
from hubproof.simulator.world.refusal import invalid, not_found
from hubproof.simulator.world.setup import StrategySetup
from hubproof.simulator.world.turn import Turn

LEG_GROUP_ID = 1
"""All legs of a plan are one group, traded as one order."""

MULTIPLIER_MAX = 1_000
"""No entry is scaled further: a slip of the keyboard is refused while numbers are still exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecPlan:
    """One plan; `qty` counts units of its leg group, `ratios` the contracts of a leg in a unit."""

    id: int
    strategy: StrategySetup
    broker_account_id: str
    position_name: str
    qty: int
    ratios: Mapping[str, int]
    prices: pricing.Prices
    price: Decimal
    leg_ids: Mapping[str, int]

    def notional(self, qty: int, prices: pricing.Prices) -> Decimal:
        """The money that `qty` units put at risk at these prices of the legs."""
        return pricing.notional(self.ratios, prices, qty, self.strategy.multiplier)

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


class Plans:
    """All plans, by id; money is in `currency`."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._by_id: dict[int, ExecPlan] = {}
        self._leg_ids = count(1)

    def make(
        self, turn: Turn, job_id: str, strategy: StrategySetup, args: PreparePositionEntryArgs
    ) -> ExecPlan:
        """The plan that a job comes to."""
        ratios = pricing.group_ratios(strategy.legs)
        prices = {leg.name: leg.price for leg in strategy.legs}
        plan = ExecPlan(
            id=len(self._by_id) + 1,
            strategy=strategy,
            broker_account_id=args.BrokerAccountId,
            position_name=args.PositionName,
            qty=pricing.group_qty(strategy.legs, strategy.qty),
            ratios=ratios,
            prices=prices,
            price=pricing.group_price(ratios, prices),
            leg_ids={name: next(self._leg_ids) for name in ratios},
        )
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
                leg_group_ids=(LEG_GROUP_ID,),
                notional=plan.notional(plan.qty, plan.prices),
                currency=self._currency,
            )
        )
