"""What a preparation tells the client: the legs chosen, how they are grouped, and what they cost.

Every number here is the plan's own. A client trades by what it reads here, so a figure that
differed from what the world then fills would convict an honest client.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from msgspec import structs

from hubproof.contract.mesolive.models import (
    ConditionEvaluation,
    LegGroupQtys,
    LiveLeg,
    PreparePositionAdjustmentResult,
    PreparePositionEntryResult,
    PreparePositionExitResult,
)
from hubproof.simulator.market.greeks import Greeks, combined_greeks
from hubproof.simulator.market.quote import Quote
from hubproof.simulator.market.valuation import combined_quote
from hubproof.simulator.world.exec_plans import ExecPlan, LegGroup
from hubproof.simulator.world.positions import Position
from hubproof.simulator.world.pricing import live_greeks, live_prices
from hubproof.simulator.world.turn import Turn

Whole = tuple[Quote, Greeks]
"""What the legs come to together, and how that answers to their underlying."""


def entry_result(turn: Turn, plan: ExecPlan, *, is_on: bool) -> PreparePositionEntryResult:
    """The plan of an entry as the job's result; its signal `is_on`, or no longer."""
    return PreparePositionEntryResult(
        SelectedLegs=_legs(turn, plan),
        AbortConditions=[],
        EntryConditions=[ConditionEvaluation(Condition="entry", IsMet=is_on)],
        EntryAllowed=is_on,
        QtyMultiplier=Decimal(1),
        **_what_every_plan_says(turn, plan, _unit(plan), plan.strategy.variables),
    )


def exit_result(turn: Turn, plan: ExecPlan, position: Position) -> PreparePositionExitResult:
    """The plan of an exit as the job's result; its legs are those that the position holds."""
    return PreparePositionExitResult(
        PositionId=position.id,
        PositionLegs={name: position.legs[name].view() for name in plan.legs},
        **_what_every_plan_says(turn, plan, _unit(plan), position.variables),
    )


def adjustment_result(
    turn: Turn, plan: ExecPlan, position: Position, *, standing: Whole, is_on: bool
) -> PreparePositionAdjustmentResult:
    """The plan of an adjustment as the job's result; its signal `is_on`, or is not.

    The figures of the whole are those of the position as it is `standing` before anything is
    traded, its variables those that it comes to, and its legs those that are traded, each with the
    contracts that are.
    """
    adjustment = plan.adjustment
    assert adjustment is not None, "the plan of an adjustment says which"
    known = {name: leg.view() for name, leg in position.legs.items()}
    legs = {
        name: structs.replace(known.get(name, leg), Qty=leg.Qty)
        for name, leg in _legs(turn, plan).items()
    }
    return PreparePositionAdjustmentResult(
        Operation=adjustment.operation,
        Condition=adjustment.condition,
        PositionId=position.id,
        OrderLegs=legs,
        QtyMultiplier=None,
        AbortConditions=[],
        AdjustmentAllowed=is_on,
        **_what_every_plan_says(
            turn, plan, standing, {**position.variables, **adjustment.variables}
        ),
    )


def _unit(plan: ExecPlan) -> Whole:
    """One unit of all that a plan trades."""
    legs, unit = plan.legs, plan.unit
    return (
        combined_quote(unit, {name: leg.quote for name, leg in legs.items()}),
        combined_greeks(unit, {name: leg.greeks for name, leg in legs.items()}),
    )


def _what_every_plan_says(
    turn: Turn, plan: ExecPlan, whole: Whole, variables: Mapping[str, Decimal]
) -> dict[str, Any]:
    groups, legs = plan.groups, plan.legs
    quote, greeks = whole
    tell = partial(live_prices, now=turn.now, time=turn.time)
    return {
        "ExecPlanId": plan.id,
        "PositionName": plan.position_name,
        "StrategyId": plan.strategy.id,
        "StrategyName": plan.strategy.name,
        "BrokerAccountId": plan.broker_account_id,
        "LegGroups": {number: list(group.ratios) for number, group in groups.items()},
        "LegGroupQtys": {number: _group_qtys(group) for number, group in groups.items()},
        "Vars": dict(variables),
        "LegGreeks": {name: live_greeks(leg.greeks) for name, leg in legs.items()},
        "LegPrices": {name: tell(leg.quote) for name, leg in legs.items()},
        "LegGroupGreeks": {number: live_greeks(one.greeks) for number, one in groups.items()},
        "LegGroupPrices": {number: tell(one.quote) for number, one in groups.items()},
        "PositionGreeks": live_greeks(greeks),
        "PositionPrice": tell(quote),
        "UnderlyingPrice": tell(plan.underlying),
    }


def _group_qtys(group: LegGroup) -> LegGroupQtys:
    legs = {name: Decimal(group.qty * ratio) for name, ratio in group.ratios.items()}
    return LegGroupQtys(Qty=Decimal(group.qty), LegQtys=legs)


def _legs(turn: Turn, plan: ExecPlan) -> dict[str, LiveLeg]:
    return {
        name: _leg(turn, plan, group, name)
        for group in plan.groups.values()
        for name in group.ratios
    }


def _leg(turn: Turn, plan: ExecPlan, group: LegGroup, name: str) -> LiveLeg:
    return LiveLeg(
        Id=group.legs[name].id,
        Name=name,
        LiveContract=group.legs[name].contract,
        LegGroupId=group.id,
        CreatedAt=turn.time,
        ClosedAt=None,
        LivePositionId=plan.position_id or 0,
        AccountId=plan.broker_account_id,
        Underlying=plan.strategy.underlying,
        Qty=Decimal(group.qty * group.ratios[name]),
        AvgEntryPrice=group.legs[name].price,
        UserSetRealizedPnL=None,
        TrackedRealizedPnL=None,
    )
