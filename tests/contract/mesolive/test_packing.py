"""Contract values in MessagePack: as a .NET hub writes them, and read however they come."""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubproof.contract.mesolive import models, packing, wire
from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.contract.mesolive.form import form_of
from hubproof.contract.mesolive.reading import ContractError
from hubproof.contract.mesolive.wiremodel import WireModel, Written

INTEGERS = Dialect.parse("camel,integers,strings,ticks")
AT = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
MODELS = [
    model
    for model in (getattr(models, name) for name in models.__all__)
    if isinstance(model, type)
    and issubclass(model, WireModel)
    and model is not models.MesoLiveApiResponse
]


def plain(value: object, dialect: Dialect = OURS) -> object:
    return msgspec.msgpack.decode(packing.pack(value, dialect))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@given(data=st.data())
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_model_survives_in_either_dialect(
    model: type[msgspec.Struct],
    data: st.DataObject,
    any_value_of: Callable[[type[msgspec.Struct]], st.SearchStrategy[object]],
) -> None:
    value = data.draw(any_value_of(model))
    text = wire.encode(value)
    for dialect in (OURS, INTEGERS):
        told = packing.unpack(packing.pack(value, dialect), model)
        assert wire.encode(told) == text  # 1.10 is not 1.1


@pytest.mark.parametrize("dialect", [OURS, INTEGERS], ids=str)
def test_names_decimals_and_times_have_one_form_whatever_the_dialect(dialect: Dialect) -> None:
    value = models.LivePrices(SnapshotTime=AT, Bid=Decimal("1.10"), BidAgeMs=4)
    told = plain(value, dialect)
    assert isinstance(told, dict)
    assert told == {**dict.fromkeys(told), "SnapshotTime": AT, "Bid": "1.10", "BidAgeMs": 4}


def test_enums_are_names_or_numbers_as_the_dialect_has_them() -> None:
    value = models.CancelPreparePositionEntryResult(
        JobId="j", Status=models.PreparationStatus.Completed
    )
    number = [*models.PreparationStatus].index(models.PreparationStatus.Completed)
    assert plain(value) == {"JobId": "j", "Status": "Completed"}
    assert plain(value, INTEGERS) == {"JobId": "j", "Status": number}


@pytest.mark.parametrize("dialect", [OURS, INTEGERS], ids=str)
def test_what_is_no_number_is_a_float_and_text_of_these_letters_stays_text(
    dialect: Dialect,
) -> None:
    told = plain([Decimal("NaN"), "NaN", Decimal("1.50")], dialect)
    assert isinstance(told, list)
    assert math.isnan(told[0])
    assert told[1:] == ["NaN", "1.50"]


@pytest.mark.parametrize(
    ("sent", "price"),
    [("1.10", "1.10"), (1.1, "1.1"), (2, "2"), (0.1 + 0.2, "0.30000000000000004")],
)
def test_a_decimal_is_read_from_text_and_from_numbers(sent: object, price: str) -> None:
    raw = msgspec.msgpack.encode({"LegName": "put", "Price": sent})
    assert str(packing.unpack(raw, models.PaperFill).Price) == price


@pytest.mark.parametrize(
    "sent",
    [
        {"since": 1, "SINCEEVENTSEQID": 4},
        {"sinceEventSeqId": 4, "limit": None, "more": AT},
    ],
)
def test_names_are_read_in_any_casing_and_others_are_ignored(sent: dict[str, object]) -> None:
    told = packing.unpack(msgspec.msgpack.encode(sent), models.GetEventsSinceArgs)
    assert told == models.GetEventsSinceArgs(SinceEventSeqId=4)


def test_numbers_of_a_shape_that_nobody_documented_are_floats_both_ways() -> None:
    raw = msgspec.msgpack.encode({"Symbol": "SPX", "Entry": [{"Delta": 0.3, "At": AT}]})
    told = packing.unpack(raw, models.StrategyDefinition)
    assert told.content == {
        "Symbol": "SPX",
        "Entry": [{"Delta": Decimal("0.3"), "At": "2026-01-05T14:30:00+00:00"}],
    }
    back = msgspec.msgpack.decode(packing.pack(told, OURS))
    assert back["Entry"][0]["Delta"] == 0.3
    assert packing.pack(told, INTEGERS) == packing.pack(told, OURS)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"\xc1", "GetEventsSinceArgs: this is not MessagePack"),
        (b"\x93\x01", "GetEventsSinceArgs: this is not MessagePack"),
        (b"\x80", "GetEventsSinceArgs.SinceEventSeqId: this required field is missing"),
    ],
)
def test_what_does_not_fit_is_told_by_its_place(raw: bytes, says: str) -> None:
    with pytest.raises(wire.ContractError) as caught:
        packing.unpack(raw, models.GetEventsSinceArgs)
    assert str(caught.value).startswith(says)


def test_a_price_that_is_no_number_is_refused() -> None:
    raw = msgspec.msgpack.encode({"LegName": "put", "Price": math.nan})
    with pytest.raises(wire.ContractError, match="finite"):
        packing.unpack(raw, models.PaperFill)


def test_json_written_in_advance_cannot_be_packed() -> None:
    with pytest.raises(TypeError, match="JSON only"):
        packing.pack(Written(b"{}"), OURS)


def test_a_form_is_its_dialect_in_its_encoding() -> None:
    value = models.GetEventsSinceArgs(SinceEventSeqId=4)
    dialect = Dialect.parse("camel")
    assert form_of(dialect).encode(value) == wire.encode(value, dialect)
    packed = form_of(dialect, is_binary=True)
    assert packed.encode(value) == packing.pack(value, dialect)
    assert packed.decode(packed.encode(value), models.GetEventsSinceArgs) == value
    assert [packed.has_nan, form_of(dialect).has_nan] == [True, False]


def deep(levels: int) -> bytes:
    """A map with one member nobody knows, which is a list in a list, and so on."""
    return b"\x81\xa1x" + b"\x91" * levels + b"\xc0"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (
            msgspec.msgpack.encode({"BrokerAccountId": "ML1001", 7: 1}),
            "named by text, and not by 7",
        ),
        (msgspec.msgpack.encode({"BrokerAccountId": "ML1001", None: 1}), "not by None"),
        (deep(20_000), "nested too deeply"),
    ],
)
def test_a_map_that_no_model_can_be_is_refused_and_breaks_nothing(raw: bytes, says: str) -> None:
    with pytest.raises(ContractError, match=says):
        packing.unpack(raw, models.GetAccountArgs)


@pytest.mark.parametrize(
    "content",
    [math.nan, math.inf, [-math.inf], msgspec.msgpack.Ext(1, b"x"), b"x", {None: 1}, {1.5: 1}],
)
def test_what_json_could_not_carry_is_refused_where_json_is_meant(content: object) -> None:
    raw = msgspec.msgpack.encode({"StrategyName": "one", "StrategyDefinition": {"a": content}})
    with pytest.raises(ContractError):
        packing.unpack(raw, models.CreateStrategyArgs)
