"""The ledger: exact however trades are split, and no money comes from nowhere."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import hypothesis.strategies as st
import pytest
from hypothesis import given
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hubproof.contract.mesolive.enums import MesoContractType
from hubproof.simulator.market.instrument import Instrument, Right
from hubproof.simulator.market.ledger import (
    Ledger,
    Trade,
    average_entry_price,
    booked,
    market_value,
    opened,
    running,
    statement,
    told,
)

PUT = Instrument(
    kind=MesoContractType.Options,
    symbol="SPX",
    multiplier=Decimal(100),
    right=Right(is_call=False, strike=Decimal(4900), expires_at=datetime(2026, 2, 19, tzinfo=UTC)),
)
FUTURE = Instrument(kind=MesoContractType.Futures, symbol="ES", multiplier=Decimal(50))
SHARE = Instrument(kind=MesoContractType.Stock, symbol="SPY")
ALL = (PUT, FUTURE, SHARE)


def after(*trades: tuple[Instrument, int, str, str]) -> Ledger:
    ledger = opened(Decimal(10_000))
    for instrument, qty, price, commission in trades:
        trade = Trade(
            instrument=instrument,
            qty=qty,
            price=Decimal(price),
            commission=Decimal(commission),
        )
        ledger = booked(ledger, trade)
    return ledger


@pytest.mark.parametrize(("qty", "average"), [(2, "12.4065"), (-2, "12.3935")])
def test_the_average_entry_price_includes_commission(qty: int, average: str) -> None:
    assert average_entry_price(after((PUT, qty, "12.40", "1.30")), PUT) == Decimal(average)
    assert average_entry_price(after(), PUT) is None


def test_closing_a_part_keeps_the_average_and_realises_the_rest() -> None:
    ledger = after((PUT, 2, "10", "2"), (PUT, 1, "16", "1"), (PUT, -1, "20", "1"))
    assert average_entry_price(ledger, PUT) == Decimal("12.01")
    assert ledger.holdings[PUT].qty == 2
    said = statement(ledger, {PUT: Decimal(15)})
    assert said.realised_pnl == 800 - 1 - 1
    assert said.running_pnl == 2 * 300 - 2
    assert said.cash == 10_000 - 2000 - 1600 + 2000 - 4
    assert said.market_value == 3000
    assert said.net_liquidation == 10_000 + 798 + 598
    assert said.commissions == 4


def test_turning_around_closes_first_and_opens_the_rest_at_the_new_price() -> None:
    ledger = after((PUT, 1, "10", "1"), (PUT, -3, "13", "3"))
    assert ledger.holdings[PUT].qty == -2
    assert average_entry_price(ledger, PUT) == Decimal("12.99")
    assert statement(ledger, {PUT: Decimal(13)}).realised_pnl == 300 - 1 - 1


def test_what_is_closed_is_held_no_longer() -> None:
    ledger = after((PUT, -2, "4.35", "1.30"), (PUT, 2, "4.35", "1.30"))
    assert ledger.holdings == {}
    assert statement(ledger, {}).net_liquidation == Decimal("9997.40")


def test_a_future_is_paid_for_when_it_is_closed() -> None:
    ledger = after((FUTURE, 2, "5000", "4"))
    said = statement(ledger, {FUTURE: Decimal(5010)})
    assert said.cash == 9996
    assert said.market_value == 1000
    assert said.running_pnl == 996
    closed = statement(booked(ledger, Trade(instrument=FUTURE, qty=-2, price=Decimal(4990))), {})
    assert closed.cash == 10_000 - 4 - 1000
    assert closed.realised_pnl == -1004


def test_a_price_that_is_missing_is_not_made_up() -> None:
    with pytest.raises(KeyError):
        statement(after((PUT, 1, "1", "0")), {})


PARTS = st.lists(st.integers(1, 7), min_size=1, max_size=6)
PRICES = st.integers(0, 2000).map(lambda steps: steps * Decimal("0.05"))
BEFORE = st.lists(st.tuples(st.integers(-7, 7).filter(bool), PRICES), max_size=5)


@given(
    instrument=st.sampled_from(ALL),
    before=BEFORE,
    parts=PARTS,
    side=st.sampled_from([-1, 1]),
    price=PRICES,
)
def test_any_split_of_an_execution_ends_in_the_same_books(
    instrument: Instrument,
    before: list[tuple[int, Decimal]],
    parts: list[int],
    side: int,
    price: Decimal,
) -> None:
    whole = opened(Decimal(1000))
    for qty, at in before:
        whole = booked(whole, Trade(instrument=instrument, qty=qty, price=at))
    split, each = whole, Decimal("0.65")
    for part in parts:
        trade = Trade(instrument=instrument, qty=side * part, price=price, commission=each * part)
        split = booked(split, trade)
    total = sum(parts)
    one = Trade(instrument=instrument, qty=side * total, price=price, commission=each * total)
    assert split == booked(whole, one)


class Books(RuleBasedStateMachine):
    """Trades at random, and counts every cent of them a second time, without averages."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = opened(Decimal(5000))
        self.prices = dict.fromkeys(ALL, Decimal(50))
        self.trades: list[Trade] = []

    @rule(
        instrument=st.sampled_from(ALL),
        qty=st.integers(-9, 9).filter(bool),
        price=PRICES,
        commission=st.integers(0, 300).map(lambda cents: cents * Decimal("0.01")),
    )
    def trade(self, instrument: Instrument, qty: int, price: Decimal, commission: Decimal) -> None:
        trade = Trade(instrument=instrument, qty=qty, price=price, commission=commission)
        self.trades.append(trade)
        self.ledger = booked(self.ledger, trade)

    @rule(instrument=st.sampled_from(ALL), price=PRICES)
    def move(self, instrument: Instrument, price: Decimal) -> None:
        self.prices[instrument] = price

    @invariant()
    def money_is_conserved(self) -> None:
        ledger = self.ledger
        gained = sum(
            one.qty * (self.prices[one.instrument] - one.price) * one.instrument.multiplier
            for one in self.trades
        )
        value = sum(
            market_value(one, held, self.prices[one]) for one, held in ledger.holdings.items()
        )
        assert ledger.cash + value + ledger.commissions == ledger.deposits + Fraction(gained)
        assert ledger.commissions == Fraction(sum(one.commission for one in self.trades))
        assert gained == ledger.realised + sum(
            running(one, held, self.prices[one]) for one, held in ledger.holdings.items()
        )

    @invariant()
    def what_is_held_is_what_was_traded(self) -> None:
        qtys = {one: sum(t.qty for t in self.trades if t.instrument == one) for one in ALL}
        held = {one: holding.qty for one, holding in self.ledger.holdings.items()}
        assert held == {one: qty for one, qty in qtys.items() if qty}

    @invariant()
    def the_statement_adds_up(self) -> None:
        said = statement(self.ledger, self.prices)
        ends = (said.cash + said.market_value, said.realised_pnl + said.running_pnl + 5000)
        for end in ends:  # each amount is rounded by itself
            assert abs(said.net_liquidation - end) <= Decimal("0.000002")


TestBooks = Books.TestCase


def test_amounts_are_told_in_cents_or_where_those_are_not_true_in_millionths() -> None:
    amounts = [Fraction(11, 10), Fraction(-200), Fraction(0), Fraction(1, 3), Fraction(-2, 3)]
    assert [str(told(one)) for one in amounts] == [
        "1.10",
        "-200.00",
        "0.00",
        "0.333333",
        "-0.666667",
    ]
