"""SendOrder: one leg group of a plan, as an order at a live broker.

The call waits while the broker decides; meanwhile its record is Processing. From then on the order
meets the market by itself, until it is over. It happens exactly as asked, a second time too if it
is asked under a second key.
"""

from decimal import Decimal
from functools import partial

from hubproof.contract.mesolive.models import (
    IdempotencyOperation,
    LegGroupOrder,
    SendOrderArgs,
    SendOrderResult,
)
from hubproof.simulator.market.working import LIMIT_TYPES, STOP_TYPES
from hubproof.simulator.world.desk import Desk
from hubproof.simulator.world.exec_plans import PRICE_MAX, ExecPlan, LegGroup
from hubproof.simulator.world.execution import Execution
from hubproof.simulator.world.idempotency import Record
from hubproof.simulator.world.orders import BookedOrder, Orders
from hubproof.simulator.world.refusal import invalid
from hubproof.simulator.world.turn import Turn


class Sending:
    """Takes SendOrder calls and sees their orders through."""

    def __init__(self, desk: Desk, orders: Orders, execution: Execution) -> None:
        self._desk = desk
        self._orders = orders
        self._execution = execution

    def send(self, turn: Turn, args: SendOrderArgs) -> None:
        """SendOrder: answers when the broker has accepted the order.

        Raises:
            Refused: The key is used, or the order cannot be one of this plan on this account.
        """
        desk = self._desk
        claim = desk.records.claim(IdempotencyOperation.SendOrder, args)
        account = desk.accounts.require(args.BrokerAccountId, paper=False)
        plan = desk.plans.of_account(args.ExecPlanId, args.BrokerAccountId)
        group = _group(plan, args)
        qty = plan.scaled(group, args.QtyMultiplier)
        replaced = self._replaced(args)
        if replaced is not None and args.QtyMultiplier is not None:
            message = "The new order is for what the old one has left: leave QtyMultiplier null."
            raise invalid("QtyMultiplier", message)
        desk.agents.require(account)
        record = desk.records.open(turn, claim, exec_plan_id=plan.id)
        accept = partial(
            self._accept,
            record=record,
            target=(plan, group),
            order=(qty, args.LegGroupOrder),
            old=replaced,
        )
        desk.fates.after(turn, desk.delays.order_us(), accept)

    def _replaced(self, args: SendOrderArgs) -> BookedOrder | None:
        if args.ReplacesOrder is None:
            return None
        old = self._orders.named(args.ReplacesOrder)
        is_same = (old.plan.id, old.group.id) == (args.ExecPlanId, args.LegGroupId)
        if not is_same or not old.is_open:
            message = f"Order {old.id} is {old.state}, for group {old.group.id} of plan "
            message += f"{old.plan.id}."
            raise invalid("ReplacesOrder", message)
        return old

    def _accept(
        self,
        turn: Turn,
        *,
        record: Record,
        target: tuple[ExecPlan, LegGroup],
        order: tuple[int, LegGroupOrder],
        old: BookedOrder | None,
    ) -> None:
        qty, terms = order
        if old is not None:
            if not old.is_open:
                error = f"Order {old.id} was {old.state} before it could be replaced."
                broker = self._desk.accounts.named(target[0].broker_account_id).broker
                self._desk.records.fail(turn, record, error, provider=broker.value)
                return
            qty = old.qty - old.filled
            self._orders.cancel(turn, old)
        booked = self._orders.accept(turn, *target, key=record.claim.key, qty=qty, terms=terms)
        self._desk.records.complete(turn, record, order_ids=(booked.id,))
        self._desk.records.answer(turn, record, SendOrderResult(LiveOrderId=booked.id))
        if self._desk.fates.is_doomed(record.ticket):
            self._orders.reject(turn, booked)
            return
        self._orders.publish(turn, booked)
        self._execution.begin(turn, booked, rest_us=self._desk.fates.rest_us(record.ticket))


def _group(plan: ExecPlan, args: SendOrderArgs) -> LegGroup:
    group = plan.groups.get(args.LegGroupId)
    if group is None:
        raise invalid("LegGroupId", f"Plan {plan.id} has no leg group {args.LegGroupId}.")
    terms = args.LegGroupOrder
    if sorted(terms.LegNames) != sorted(group.ratios):
        legs = ", ".join(group.ratios)
        raise invalid("LegGroupOrder.LegNames", f"The legs of this group are {legs}.")
    _check_price("LimitPrice", terms.LimitPrice, terms, is_needed=terms.OrderType in LIMIT_TYPES)
    _check_price("StopPrice", terms.StopPrice, terms, is_needed=terms.OrderType in STOP_TYPES)
    return group


def _check_price(
    name: str, price: Decimal | None, terms: LegGroupOrder, *, is_needed: bool
) -> None:
    path = f"LegGroupOrder.{name}"
    if price is None:
        if is_needed:
            raise invalid(path, f"A {terms.OrderType} order needs a {name}.")
        return
    # A combination may bring money in, so that what is paid for it is below nought.
    low = -PRICE_MAX if len(terms.LegNames) > 1 else 0
    if not low <= price <= PRICE_MAX:
        raise invalid(path, f"Nothing trades at {price:g}: give {low} to {PRICE_MAX} points.")
