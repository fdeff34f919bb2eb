"""What a preparation tells the client: the legs chosen, how they are grouped, and what they cost.

Every number here is the plan's own. A client trades by what it reads here, so a figure that
differed from what the world then fills would convict an honest client.
"""

from decimal import Decimal
from typing import Any

from hubproof.contract.mesolive.models import (
    ConditionEvaluation,
    LegGroupQtys,
    LiveGreeks,
    LiveLeg,
    PreparePositionEntryResult,
    PreparePositionExitResult,
)
from hubproof.simulator.world.plans import ExecPlan, LegGroup
from hubproof.simulator.world.positions import Position
from hubproof.simulator.world.pricing import quote
from hubproof.simulator.world.strategies import Strategies
from hubproof.simulator.world.turn import Turn

_NO_GREEKS = LiveGreeks()
"""Nothing in the world moves with the market, so there is no sensitivity to tell."""


def entry_result(turn: Turn, plan: ExecPlan, strategies: Strategies) -> PreparePositionEntryResult:
    """The plan of an entry as the job's result; the quotes are of this instant."""
    legs = {
        name: _leg(turn, plan, group, name, strategies)
        for group in plan.groups.values()
        for name in group.ratios
    }
    return PreparePositionEntryResult(
        SelectedLegs=legs,
        AbortConditions=[],
        EntryConditions=[ConditionEvaluation(Condition="entry", IsMet=True)],
        EntryAllowed=True,
        QtyMultiplier=Decimal(1),
        **_what_every_plan_says(turn, plan),
    )


def exit_result(turn: Turn, plan: ExecPlan, position: Position) -> PreparePositionExitResult:
    """The plan of an exit as the job's result; its legs are those that the position holds."""
    return PreparePositionExitResult(
        PositionId=position.id,
        PositionLegs={name: position.legs[name].view() for name in plan.prices},
        **_what_every_plan_says(turn, plan),
    )


def _what_every_plan_says(turn: Turn, plan: ExecPlan) -> dict[str, Any]:
    groups = plan.groups
    return {
        "ExecPlanId": plan.id,
        "PositionName": plan.position_name,
        "StrategyId": plan.strategy.id,
        "StrategyName": plan.strategy.name,
        "BrokerAccountId": plan.broker_account_id,
        "LegGroups": {number: list(group.ratios) for number, group in groups.items()},
        "LegGroupQtys": {number: _group_qtys(group) for number, group in groups.items()},
        "Vars": {},
        "LegGreeks": dict.fromkeys(plan.prices, _NO_GREEKS),
        "LegPrices": {name: quote(price, turn.time) for name, price in plan.prices.items()},
        "LegGroupGreeks": dict.fromkeys(groups, _NO_GREEKS),
        "LegGroupPrices": {
            number: quote(group.price, turn.time) for number, group in groups.items()
        },
        "PositionGreeks": _NO_GREEKS,
        "PositionPrice": quote(plan.price, turn.time),
        "UnderlyingPrice": quote(plan.strategy.underlying_price, turn.time),
    }


def _group_qtys(group: LegGroup) -> LegGroupQtys:
    legs = {name: Decimal(group.qty * ratio) for name, ratio in group.ratios.items()}
    return LegGroupQtys(Qty=Decimal(group.qty), LegQtys=legs)


def _leg(turn: Turn, plan: ExecPlan, group: LegGroup, name: str, strategies: Strategies) -> LiveLeg:
    return LiveLeg(
        Id=plan.leg_ids[name],
        Name=name,
        LiveContract=strategies.contract(plan.strategy.id, name),
        LegGroupId=group.id,
        CreatedAt=turn.time,
        ClosedAt=None,
        LivePositionId=0,
        AccountId=plan.broker_account_id,
        Underlying=plan.strategy.underlying,
        Qty=Decimal(group.qty * group.ratios[name]),
        AvgEntryPrice=plan.prices[name],
        UserSetRealizedPnL=None,
        TrackedRealizedPnL=None,
    )
