"""What a preparation tells the client: the legs chosen, how they are grouped, and what they cost.

Every number here is the plan's own. A client trades by what it reads here, so a figure that
differed from what the world then fills would convict an honest client.
"""

from decimal import Decimal
from functools import partial
from typing import Any

from hubproof.contract.mesolive.models import (
    ConditionEvaluation,
    LegGroupQtys,
    LiveLeg,
    PreparePositionEntryResult,
    PreparePositionExitResult,
)
from hubproof.simulator.market.greeks import combined_greeks
from hubproof.simulator.market.valuation import combined_quote
from hubproof.simulator.world.exec_plans import ExecPlan, LegGroup
from hubproof.simulator.world.positions import Position
from hubproof.simulator.world.pricing import live_greeks, live_prices
from hubproof.simulator.world.turn import Turn


def entry_result(turn: Turn, plan: ExecPlan, *, is_on: bool) -> PreparePositionEntryResult:
    """The plan of an entry as the job's result; its signal `is_on`, or no longer."""
    legs = {
        name: _leg(turn, plan, group, name)
        for group in plan.groups.values()
        for name in group.ratios
    }
    return PreparePositionEntryResult(
        SelectedLegs=legs,
        AbortConditions=[],
        EntryConditions=[ConditionEvaluation(Condition="entry", IsMet=is_on)],
        EntryAllowed=is_on,
        QtyMultiplier=Decimal(1),
        **_what_every_plan_says(turn, plan),
    )


def exit_result(turn: Turn, plan: ExecPlan, position: Position) -> PreparePositionExitResult:
    """The plan of an exit as the job's result; its legs are those that the position holds."""
    return PreparePositionExitResult(
        PositionId=position.id,
        PositionLegs={name: position.legs[name].view() for name in plan.legs},
        **_what_every_plan_says(turn, plan),
    )


def _what_every_plan_says(turn: Turn, plan: ExecPlan) -> dict[str, Any]:
    groups, legs, unit = plan.groups, plan.legs, plan.unit
    whole = combined_quote(unit, {name: leg.quote for name, leg in legs.items()})
    greeks = combined_greeks(unit, {name: leg.greeks for name, leg in legs.items()})
    tell = partial(live_prices, now=turn.now, time=turn.time)
    return {
        "ExecPlanId": plan.id,
        "PositionName": plan.position_name,
        "StrategyId": plan.strategy.id,
        "StrategyName": plan.strategy.name,
        "BrokerAccountId": plan.broker_account_id,
        "LegGroups": {number: list(group.ratios) for number, group in groups.items()},
        "LegGroupQtys": {number: _group_qtys(group) for number, group in groups.items()},
        "Vars": {},
        "LegGreeks": {name: live_greeks(leg.greeks) for name, leg in legs.items()},
        "LegPrices": {name: tell(leg.quote) for name, leg in legs.items()},
        "LegGroupGreeks": {number: live_greeks(one.greeks) for number, one in groups.items()},
        "LegGroupPrices": {number: tell(one.quote) for number, one in groups.items()},
        "PositionGreeks": live_greeks(greeks),
        "PositionPrice": tell(whole),
        "UnderlyingPrice": tell(plan.underlying),
    }


def _group_qtys(group: LegGroup) -> LegGroupQtys:
    legs = {name: Decimal(group.qty * ratio) for name, ratio in group.ratios.items()}
    return LegGroupQtys(Qty=Decimal(group.qty), LegQtys=legs)


def _leg(turn: Turn, plan: ExecPlan, group: LegGroup, name: str) -> LiveLeg:
    return LiveLeg(
        Id=group.legs[name].id,
        Name=name,
        LiveContract=group.legs[name].contract,
        LegGroupId=group.id,
        CreatedAt=turn.time,
        ClosedAt=None,
        LivePositionId=0,
        AccountId=plan.broker_account_id,
        Underlying=plan.strategy.underlying,
        Qty=Decimal(group.qty * group.ratios[name]),
        AvgEntryPrice=group.legs[name].price,
        UserSetRealizedPnL=None,
        TrackedRealizedPnL=None,
    )
