"""What a preparation tells the client: the legs chosen, how they are grouped, and what they cost.

Every number here is the plan's own. A client trades by what it reads here, so a figure that
differed from what the world then fills would convict an honest client.
"""

from collections.abc import Mapping
from decimal import Decimal

from hubproof.contract.mesolive.models import (
    ConditionEvaluation,
    LegGroupQtys,
    LiveGreeks,
    LiveLeg,
    PreparePositionEntryResult,
)
from hubproof.simulator.world.plans import LEG_GROUP_ID, ExecPlan
from hubproof.simulator.world.pricing import quote
from hubproof.simulator.world.strategies import Strategies
from hubproof.simulator.world.turn import Turn

_NO_GREEKS = LiveGreeks()
"""Nothing in the world moves with the market, so there is no sensitivity to tell."""


def entry_result(turn: Turn, plan: ExecPlan, strategies: Strategies) -> PreparePositionEntryResult:
    """The plan as the job's result; the quotes are of this instant."""
    names = list(plan.ratios)
    legs = {name: _leg(turn, plan, name, strategies) for name in names}
    group_quote = quote(plan.price, turn.time)
    return PreparePositionEntryResult(
        ExecPlanId=plan.id,
        PositionName=plan.position_name,
        StrategyId=plan.strategy.id,
        StrategyName=plan.strategy.name,
        BrokerAccountId=plan.broker_account_id,
        SelectedLegs=legs,
        LegGroups={LEG_GROUP_ID: names},
        LegGroupQtys={LEG_GROUP_ID: _group_qtys(plan.qty, plan.ratios)},
        AbortConditions=[],
        EntryConditions=[ConditionEvaluation(Condition="entry", IsMet=True)],
        EntryAllowed=True,
        QtyMultiplier=Decimal(1),
        Vars={},
        LegGreeks=dict.fromkeys(names, _NO_GREEKS),
        LegPrices={name: quote(price, turn.time) for name, price in plan.prices.items()},
        LegGroupGreeks={LEG_GROUP_ID: _NO_GREEKS},
        LegGroupPrices={LEG_GROUP_ID: group_quote},
        PositionGreeks=_NO_GREEKS,
        PositionPrice=group_quote,
        UnderlyingPrice=quote(plan.strategy.underlying_price, turn.time),
    )


def _group_qtys(qty: int, ratios: Mapping[str, int]) -> LegGroupQtys:
    legs = {name: Decimal(qty * ratio) for name, ratio in ratios.items()}
    return LegGroupQtys(Qty=Decimal(qty), LegQtys=legs)


def _leg(turn: Turn, plan: ExecPlan, name: str, strategies: Strategies) -> LiveLeg:
    return LiveLeg(
        Id=plan.leg_ids[name],
        Name=name,
        LiveContract=strategies.contract(plan.strategy.id, name),
        LegGroupId=LEG_GROUP_ID,
        CreatedAt=turn.time,
        ClosedAt=None,
        LivePositionId=0,
        AccountId=plan.broker_account_id,
        Underlying=plan.strategy.underlying,
        Qty=Decimal(plan.qty * plan.ratios[name]),
        AvgEntryPrice=plan.prices[name],
        UserSetRealizedPnL=None,
        TrackedRealizedPnL=None,
    )
