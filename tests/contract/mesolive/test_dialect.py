"""The forms in which a hub may write one and the same message."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from hubproof.contract.mesolive import models, wire
from hubproof.contract.mesolive.dialect import FORMS, OURS, Dialect, camel

ITEM = models.StreamLegsDataArgs(
    LegIds=[4], Include=models.LiveDataInclude.Prices | models.LiveDataInclude.PnL
)
PRICES = models.LivePrices(
    SnapshotTime=datetime(2026, 3, 2, 14, 30, 0, 250_000, UTC), Bid=Decimal("1.10"), BidAgeMs=7
)


def written(value: object, words: str) -> str:
    return wire.encode(value, Dialect.parse(words)).decode()


@pytest.mark.parametrize(
    ("name", "in_camel_case"),
    [
        ("Id", "id"),
        ("PnL", "pnL"),
        ("PnLs", "pnLs"),
        ("LegPnLs", "legPnLs"),
        ("ID", "id"),
        ("UIThing", "uiThing"),
        ("EventSeqId", "eventSeqId"),
        ("already", "already"),
    ],
)
def test_camel_case_is_dotnets(name: str, in_camel_case: str) -> None:
    assert camel(name) == in_camel_case
    assert Dialect(casing="camel").name(name) == in_camel_case
    assert OURS.name(name) == name


def test_ours_is_what_a_dialect_is_that_says_nothing() -> None:
    assert Dialect() == Dialect.parse("") == OURS
    assert str(OURS) == "pascal,names,numbers,z,dense"
    assert wire.encode(PRICES, Dialect()) == wire.encode(PRICES)
    assert written(PRICES, "").startswith(
        '{"SnapshotTime":"2026-03-02T14:30:00.250000Z","Bid":1.10,"Ask":null,'
    )


@pytest.mark.parametrize(
    ("words", "dialect"),
    [
        ("camel", Dialect(casing="camel")),
        ("Strings, camel", Dialect(casing="camel", decimals="strings")),
        (
            "ticks,integers,,pascal",
            Dialect(casing="pascal", enums="integers", datetimes="ticks"),
        ),
    ],
)
def test_a_dialect_is_named_in_words_in_any_order(words: str, dialect: Dialect) -> None:
    assert Dialect.parse(words) == dialect
    assert Dialect.parse(str(dialect)) == dialect


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("camel,snake", "'snake' is no form of a dialect; there are casing: pascal, camel; enums"),
        ("camel,pascal", "camel and pascal are both said of casing"),
        ("camel,camel", "camel and camel are both said of casing"),
    ],
)
def test_words_that_make_no_dialect_are_refused(words: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Dialect.parse(words)


def test_no_word_stands_for_two_forms() -> None:
    words = [word for forms in FORMS.values() for word in forms]
    assert len({*words}) == len(words)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("z", '"2026-03-02T14:30:00.250000Z"'),
        ("offset", '"2026-03-02T14:30:00.250000+00:00"'),
        ("nothing", '"2026-03-02T14:30:00.250000"'),
        ("ticks", '"2026-03-02T14:30:00.2500000Z"'),
    ],
)
def test_times_have_the_form_that_was_chosen(words: str, text: str) -> None:
    assert f'"SnapshotTime":{text},' in written(PRICES, words)


@pytest.mark.parametrize("form", FORMS["datetimes"])
def test_a_time_that_was_never_set_is_written_in_every_form(form: str) -> None:
    text = written(models.LivePrices(SnapshotTime=models.NEVER), form)
    assert '"SnapshotTime":"0001-01-01T00:00:00' in text
    assert wire.decode(text, models.LivePrices).SnapshotTime == models.NEVER


def test_decimals_are_numbers_or_text_and_other_numbers_stay_numbers() -> None:
    assert '"Bid":"1.10",' in written(PRICES, "strings")
    assert '"BidAgeMs":7,' in written(PRICES, "strings")


def test_enums_are_numbers_and_flags_their_bits() -> None:
    assert '"Include":5' in written(ITEM, "integers")
    assert '"PriceFields":15' in written(ITEM, "integers")
    assert '"Include":"Prices, PnL"' in written(ITEM, "camel").replace("include", "Include")
    answer = models.MesoLiveApiResponse[models.LegsData](Status=models.StatusCode.Conflict)
    assert written(answer, "integers,camel") == (
        '{"status":2,"message":null,"error":null,"data":null}'
    )


def test_names_follow_the_casing_and_the_keys_of_maps_do_not() -> None:
    qtys = models.LegGroupQtys(Qty=Decimal(1), LegQtys={"Short Put": Decimal(-1)})
    assert written({3: qtys}, "camel") == '{"3":{"qty":1,"legQtys":{"Short Put":-1}}}'


def test_what_a_hub_has_a_model_of_follows_the_dialect_and_foreign_json_does_not() -> None:
    underlying = models.LiveUnderlying(
        Symbol="SPX", ContractType=models.MesoContractType.Index, Tick=Decimal("0.50")
    )
    assert written(underlying, "camel,integers,strings") == (
        '{"symbol":"SPX","contractType":1,"Tick":"0.50"}'
    )
    definition = models.StrategyDefinition.from_json({"StrategyName": "x", "Symbol": "SPX"})
    assert written(definition, "camel") == '{"StrategyName":"x","Symbol":"SPX"}'


@pytest.mark.parametrize("words", ["", "camel"])
def test_a_value_outside_the_contract_is_written_in_no_dialect(words: str) -> None:
    with pytest.raises(TypeError, match="object has no JSON form"):
        wire.encode([object()], Dialect.parse(words))
