"""Positions: what the fills of plans have come to hold.

A position follows fills and nothing else: it comes into being with the first fill of an entry's
plan and is closed by the fill that leaves nothing of any leg. A plan that is executed again trades
again: an entry makes its position larger, an exit turns it round. Its variables alone may change
without a fill.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from hubproof.contract.mesolive.models import (
    LegUpdateEvent,
    ListPositionsArgs,
    ListPositionsResult,
    LivePosition,
    LivePositionState,
    PositionStatus,
    PositionUpdateEvent,
)
from hubproof.simulator.world.event_log import EventLog
from hubproof.simulator.world.exec_plans import ExecPlan, LegGroup
from hubproof.simulator.world.facts import PositionChanged
from hubproof.simulator.world.funds import Fill, Funds
from hubproof.simulator.world.leg_index import LegIndex
from hubproof.simulator.world.legs import Leg
from hubproof.simulator.world.paging import Pages
from hubproof.simulator.world.position_index import PositionIndex
from hubproof.simulator.world.pricing import Prices
from hubproof.simulator.world.refusal import not_found
from hubproof.simulator.world.turn import Turn


@dataclass(slots=True)
class Position:
    """One position, the plan that opened it, and its variables by name."""

    id: int
    plan: ExecPlan
    created_at: datetime
    variables: Mapping[str, Decimal]
    legs: dict[str, Leg] = field(default_factory=dict)
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it holds anything."""
        return self.closed_at is None

    @property
    def held(self) -> dict[str, int]:
        """Signed contracts by leg name."""
        return {name: leg.qty for name, leg in self.legs.items()}

    @property
    def realized(self) -> Decimal:
        """The money that its closed contracts have earned."""
        return sum((leg.realized for leg in self.legs.values()), Decimal(0))

    def view(self) -> LivePosition:
        """The position as it is listed."""
        plan = self.plan
        return LivePosition(
            Id=self.id,
            State=LivePositionState.Open if self.is_open else LivePositionState.Closed,
            CreatedAt=self.created_at,
            ClosedAt=self.closed_at,
            Name=plan.position_name,
            BrokerAccountId=plan.broker_account_id,
            LiveStrategyId=plan.strategy.id,
            StrategyName=plan.strategy.name,
        )


