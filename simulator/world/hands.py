"""Hands: what a person at the portal does, whom no client asked.

It is as true as anything that came over the hubs: events, lists and money follow, and a Closed
event may come without an order. It has no key and no job, so that no record is changed and
nobody's client has done it.
"""

from decimal import Decimal

from hubproof.contract.mesolive.models import DeleteStrategyArgs, LegGroupOrder, OrderType
from hubproof.simulator.market.instrument import instrument_of
from hubproof.simulator.world.commands import ByHand, CloseByHand, OpenByHand
from hubproof.simulator.world.desk import Desk
from hubproof.simulator.world.exchange import Exchange
from hubproof.simulator.world.exec_plans import ExecPlan
from hubproof.simulator.world.execution import Execution
from hubproof.simulator.world.legs import Leg
from hubproof.simulator.world.orders import Orders
from hubproof.simulator.world.positions import Positions
from hubproof.simulator.world.refusal import Refused
from hubproof.simulator.world.turn import Turn

POSITION_NAME = "opened at the portal"


class Hands:
    """Carries out what is done by hand; what cannot be done any more is left alone."""

    def __init__(
        self,
        desk: Desk,
        positions: Positions,
        orders: Orders,
        execution: Execution,
        exchange: Exchange,
    ) -> None:
        self._desk = desk
        self._positions = positions
        self._orders = orders
        self._execution = execution
        self._exchange = exchange

    def do(self, turn: Turn, command: ByHand) -> None:
        """Do it, unless there is no such strategy or open position, or nobody quotes a leg."""
        try:
            if isinstance(command, OpenByHand):
                self._open(turn, command)
            elif isinstance(command, CloseByHand):
                self._close(turn, command)
            else:
                self._desk.strategies.delete(
                    turn, DeleteStrategyArgs(StrategyId=command.strategy_id)
                )
        except Refused:
            return  # a person reads as much on the screen, and lets it be

    def _open(self, turn: Turn, command: OpenByHand) -> None:
        strategy = self._desk.strategies.named(command.strategy_id)
        account = self._desk.accounts.named(command.broker_account_id)
        plan = self._desk.plans.by_hand(turn, strategy, account.id, POSITION_NAME)
        if command.has_orders:
            self._order(turn, plan, is_paper=account.is_paper)
            return
        for group in plan.groups.values():
            self._positions.take(turn, plan, group, group.qty, plan.prices)

    def _order(self, turn: Turn, plan: ExecPlan, *, is_paper: bool) -> None:
        """One order at the market for each leg group; on paper it fills as soon as it is given."""
        for group in plan.groups.values():
            terms = LegGroupOrder(OrderType=OrderType.Market, LegNames=list(group.ratios))
            order = self._orders.accept(turn, plan, group, key=None, qty=group.qty, terms=terms)
            if is_paper:
                self._orders.fill(turn, order, group.qty, plan.prices)
            else:
                self._orders.publish(turn, order)
                self._execution.begin(turn, order)

    def _close(self, turn: Turn, command: CloseByHand) -> None:
        position = self._positions.named(command.position_id)
        if position.is_open:
            prices = {name: self._price(turn, leg) for name, leg in position.legs.items()}
            self._positions.close(turn, position, prices)

    def _price(self, turn: Turn, leg: Leg) -> Decimal:
        """What is sold gets the bid, what is bought the ask; without one it costs what it did."""
        quote = self._exchange.quote(((instrument_of(leg.contract), 1),), turn.now)
        price = quote.bid if leg.qty > 0 else quote.ask
        return leg.entry_price if price is None else price
