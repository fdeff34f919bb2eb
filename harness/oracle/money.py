"""Money: what each intent allows to be at risk, and what was at risk at every instant.

What counts is what the broker accepted: the whole notional of an order while it lives, what was
filled of it once it is over. Sums are exact decimals. A client may pay somewhat more than the
plan's price (it says the price of a paper fill itself, and a limit may lie above the middle); it
may not trade the plan again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from hubproof.harness.oracle.intents import Intent
from hubproof.harness.oracle.steps import ORDER_ENDED, Submission
from hubproof.simulator.world.facts import Filled, OrderChanged, PlanMade

# By how much of the plan's notional an entry may cost more than planned before it counts as too
# much: far above any spread, far below a second entry.
PRICE_SLACK = Decimal("0.25")


@dataclass(slots=True)
class Exposure:
    """One intent's money: `allowed` by its plan, `peak` at risk at once, `final` at the end.

    Work without any intent has an account of its own, which allows nothing. `breached_us` is when
    the money at risk first went beyond what is allowed.
    """

    where: str
    currency: str
    intent: Intent | None
    allowed: Decimal = Decimal(0)
    final: Decimal = Decimal(0)
    peak: Decimal = Decimal(0)
    breached_us: int | None = None
    at_risk: dict[int, Decimal] = field(default_factory=dict)
    filled: dict[int, Decimal] = field(default_factory=dict)

    @property
    def excess(self) -> Decimal:
        """How much more was at risk at the worst instant than the intent allows."""
        return max(self.peak - self.allowed, Decimal(0))

    def book(self, trade: OrderChanged | Filled) -> None:
        """Take one change of an order into account."""
        order = trade.order_id
        if isinstance(trade, Filled):
            self.filled[order] = self.filled.get(order, Decimal(0)) + trade.notional
            self.at_risk[order] = max(self.at_risk.get(order, Decimal(0)), self.filled[order])
        elif trade.state in ORDER_ENDED:
            self.at_risk[order] = self.filled.get(
                order, trade.notional if trade.state == "Filled" else Decimal(0)
            )
        else:
            self.at_risk[order] = max(trade.notional, self.filled.get(order, Decimal(0)))
        self.final = sum(self.at_risk.values(), Decimal(0))
        self.peak = max(self.peak, self.final)
        if self.breached_us is None and self.final > self.allowed * (1 + PRICE_SLACK):
            self.breached_us = trade.at_us


def exposures_of(
    intents: Sequence[Intent],
    submissions: Sequence[Submission],
    trades: Sequence[OrderChanged | Filled],
) -> list[Exposure]:
    """The money of every intent that was worked on, and of work that belongs to none."""
    owners = {one.made.exec_plan_id: (one, one.made) for one in submissions if one.made}
    by_number = {intent.number: intent for intent in intents}
    found: dict[str, Exposure] = {}
    for trade in trades:
        if trade.exec_plan_id not in owners:
            continue
        prepare, plan = owners[trade.exec_plan_id]
        exposure = _account(found, plan, by_number.get(prepare.intent_number or 0))
        exposure.book(trade)
    return list(found.values())


def _account(found: dict[str, Exposure], plan: PlanMade, intent: Intent | None) -> Exposure:
    where = f"strategy {plan.strategy_id} on account {plan.broker_account_id}"
    name = f"{intent.number}" if intent else where
    if name not in found:
        found[name] = Exposure(where, plan.currency, intent)
    if intent is not None:
        found[name].allowed = max(found[name].allowed, plan.notional)
    return found[name]


def money(amount: Decimal, currency: str) -> str:
    """An amount as people write it: `4,310.00 USD`."""
    return f"{amount:,.2f} {currency}"