class Positions:
    """All positions, one for each entry plan that was ever filled; ids count from 1.

    `on_closed` hears of every position that was closed.
    """

    def __init__(self, log: EventLog, pages: Pages, funds: Funds) -> None:
        self._funds = funds
        self._log = log
        self._pages = pages
        self._all: list[Position] = []
        self._index: PositionIndex[Position] = PositionIndex()
        self._by_plan: dict[int, Position] = {}
        self._legs = LegIndex()
        self.on_closed: Callable[[Turn, Position], None] | None = None

    def take(
        self, turn: Turn, plan: ExecPlan, group: LegGroup, qty: int, prices: Prices
    ) -> Position:
        """Add a fill of `qty` units of one of the plan's leg groups, and publish what changed."""
        position = self._of(plan)
        is_new = position is None
        if position is None:
            position = self._create(turn, plan)
        was_open, realized = position.is_open, position.realized
        for name, ratio in group.ratios.items():
            leg = self._leg(turn, position, group, name)
            self._trade(turn, leg, qty * ratio, prices[name])
            self._publish_leg(turn, position, leg)
        if plan.adjustment is not None:
            position.variables = {**position.variables, **plan.adjustment.variables}
        if not any(position.held.values()):
            position.closed_at = turn.time
            self._publish_change(turn, position, PositionStatus.Closed)
        elif plan.adjustment is not None or not was_open:
            position.closed_at = None
            self._publish_change(turn, position, PositionStatus.Adjusted)
        elif not is_new and position.realized != realized:
            self._publish_change(turn, position, PositionStatus.RealizedPnLChanged)
        return position

    def close(self, turn: Turn, position: Position, prices: Prices) -> None:
        """Close all that an open position holds, each leg at its price, and publish what changed.

        No order says how.
        """
        assert position.is_open, f"position {position.id} is closed"
        for name, leg in position.legs.items():
            if leg.qty:
                self._trade(turn, leg, -leg.qty, prices[name])
                self._publish_leg(turn, position, leg)
        position.closed_at = turn.time
        self._publish_change(turn, position, PositionStatus.Closed)

    def is_open(self, position_id: int) -> bool:
        """Whether there is such a position, and it is open."""
        position = self.get(position_id)
        return position is not None and position.is_open

    def newest_open(self, strategy_id: int, account_id: str) -> int | None:
        """The id of the youngest open position of (strategy, account); None without one."""
        place = (strategy_id, account_id)
        for one in reversed(self._all):
            if one.is_open and (one.plan.strategy.id, one.plan.broker_account_id) == place:
                return one.id
        return None

    def set_variables(
        self, turn: Turn, position: Position, variables: Mapping[str, Decimal]
    ) -> None:
        """Set variables of a position, and publish that it is adjusted."""
        position.variables = {**position.variables, **variables}
        self._publish_change(turn, position, PositionStatus.Adjusted)

    def count(self, account_id: str) -> int:
        """Open positions on an account."""
        return sum(one.is_open for one in self._index.among(account=account_id))

    def named(self, position_id: int) -> Position:
        """The position with this id.

        Raises:
            Refused: There is none.
        """
        position = self.get(position_id)
        if position is None:
            raise not_found("position", position_id)
        return position

    def get(self, position_id: int) -> Position | None:
        """The position with this id, if there is one."""
        return self._all[position_id - 1] if 1 <= position_id <= len(self._all) else None

    def open(self) -> list[Position]:
        """The positions that hold anything, oldest first."""
        return [position for position in self._all if position.is_open]

    @property
    def legs(self) -> LegIndex:
        """Every leg of every position, in the order in which they were first filled."""
        return self._legs

    def page(self, _turn: Turn, args: ListPositionsArgs) -> ListPositionsResult:
        """ListPositions."""
        strategy, plan, account = args.LiveStrategyId, args.LiveExecPlanId, args.BrokerAccountId
        positions, token = self._pages.cut(
            self._index.among(strategy=strategy, plan=plan, account=account),
            lambda position: (
                strategy in (None, position.plan.strategy.id)
                and plan in (None, position.plan.id)
                and account in (None, position.plan.broker_account_id)
            ),
            scope=f"ListPositions {strategy} {plan} {account}",
            limit=args.Limit,
            token=args.ContinuationToken,
        )
        views = [position.view() for position in positions]
        return ListPositionsResult(Positions=views, ContinuationToken=token)

    def leg_qtys(self) -> dict[int, dict[str, int]]:
        """Signed contracts by position id and leg name."""
        return {position.id: position.held for position in self._all}

    def _trade(self, turn: Turn, leg: Leg, qty: int, price: Decimal) -> None:
        commission = self._funds.commission(leg.account_id, leg.contract, qty)
        leg.take(qty, price, turn.time, commission=commission)
        self._funds.take(leg.account_id, Fill(contract=leg.contract, qty=qty, price=price))

    def _of(self, plan: ExecPlan) -> Position | None:
        if plan.position_id is not None:
            return self.named(plan.position_id)
        return self._by_plan.get(plan.id)

    def _create(self, turn: Turn, plan: ExecPlan) -> Position:
        position = Position(len(self._all) + 1, plan, turn.time, plan.strategy.variables)
        self._all.append(position)
        self._index.add(
            position,
            strategy=plan.strategy.id,
            plan=plan.id,
            account=plan.broker_account_id,
        )
        self._by_plan[plan.id] = position
        self._publish_change(turn, position, PositionStatus.Created)
        return position

    def _leg(self, turn: Turn, position: Position, group: LegGroup, name: str) -> Leg:
        leg = position.legs.get(name)
        if leg is None:
            plan = position.plan
            leg = position.legs[name] = Leg(
                id=group.legs[name].id,
                name=name,
                group_id=group.id,
                position_id=position.id,
                account_id=plan.broker_account_id,
                contract=group.legs[name].contract,
                underlying=plan.strategy.underlying,
                multiplier=plan.strategy.multiplier,
                created_at=turn.time,
            )
            self._legs.add(leg)
        return leg

    def _publish_change(self, turn: Turn, position: Position, status: PositionStatus) -> None:
        plan = position.plan
        turn.note(
            PositionChanged(
                at_us=turn.now,
                position_id=position.id,
                exec_plan_id=plan.id,
                strategy_id=plan.strategy.id,
                broker_account_id=plan.broker_account_id,
                status=status.value,
            )
        )
        event = PositionUpdateEvent(
            EventTime=turn.time,
            PositionId=position.id,
            StrategyId=plan.strategy.id,
            StrategyName=plan.strategy.name,
            PositionName=plan.position_name,
            BrokerAccountId=plan.broker_account_id,
            Status=status,
            RealizedPnL=position.realized,
        )
        self._publish(turn, position, event)
        if status is PositionStatus.Closed and self.on_closed is not None:
            self.on_closed(turn, position)

    def _publish_leg(self, turn: Turn, position: Position, leg: Leg) -> None:
        plan = position.plan
        event = LegUpdateEvent(
            EventTime=turn.time,
            BrokerAccountId=plan.broker_account_id,
            PositionId=position.id,
            PositionName=plan.position_name,
            StrategyId=plan.strategy.id,
            StrategyName=plan.strategy.name,
            LegId=leg.id,
            LegName=leg.name,
            Contract=leg.contract,
            Status=leg.status,
            Qty=Decimal(leg.qty),
            RealizedPnL=leg.realized,
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
