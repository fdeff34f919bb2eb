"""Positions: what the fills of a plan have come to hold.

A position follows fills and nothing else: it comes into being with the first fill of its plan, and
a plan that is executed again makes the same position larger.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from hubproof.contract.mesolive.models import (
    LegStatus,
    LegUpdateEvent,
    ListPositionsArgs,
    ListPositionsResult,
    LivePosition,
    LivePositionState,
    PositionStatus,
    PositionUpdateEvent,
)
from hubproof.simulator.world.event_log import EventLog
from hubproof.simulator.world.facts import PositionChanged
from hubproof.simulator.world.paging import Pages
from hubproof.simulator.world.plans import ExecPlan, LegGroup
from hubproof.simulator.world.strategies import Strategies
from hubproof.simulator.world.turn import Turn

_NOTHING = Decimal(0)


@dataclass(slots=True)
class Position:
    """One position; `leg_qtys` are signed contracts by leg name."""

    id: int
    plan: ExecPlan
    created_at: datetime
    leg_qtys: dict[str, int] = field(default_factory=dict)


class Positions:
    """All positions, one for each plan that was ever filled."""

    def __init__(self, strategies: Strategies, log: EventLog, pages: Pages) -> None:
        self._strategies = strategies
        self._log = log
        self._pages = pages
        self._all: list[Position] = []
        self._by_plan: dict[int, Position] = {}

    def take(self, turn: Turn, plan: ExecPlan, group: LegGroup, qty: int) -> Position:
        """Add a fill of `qty` units of one of the plan's leg groups, and publish what changed."""
        position = self._by_plan.get(plan.id)
        if position is None:
            position = self._create(turn, plan)
        for name, ratio in group.ratios.items():
            position.leg_qtys[name] = position.leg_qtys.get(name, 0) + qty * ratio
            self._publish_leg(turn, position, name)
        return position

    def count(self, account_id: str) -> int:
        """Open positions on an account."""
        return sum(position.plan.broker_account_id == account_id for position in self._all)

    def page(self, _turn: Turn, args: ListPositionsArgs) -> ListPositionsResult:
        """ListPositions."""
        strategy, plan, account = args.LiveStrategyId, args.LiveExecPlanId, args.BrokerAccountId
        positions, token = self._pages.cut(
            self._all,
            lambda position: (
                strategy in (None, position.plan.strategy.id)
                and plan in (None, position.plan.id)
                and account in (None, position.plan.broker_account_id)
            ),
            scope=f"ListPositions {strategy} {plan} {account}",
            limit=args.Limit,
            token=args.ContinuationToken,
        )
        views = [_view(position) for position in positions]
        return ListPositionsResult(Positions=views, ContinuationToken=token)

    def leg_qtys(self) -> dict[int, dict[str, int]]:
        """Signed contracts by position id and leg name."""
        return {position.id: dict(position.leg_qtys) for position in self._all}

    def _create(self, turn: Turn, plan: ExecPlan) -> Position:
        position = Position(len(self._all) + 1, plan, turn.time)
        self._all.append(position)
        self._by_plan[plan.id] = position
        turn.note(
            PositionChanged(
                at_us=turn.now,
                position_id=position.id,
                exec_plan_id=plan.id,
                strategy_id=plan.strategy.id,
                broker_account_id=plan.broker_account_id,
                status=PositionStatus.Created.value,
            )
        )
        event = PositionUpdateEvent(
            EventTime=turn.time,
            PositionId=position.id,
            StrategyId=plan.strategy.id,
            StrategyName=plan.strategy.name,
            PositionName=plan.position_name,
            BrokerAccountId=plan.broker_account_id,
            Status=PositionStatus.Created,
            RealizedPnL=_NOTHING,
        )
        self._publish(turn, position, event)
        return position

    def _publish_leg(self, turn: Turn, position: Position, name: str) -> None:
        plan = position.plan
        event = LegUpdateEvent(
            EventTime=turn.time,
            BrokerAccountId=plan.broker_account_id,
            PositionId=position.id,
            PositionName=plan.position_name,
            StrategyId=plan.strategy.id,
            StrategyName=plan.strategy.name,
            LegId=plan.leg_ids[name],
            LegName=name,
            Contract=self._strategies.contract(plan.strategy.id, name),
            Status=LegStatus.Open,
            Qty=Decimal(position.leg_qtys[name]),
            RealizedPnL=_NOTHING,
        )
        self._publish(turn, position, event)

    def _publish(
        self, turn: Turn, position: Position, event: PositionUpdateEvent | LegUpdateEvent
    ) -> None:
        self._log.publish(
            turn,
            event,
            strategy_id=position.plan.strategy.id,
            reference=f"position {position.id}",
        )


def _view(position: Position) -> LivePosition:
    plan = position.plan
    return LivePosition(
        Id=position.id,
        State=LivePositionState.Open,
        CreatedAt=position.created_at,
        ClosedAt=None,
        Name=plan.position_name,
        BrokerAccountId=plan.broker_account_id,
        LiveStrategyId=plan.strategy.id,
        StrategyName=plan.strategy.name,
    )
