"""ApplyPaperFills: a plan executed on a paper account, at prices the caller names.

A paper account has no matching engine: all legs of all groups fill at once and completely. Like an
order it happens once for each key, and again under another.
"""

from decimal import Decimal
from functools import partial

from hubproof.contract.mesolive.models import (
    ApplyPaperFillsArgs,
    ApplyPaperFillsResult,
    IdempotencyOperation,
    LegGroupOrder,
    OrderType,
)
from hubproof.simulator.world.desk import Desk
from hubproof.simulator.world.exec_plans import PRICE_MAX, ExecPlan
from hubproof.simulator.world.idempotency import Record
from hubproof.simulator.world.orders import Orders
from hubproof.simulator.world.pricing import Prices
from hubproof.simulator.world.refusal import invalid
from hubproof.simulator.world.turn import Turn


class PaperFills:
    """Takes ApplyPaperFills calls and books them."""

    def __init__(self, desk: Desk, orders: Orders) -> None:
        self._desk = desk
        self._orders = orders

    def apply(self, turn: Turn, args: ApplyPaperFillsArgs) -> None:
        """ApplyPaperFills: answers when the fills are booked.

        Raises:
            Refused: The key is used, or these fills cannot be those of this plan and account.
        """
        desk = self._desk
        claim = desk.records.claim(IdempotencyOperation.ApplyPaperFills, args)
        desk.accounts.require(args.BrokerAccountId, paper=True)
        plan = desk.plans.of_account(args.ExecPlanId, args.BrokerAccountId)
        if not plan.groups:
            raise invalid("ExecPlanId", f"Plan {plan.id} trades nothing: there is nothing to fill.")
        qtys = {group.id: plan.scaled(group, args.QtyMultiplier) for group in plan.groups.values()}
        prices = _prices(plan, args)
        record = desk.records.open(turn, claim, exec_plan_id=plan.id)
        book = partial(self._book, record=record, plan=plan, qtys=qtys, prices=prices)
        desk.fates.after(turn, desk.delays.paper_us(), book)

    def _book(
        self, turn: Turn, *, record: Record, plan: ExecPlan, qtys: dict[int, int], prices: Prices
    ) -> None:
        position_id, order_ids = None, []
        for number, group in plan.groups.items():
            qty = qtys[number]
            terms = LegGroupOrder(OrderType=OrderType.Market, LegNames=list(group.ratios))
            order = self._orders.accept(
                turn, plan, group, key=record.claim.key, qty=qty, terms=terms
            )
            position_id = self._orders.fill(turn, order, qty, prices).id
            order_ids.append(order.id)
        self._desk.records.complete(turn, record, order_ids=tuple(order_ids))
        result = ApplyPaperFillsResult(PositionId=position_id, LiveOrderIds=order_ids)
        self._desk.records.answer(turn, record, result)


def _prices(plan: ExecPlan, args: ApplyPaperFillsArgs) -> Prices:
    prices: dict[str, Decimal] = {fill.LegName: fill.Price for fill in args.Fills}
    if len(args.Fills) != len(prices) or sorted(prices) != sorted(plan.prices):
        legs = ", ".join(plan.prices)
        raise invalid("Fills", f"Give exactly one fill for each leg of the plan: {legs}.")
    for name, price in prices.items():
        if not 0 <= price <= PRICE_MAX:
            raise invalid("Fills", f"Leg {name} cannot fill at {price}, only at 0 to {PRICE_MAX}.")
    return prices
