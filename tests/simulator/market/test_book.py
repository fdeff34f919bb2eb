"""The top of the book: own orders are in it, and it is never crossed."""

from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from hubproof.contract.mesolive.enums import OrderType
from hubproof.simulator.market.book import shown
from hubproof.simulator.market.matching import Moment, match
from hubproof.simulator.market.quote import NOTHING, Quote
from hubproof.simulator.market.working import WorkingOrder

STEP = Decimal("0.05")
TEN, ELEVEN = Decimal(10), Decimal(11)
QUOTE = Quote(TEN, ELEVEN, TEN, 3)


def order(limit: str | Decimal, qty: int = 1, **more: Any) -> WorkingOrder:
    terms: dict[str, Any] = {"id": 1, "order_type": OrderType.Limit}
    return WorkingOrder(qty=qty, limit=Decimal(limit), **terms | more)


@pytest.mark.parametrize(
    ("own", "sides"),
    [
        ([order("10.40")], ("10.40", "11")),
        ([order("10.40"), order("10.60")], ("10.60", "11")),
        ([order("9.50")], ("10", "11")),
        ([order("10.40", -1)], ("10", "10.40")),
        ([order("11.50", -1)], ("10", "11")),
        ([order("10.20"), order("10.70", -2)], ("10.20", "10.70")),
        ([order("12")], ("11", "11")),
        ([order("9", -1)], ("10", "10")),
        ([order("10.70"), order("10.20", -1)], ("10.70", "10.70")),
    ],
)
def test_an_own_order_shows_where_it_is_the_best(
    own: list[WorkingOrder], sides: tuple[str, str]
) -> None:
    top = shown(QUOTE, own, 0)
    assert (top.bid, top.ask) == tuple(map(Decimal, sides))
    assert (top.last, top.born_us) == (TEN, 3)


@pytest.mark.parametrize(
    "hidden",
    [
        order("10.40", from_us=8),
        order("10.40", until_us=7),
        order("10.40", qty=2, filled=2),
        order("10.40", order_type=OrderType.StopLimit, stop=ELEVEN),
        WorkingOrder(id=1, qty=1, order_type=OrderType.Market),
    ],
)
def test_what_is_not_in_the_book_does_not_show(hidden: WorkingOrder) -> None:
    assert shown(QUOTE, [hidden], 7) is QUOTE


def test_a_stop_that_was_triggered_shows() -> None:
    triggered = order("10.40", order_type=OrderType.StopLimit, stop=ELEVEN, is_triggered=True)
    assert shown(QUOTE, [triggered], 7).bid == Decimal("10.40")


def test_in_an_empty_book_one_stands_alone() -> None:
    assert shown(NOTHING, [order("5"), order("7", -1)], 0) == Quote(Decimal(5), Decimal(7), None, 0)


def test_a_client_that_outbids_itself_walks_up_to_the_ask() -> None:
    limits: list[Decimal] = []
    own: list[WorkingOrder] = []
    while True:
        best = shown(QUOTE, own, 0).bid
        assert best is not None
        own = [order(best + STEP)]  # it replaces its order by one a step above the best bid
        limits.append(best + STEP)
        outcome = match(own[0], Moment(now=0, quote=QUOTE, size=1))
        if outcome is not None:
            break
    assert limits == [TEN + STEP * number for number in range(1, 21)]
    assert outcome.fill is not None
    assert outcome.fill.price == ELEVEN


PRICES = st.integers(0, 40).map(lambda steps: steps * STEP)


@given(
    sides=st.tuples(PRICES, PRICES).map(sorted),
    own=st.lists(st.builds(order, PRICES, st.sampled_from([-2, -1, 1, 2]))),
)
def test_no_own_order_makes_a_side_worse_or_crosses_the_book(
    sides: list[Decimal], own: list[WorkingOrder]
) -> None:
    top = shown(Quote(sides[0], sides[1], None, 0), own, 0)
    assert top.bid is not None
    assert top.ask is not None
    assert sides[0] <= top.bid <= top.ask <= sides[1]
