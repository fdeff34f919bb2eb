"""Figures as the models of the contract have them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.dialect import Dialect
from hubproof.contract.mesolive.form import Form, form_of
from hubproof.contract.mesolive.models import (
    DataProviderType,
    LiveGreeks,
    LivePnL,
    LivePrices,
    LiveQuoteFields,
)
from hubproof.simulator.hubs.telling import NAN, UNSET, Teller, no_number
from hubproof.simulator.market.greeks import Greeks
from hubproof.simulator.market.quote import Quote

AT = datetime(2026, 1, 5, tzinfo=UTC)
All, Bid, Ask, Mark = (LiveQuoteFields[name] for name in ("All", "Bid", "Ask", "Mark"))
IB, TT = DataProviderType.InteractiveBrokers, DataProviderType.Tastytrade
STRINGS = Dialect.parse("camel,strings")
QUOTE = Quote(Decimal(10), Decimal(11), None, 7_500_000)
BAD = Quote(NAN, NAN, Decimal(9), 7_500_000)


def teller(number: Decimal | None = None) -> Teller:
    return Teller(10_000_000, AT, number)


def test_a_base_that_does_not_exist_is_null_and_so_is_its_age() -> None:
    assert teller().prices(QUOTE, All) == LivePrices(
        SnapshotTime=AT,
        Bid=Decimal(10),
        Ask=Decimal(11),
        Mark=Decimal("10.5"),
        BidAgeMs=2_500,
        AskAgeMs=2_500,
        MarkAgeMs=2_500,
    )


def test_a_base_that_was_not_asked_for_is_null_but_what_was_realised_is_told() -> None:
    told = teller().pnl(Decimal(180), QUOTE, Mark)
    assert told == LivePnL(
        SnapshotTime=AT, Realized=Decimal(180), Mark=Decimal("10.5"), MarkAgeMs=2_500
    )


def test_greeks_are_those_at_the_mark() -> None:
    greeks = Greeks(delta=Decimal("0.5"), theta=Decimal("-0.1"))
    assert teller().greeks(greeks, All).Theta == teller().greeks(greeks, Mark).Theta == greeks.theta
    assert teller().greeks(greeks, Bid | Ask) == LiveGreeks()
    assert teller().greeks(None, All) == LiveGreeks()


@pytest.mark.parametrize(
    ("provider", "form", "number"),
    [
        (IB, form_of(), UNSET),
        (TT, form_of(), None),
        (IB, form_of(STRINGS), NAN),
        (TT, form_of(STRINGS), NAN),
        (IB, form_of(is_binary=True), NAN),
        (TT, form_of(is_binary=True), NAN),
    ],
)
def test_what_is_no_number_is_told_as_the_form_can(
    provider: DataProviderType, form: Form, number: Decimal | None
) -> None:
    said = no_number(provider, form)
    assert str(said) == str(number)
    told = teller(said).prices(BAD, All)
    assert [str(told.Bid), str(told.Ask), str(told.Mark)] == [str(number)] * 3
    assert (told.Last, told.LastAgeMs) == (Decimal(9), 2_500)
    assert told.BidAgeMs == (None if number is None else 2_500)
    assert str(teller(said).pnl(Decimal(1), BAD, All).Bid) == str(number)
    nothing = Greeks(delta=NAN, gamma=NAN, theta=NAN, vega=NAN)
    assert {str(one) for one in wire_of(teller(said).greeks(nothing, All))} == {str(number)}


def wire_of(greeks: LiveGreeks) -> list[Decimal | None]:
    return [greeks.Delta, greeks.Gamma, greeks.Theta, greeks.Vega]


def test_no_number_is_written_as_text_and_the_greatest_double_as_a_number() -> None:
    told = wire.encode(teller(NAN).prices(BAD, Bid), STRINGS)
    assert b'"bid":"NaN"' in told
    told = wire.encode(teller(UNSET).prices(BAD, Bid))
    assert b'"Bid":1.7976931348623157E+308,' in told
    assert wire.decode(told, LivePrices).Bid == UNSET
