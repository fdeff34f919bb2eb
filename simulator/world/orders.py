"""The order book: every order, what it asked for and what of it was filled.

An order never fills beyond its quantity and never leaves a final state, whatever its execution
does. All fills pass through here, so that the order, the position, the facts and the events tell
one story.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from hubproof.contract.mesolive.models import (
    GetOrderArgs,
    LegGroupOrder,
    ListOrdersArgs,
    ListOrdersResult,
    Order,
    OrderRejectionInfo,
    OrderState,
    OrderUpdateEvent,
)
from hubproof.contract.mesolive.wiremodel import NEVER
from hubproof.simulator.market.ledger import told
from hubproof.simulator.market.quote import Quote
from hubproof.simulator.world.event_log import EventLog
from hubproof.simulator.world.exchange import Exchange
from hubproof.simulator.world.exec_plans import ExecPlan, LegGroup
from hubproof.simulator.world.facts import Filled, OrderChanged
from hubproof.simulator.world.paging import Pages
from hubproof.simulator.world.positions import Position, Positions
from hubproof.simulator.world.pricing import Prices, group_price, is_away
from hubproof.simulator.world.refusal import not_found
from hubproof.simulator.world.turn import Turn

REJECTION = OrderRejectionInfo(Code="InsufficientFunds", Reason="The account lacks the margin.")
"""Why the broker rejects the orders that it rejects."""

FINAL_STATES = (OrderState.Filled, OrderState.Cancelled, OrderState.Rejected)


@dataclass(slots=True, kw_only=True)
class BookedOrder:
    """One order for one leg group of a plan; `qty` and `filled` are signed units of that.

    `notional` is the money that all of it puts at risk at the plan's prices; `quote` is what its
    group was quoted at when it was accepted. Without a `key` it was given by hand.
    """

    id: int
    plan: ExecPlan
    group: LegGroup
    key: str | None
    qty: int
    terms: LegGroupOrder
    notional: Decimal
    quote: Quote
    created_at: datetime
    updated_at: datetime
    state: OrderState = OrderState.Working
    filled: int = 0
    filled_at: datetime = NEVER
    paid: Decimal = Decimal(0)
    last_price: Decimal | None = None

    @property
    def is_open(self) -> bool:
        """Whether it may still be filled."""
        return self.state not in FINAL_STATES

    @property
    def is_away(self) -> bool:
        """Whether its limit or stop lies beyond the quote of its plan, and of its acceptance.

        Who prices an order by either may wait in vain because the market has gone away.
        """
        terms = self.terms
        return all(
            is_away(
                terms.OrderType,
                buying=self.qty > 0,
                quote=quote,
                limit=terms.LimitPrice,
                stop=terms.StopPrice,
            )
            for quote in (self.group.quote, self.quote)
        )

    @property
    def average_price(self) -> Decimal | None:
        """Points per unit over all fills, as they are told; None before the first."""
        return told(Fraction(self.paid) / self.filled) if self.filled else None


class Orders:
    """All orders, oldest first; ids count from 1."""

    def __init__(
        self, positions: Positions, log: EventLog, pages: Pages, exchange: Exchange
    ) -> None:
        self._exchange = exchange
        self._positions = positions
        self._log = log
        self._pages = pages
        self._all: list[BookedOrder] = []

    def accept(  # noqa: PLR0913  # what makes an order, each by its name
        self,
        turn: Turn,
        plan: ExecPlan,
        group: LegGroup,
        *,
        key: str | None,
        qty: int,
        terms: LegGroupOrder,
    ) -> BookedOrder:
        """A new working order; nobody is told of it yet."""
        order = BookedOrder(
            id=len(self._all) + 1,
            plan=plan,
            group=group,
            key=key,
            qty=qty,
            terms=terms,
            notional=group.notional(qty, plan.prices),
            quote=self._exchange.quote(group.units, turn.now),
            created_at=turn.time,
            updated_at=turn.time,
        )
        self._all.append(order)
        _note(turn, order)
        return order

    def fill(self, turn: Turn, order: BookedOrder, qty: int, prices: Prices) -> Position:
        """Fill `qty` more units of a working order at these prices of its legs, and tell."""
        assert order.is_open, f"order {order.id} is {order.state}"
        assert 0 < abs(order.filled + qty) <= abs(order.qty), f"order {order.id} is overfilled"
        price = group_price(order.group.ratios, prices)
        order.filled += qty
        order.paid += price * qty
        order.last_price = price
        order.updated_at = turn.time
        order.state = OrderState.PartiallyFilled
        if order.filled == order.qty:
            order.state, order.filled_at = OrderState.Filled, turn.time
            self._exchange.remove(order.id)
        notional = order.group.notional(qty, prices)
        turn.note(_filled(turn, order, qty, price=price, notional=notional))
        _note(turn, order)
        self.publish(turn, order, fill_price=price)
        return self._positions.take(turn, order.plan, order.group, qty, prices)

    def cancel(self, turn: Turn, order: BookedOrder) -> None:
        """End a working order with what it has, and tell."""
        assert order.is_open, f"order {order.id} is {order.state}"
        order.state = OrderState.Cancelled
        order.updated_at = turn.time
        self._exchange.remove(order.id)
        _note(turn, order)
        self.publish(turn, order)

    def reject(self, turn: Turn, order: BookedOrder) -> None:
        """The broker does not want an order that it had taken on: end it, and tell why."""
        assert order.is_open, f"order {order.id} is {order.state}"
        order.state = OrderState.Rejected
        order.updated_at = turn.time
        _note(turn, order)
        self.publish(turn, order)

    def publish(self, turn: Turn, order: BookedOrder, *, fill_price: Decimal | None = None) -> None:
        """Tell the order's state."""
        event = OrderUpdateEvent(
            EventTime=turn.time,
            OrderId=order.id,
            BrokerAccountId=order.plan.broker_account_id,
            ExecPlanId=order.plan.id,
            LegGroupId=order.group.id,
            StrategyId=order.plan.strategy.id,
            StrategyName=order.plan.strategy.name,
            State=order.state,
            FilledQty=Decimal(order.filled),
            RemainingQty=Decimal(order.qty - order.filled),
            FillPrice=fill_price,
            AvgFillPrice=order.average_price,
            Rejection=REJECTION if order.state is OrderState.Rejected else None,
        )
        strategy_id = order.plan.strategy.id
        self._log.publish(turn, event, strategy_id=strategy_id, reference=f"order {order.id}")

    def named(self, order_id: int) -> BookedOrder:
        """The order with this id.

        Raises:
            Refused: There is none.
        """
        if not 1 <= order_id <= len(self._all):
            raise not_found("order", order_id)
        return self._all[order_id - 1]

    def read(self, _turn: Turn, args: GetOrderArgs) -> Order:
        """GetOrder."""
        return _view(self.named(args.OrderId))

    def page(self, _turn: Turn, args: ListOrdersArgs) -> ListOrdersResult:
        """ListOrders."""
        plan, account = args.LiveExecPlanId, args.BrokerAccountId
        orders, token = self._pages.cut(
            self._all,
            _filter(plan, account),
            scope=f"ListOrders {plan} {account}",
            limit=args.Limit,
            token=args.ContinuationToken,
        )
        views = [_view(order) for order in orders]
        return ListOrdersResult(Orders=views, ContinuationToken=token)

    def states(self) -> dict[int, str]:
        """Every order and its state, oldest first."""
        return {order.id: order.state.value for order in self._all}


