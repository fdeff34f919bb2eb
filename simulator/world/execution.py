"""Execution: a working order meets the market, until it is filled, cancelled or its day is over.

How long the broker takes and in which parts it fills is drawn when the order is accepted; at which
prices is the market's affair. Quotes to come are known to the world, so it looks ahead for the
first that an order can trade at instead of waking up at every tick.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import islice

from hubproof.simulator.market.matching import Moment, Outcome, first_outcome
from hubproof.simulator.market.quote import Quote
from hubproof.simulator.market.working import LIMIT_TYPES, WorkingOrder, until
from hubproof.simulator.world.desk import Desk
from hubproof.simulator.world.exchange import Exchange
from hubproof.simulator.world.orders import BookedOrder, Orders
from hubproof.simulator.world.pricing import leg_prices
from hubproof.simulator.world.turn import Turn

LOOK_AHEAD = 64
"""Quotes looked at in one go; an order that none of them suits is looked at again after them."""


@dataclass(slots=True)
class Life:
    """An order at the broker, as the market knows it, and the parts that it is still to fill in.

    A part is how long the broker takes after the one before, in microseconds, and its quantity.
    """

    booked: BookedOrder
    working: WorkingOrder
    parts: deque[tuple[int, int]]

    @property
    def symbol(self) -> str:
        """What its instruments are on."""
        return self.booked.group.units[0][0].symbol


class Execution:
    """Fills live orders."""

    def __init__(self, desk: Desk, orders: Orders, exchange: Exchange) -> None:
        self._desk = desk
        self._orders = orders
        self._exchange = exchange

    def begin(self, turn: Turn, booked: BookedOrder, *, rest_us: int | None = None) -> None:
        """An order was accepted: from now on it meets the market.

        With `rest_us` none of it fills before so many microseconds, and then everything, in ones.
        """
        terms = booked.terms
        working = WorkingOrder(
            id=booked.id,
            qty=booked.qty,
            order_type=terms.OrderType,
            limit=terms.LimitPrice,
            stop=terms.StopPrice,
            from_us=turn.now,
            until_us=until(terms.TimeInForce, self._exchange.session_end(turn.now)),
        )
        at_market = terms.OrderType not in LIMIT_TYPES
        parts = self._desk.delays.fills(booked.qty, at_market=at_market)
        if rest_us is not None:
            parts = _burst(booked.qty, rest_us)
        life = Life(booked, working, deque(parts))
        if working.until_us is not None:
            self._desk.schedule.put(working.until_us, partial(self._expire, life=life))
        self._exchange.put(booked.group.units, working)
        self._await_part(turn, life)

    def fill_the_rest(self, turn: Turn, booked: BookedOrder) -> None:
        """Somebody takes all that an order has left, at its limit, or else at the market's price.

        Where nobody quotes a price nothing happens.
        """
        quote = self._exchange.quote(booked.group.units, turn.now)
        price = booked.terms.LimitPrice
        if price is None:
            price = quote.ask if booked.qty > 0 else quote.bid
        if price is not None and quote.mark is not None:
            self._fill(turn, booked, booked.qty - booked.filled, price)

    def _await_part(self, turn: Turn, life: Life) -> None:
        if life.parts:
            due = turn.now + life.parts[0][0]
            self._desk.schedule.put(due, partial(self._look, life=life))

    def _look(self, turn: Turn, life: Life) -> None:
        """Find the first of the quotes to come that does something to the order."""
        if not life.booked.is_open:
            return
        instants = islice(self._exchange.instants(life.symbol, turn.now), LOOK_AHEAD)
        outcome = first_outcome(life.working, self._moments(life, instants))
        if outcome is not None:
            happens = partial(self._happens, life=life, outcome=outcome)
            self._desk.schedule.put(outcome.at_us, happens)
            return
        *_, last = islice(self._exchange.instants(life.symbol, turn.now), LOOK_AHEAD + 1)
        if last > turn.now:
            self._desk.schedule.put(last, partial(self._look, life=life))

    def _moments(self, life: Life, instants: Iterator[int]) -> Iterator[Moment]:
        size, units = abs(life.parts[0][1]), life.booked.group.units
        for at in instants:
            quote = self._exchange.quote(units, at)
            yield Moment(
                now=at,
                quote=quote,
                size=size if self._exchange.is_open(life.symbol, at) else 0,
                hidden=_hidden(quote),
            )

    def _happens(self, turn: Turn, life: Life, outcome: Outcome) -> None:
        booked = life.booked
        if not booked.is_open:
            return  # a replaced or cancelled order has fills ahead that no longer happen
        life.working = outcome.order
        if outcome.fill is None:
            self._look(turn, life)  # it was triggered, and may trade at its limit from now on
            return
        life.parts.popleft()
        self._exchange.put(booked.group.units, life.working)
        self._fill(turn, booked, outcome.fill.qty, outcome.fill.price)
        self._await_part(turn, life)

    def _fill(self, turn: Turn, booked: BookedOrder, qty: int, price: Decimal) -> None:
        quotes = {
            name: self._exchange.quote(((leg.instrument, 1),), turn.now)
            for name, leg in booked.group.legs.items()
        }
        prices = leg_prices(booked.group.ratios, quotes, price)
        self._orders.fill(turn, booked, qty, prices)

    def _expire(self, turn: Turn, life: Life) -> None:
        if life.booked.is_open:
            self._orders.cancel(turn, life.booked)


def _hidden(quote: Quote) -> Decimal:
    """Others meet a fair price halfway, although nobody shows one there."""
    if quote.bid is None or quote.ask is None:
        return Decimal(0)
    return (quote.ask - quote.bid) / 2


def _burst(qty: int, rest_us: int) -> list[tuple[int, int]]:
    one = 1 if qty > 0 else -1
    return [(0 if number else rest_us, one) for number in range(abs(qty))]
