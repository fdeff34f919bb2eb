"""A leg's average price and what it has earned, for any sequence of fills."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubproof.contract.mesolive import models
from hubproof.simulator.world.legs import Leg

AT = datetime(2026, 1, 5, tzinfo=UTC)
LATER = datetime(2026, 1, 6, tzinfo=UTC)
CONTRACT = models.LiveContract(
    ContractType=models.MesoContractType.Options,
    Underlying=models.LiveUnderlying(Symbol="SPX"),
    Root="SPX",
    OptionType=models.MesoOptionType.Put,
    Expiration=AT,
    Strike=Decimal(4900),
    Multiplier=Decimal(100),
)


def leg() -> Leg:
    return Leg(
        id=1,
        name="put",
        group_id=1,
        position_id=1,
        account_id="U2001",
        contract=CONTRACT,
        underlying="SPX",
        multiplier=100,
        created_at=AT,
    )


@pytest.mark.parametrize(
    ("fills", "qty", "entry", "realized"),
    [
        ([(2, "10")], 2, "10", "0"),
        ([(2, "10"), (2, "12")], 4, "11", "0"),
        ([(4, "10"), (-1, "12")], 3, "10", "200"),
        ([(-2, "4"), (2, "1")], 0, "4", "600"),
        ([(-2, "4"), (1, "5")], -1, "4", "-100"),
        ([(2, "10"), (-5, "12")], -3, "12", "400"),
        ([(2, "10"), (-5, "12"), (3, "12")], 0, "12", "400"),
    ],
)
def test_fills_average_up_and_realise_down(
    fills: list[tuple[int, str]], qty: int, entry: str, realized: str
) -> None:
    one = leg()
    for number, price in fills:
        one.take(number, Decimal(price), LATER)
    assert (one.qty, one.entry_price, one.realized) == (qty, Decimal(entry), Decimal(realized))
    view = one.view()
    assert (view.Qty, view.AvgEntryPrice, view.TrackedRealizedPnL) == (
        Decimal(qty),
        one.entry_price,
        one.realized,
    )
    assert view.ClosedAt == (None if qty else LATER)
    assert one.status is (models.LegStatus.Open if qty else models.LegStatus.Closed)


FILLS = st.lists(
    st.tuples(st.integers(-9, 9).filter(bool), st.decimals(0, 500, places=2)), min_size=1
)


@given(FILLS, st.decimals(0, 500, places=2))
def test_what_was_paid_comes_back_as_worth_and_earnings(
    fills: list[tuple[int, Decimal]], price: Decimal
) -> None:
    one = leg()
    for qty, at in fills:
        one.take(qty, at, AT)
    paid = sum((qty * at * 100 for qty, at in fills), Decimal(0))
    worth = price * one.qty * 100
    assert one.earned - one.average * one.qty * 100 == -paid
    assert abs(one.realized + one.worth(price) - (worth - paid)) <= Decimal("0.000001")
    for amount in (one.realized, one.entry_price, one.worth(price)):
        assert amount.as_tuple().exponent in (-2, -6), (
            "cents, or the unit of everything that is told"
        )


@given(FILLS)
def test_a_fill_in_parts_is_the_fill(fills: list[tuple[int, Decimal]]) -> None:
    whole, in_parts = leg(), leg()
    for price, same in groupby(fills, key=lambda one: one[1]):
        for qty, _ in same:
            whole.take(qty, price, AT)
            for _ in range(abs(qty)):
                in_parts.take(1 if qty > 0 else -1, price, AT)
    assert whole.qty == in_parts.qty
    assert (whole.earned, whole.average) == (in_parts.earned, in_parts.average)


def test_an_average_that_does_not_come_out_even_is_told_to_six_places() -> None:
    one = leg()
    one.take(1, Decimal("1.10"), AT, commission=Decimal("0.65"))
    one.take(2, Decimal("1.15"), AT, commission=Decimal("1.30"))
    assert str(one.view().AvgEntryPrice) == "1.139833"
    one.take(-2, Decimal("1.15"), LATER)
    assert str(one.view().TrackedRealizedPnL) == "2.033333"
    one.take(-1, Decimal("1.15"), LATER)
    assert str(one.view().TrackedRealizedPnL) == "3.05"