def _filter(plan: int | None, account: str | None) -> Callable[[BookedOrder], bool]:
    return lambda order: (
        plan in (None, order.plan.id) and account in (None, order.plan.broker_account_id)
    )


def _filled(
    turn: Turn, order: BookedOrder, qty: int, *, price: Decimal, notional: Decimal
) -> Filled:
    return Filled(
        at_us=turn.now,
        order_id=order.id,
        exec_plan_id=order.plan.id,
        leg_group_id=order.group.id,
        broker_account_id=order.plan.broker_account_id,
        key=order.key,
        qty=Decimal(qty),
        price=price,
        notional=notional,
    )


def _note(turn: Turn, order: BookedOrder) -> None:
    turn.note(
        OrderChanged(
            at_us=turn.now,
            order_id=order.id,
            exec_plan_id=order.plan.id,
            leg_group_id=order.group.id,
            broker_account_id=order.plan.broker_account_id,
            key=order.key,
            state=order.state.value,
            qty=Decimal(order.qty),
            filled_qty=Decimal(order.filled),
            notional=order.notional,
            is_away=order.is_away,
        )
    )


def _view(order: BookedOrder) -> Order:
    return Order(
        OrderId=order.id,
        CreatedAt=order.created_at,
        FilledAt=order.filled_at,
        ExecPlanId=order.plan.id,
        BrokerAccountId=order.plan.broker_account_id,
        LegGroupId=order.group.id,
        State=order.state,
        Side="B" if order.qty > 0 else "S",
        Qty=Decimal(order.qty),
        CumQty=Decimal(order.filled),
        AvgFillPrice=order.average_price,
        LastFillPrice=order.last_price,
        LimitPrice=order.terms.LimitPrice,
        StopPrice=order.terms.StopPrice,
        OrderType=order.terms.OrderType,
        TimeInForce=order.terms.TimeInForce,
        LastUpdated=order.updated_at,
    )
