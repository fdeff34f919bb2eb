"""What a reader takes beyond our own dialect: every form that the contract's wire section names."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from hubproof.contract.mesolive import models, wire
from hubproof.contract.mesolive.fitting import number_of
from hubproof.contract.mesolive.wiremodel import WireModel

ORDER = {
    "OrderType": "Limit",
    "LimitPrice": 1.25,
    "StopPrice": None,
    "TimeInForce": "GTC",
    "LegNames": ["short put"],
}
NAMED = [getattr(models, name) for name in models.__all__]
MODELS = [one for one in NAMED if isinstance(one, type) and issubclass(one, WireModel)]


def read(content: object, type_: type[Any]) -> Any:
    return wire.decode(json.dumps(content).encode(), type_)


def price(text: str) -> Decimal:
    fill = wire.decode(b'{"LegName":"leg","Price":%b}' % text.encode(), models.PaperFill)
    return fill.Price


def time(text: str) -> datetime:
    return wire.decode(
        b'{"LatestEventSeqId":1,"SnapshotTime":"%b"}' % text.encode(),
        models.GetLatestEventSeqIdResult,
    ).SnapshotTime


@pytest.mark.parametrize("respell", [str.lower, str.upper, lambda s: s[0].lower() + s[1:]])
def test_names_are_read_in_any_casing_however_deep(respell: Any) -> None:
    qtys = {respell("Qty"): 2, respell("LegQtys"): {"A leg": -2}}
    held = read(qtys, models.LegGroupQtys)
    assert held == models.LegGroupQtys(Qty=Decimal(2), LegQtys={"A leg": Decimal(-2)})
    assert read({respell(name): value for name, value in ORDER.items()}, models.LegGroupOrder) == (
        read(ORDER, models.LegGroupOrder)
    )


@pytest.mark.parametrize("sent", [{"limit": 5}, {"LIMIT": 5, "new": [1]}, {"Limit": 5, "New": 1}])
def test_a_name_in_another_casing_is_noticed_where_nothing_is_compulsory(sent: Any) -> None:
    assert read(sent, models.ListAccountsArgs) == models.ListAccountsArgs(Limit=5)


def test_the_keys_of_a_map_are_left_as_they_are() -> None:
    raw = b'{"status":"success","data":{"LegQtys":{"Short Put":1,"short put":2}}}'
    data = wire.decode_response(raw, models.LegGroupQtys).Data
    assert data is not None
    assert data.LegQtys == {"Short Put": Decimal(1), "short put": Decimal(2)}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_model_has_two_names_that_differ_in_casing_alone(model: type[msgspec.Struct]) -> None:
    names = [name.lower() for name in model.__struct_fields__]
    assert len({*names}) == len(names)


@pytest.mark.parametrize("value", ["Conflict", "conflict", "CONFLICT", 2])
def test_an_enum_is_read_by_name_in_any_casing_and_by_number(value: object) -> None:
    response = wire.decode_response(json.dumps({"Status": value}).encode(), models.Order)
    assert response.Status is models.StatusCode.Conflict


@pytest.mark.parametrize("value", [8, -1, "Conflicts", "", True, 2.0, ["Conflict"]])
def test_what_names_no_member_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(wire.ContractError) as caught:
        wire.decode_response(json.dumps({"Status": value}).encode(), models.Order)
    assert caught.value.path == "Status"


@pytest.mark.parametrize(
    ("value", "include"),
    [
        (0, models.LiveDataInclude.Nothing),
        (1, models.LiveDataInclude.Prices),
        (4, models.LiveDataInclude.PnL),
        (5, models.LiveDataInclude.Prices | models.LiveDataInclude.PnL),
        (7, models.LiveDataInclude.All),
        (-1, models.LiveDataInclude.All),
        ("pnl , PRICES", models.LiveDataInclude.Prices | models.LiveDataInclude.PnL),
        ("None", models.LiveDataInclude.Nothing),
        ("None, Greeks", models.LiveDataInclude.Greeks),
    ],
)
def test_flags_are_read_by_number_and_by_names(value: object, include: Any) -> None:
    args = read({"LegId": 1, "Include": value}, models.StreamLegDataArgs)
    assert args.Include is include
    assert number_of(args.Include) == (7 if value == -1 else include.number)


@pytest.mark.parametrize("value", [8, -2, 1.0, "Prices|PnL"])
def test_flags_that_do_not_exist_are_refused(value: object) -> None:
    with pytest.raises(wire.ContractError, match="Include"):
        read({"LegId": 1, "Include": value}, models.StreamLegDataArgs)


def test_a_quote_without_any_basis_cannot_be_asked_for() -> None:
    with pytest.raises(wire.ContractError, match="PriceFields"):
        read({"Symbol": "SPX", "PriceFields": 0}, models.StreamUnderlyingDataArgs)


@pytest.mark.parametrize(
    "text",
    [
        "0.30",
        "1e3",
        "-1.50E+2",
        "1E-28",
        "79228162514264337593543950335",  # the greatest decimal of .NET
        "0.0000000000000000000000000001",
        "123456789012345678901234567890.123456789",
    ],
)
def test_a_decimal_keeps_every_digit_as_number_and_as_text(text: str) -> None:
    for written in (text, f'"{text}"'):
        assert price(written) == Decimal(text)
        assert price(written).as_tuple().digits == Decimal(text).as_tuple().digits
        camel = b'{"legName":"leg","price":%b}' % written.encode()
        assert str(wire.decode(camel, models.PaperFill).Price) == str(price(written))


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [
        ("2026-03-02T14:30:00Z", 0),
        ("2026-03-02T14:30:00+00:00", 0),
        ("2026-03-02T09:30:00-05:00", 0),
        ("2026-03-02T14:30:00", 0),
        ("2026-03-02T14:30:00.5Z", 500_000),
        ("2026-03-02T14:30:00.1234560", 123_456),
        ("2026-03-02T14:30:00.1234564+00:00", 123_456),
    ],
)
def test_a_time_is_read_in_every_form(text: str, microsecond: int) -> None:
    assert time(text) == datetime(2026, 3, 2, 14, 30, 0, microsecond, UTC)


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00.0000000+00:00",
        "0001-01-01T00:00:00+05:30",  # by a server that stands east of Greenwich
    ],
)
def test_a_time_that_was_never_set_is_read(text: str) -> None:
    assert time(text) == models.NEVER


@pytest.mark.parametrize("zone", ["", "Z", "+00:00", "-05:00"])
def test_the_greatest_time_of_a_dotnet_server_is_read(zone: str) -> None:
    assert time(f"9999-12-31T23:59:59.9999999{zone}") == datetime.max.replace(tzinfo=UTC)


def test_the_ids_that_key_a_map_are_read_from_text_in_any_dialect() -> None:
    sent = {"legPrices": {"12": {"bid": "1.5"}}, "LegPnLs": {"-3": {"Realized": 1}}}
    data = read(sent, models.LegsData)
    assert data.LegPrices == {12: models.LivePrices(Bid=Decimal("1.5"))}
    assert data.LegPnLs == {-3: models.LivePnL(Realized=Decimal(1))}
    with pytest.raises(wire.ContractError, match="a key of this map is wrong"):
        read({"legPrices": {"twelve": {}}}, models.LegsData)


def test_an_underlying_is_read_whatever_its_casing_and_goes_back_as_it_came() -> None:
    raw = b'{"underlying":{"symbol":"SPX","tick":0.050},"conditions":[]}'
    underlying = wire.decode(raw, models.EntrySignalsResult).Underlying
    assert underlying is not None
    assert (underlying.Symbol, underlying.ContractType) == ("SPX", None)
    assert wire.encode(underlying) == b'{"symbol":"SPX","tick":0.050}'


def test_a_fault_deep_in_another_dialect_is_named_by_our_names() -> None:
    with pytest.raises(wire.ContractError) as caught:
        wire.decode_response(b'{"status":0,"data":{"legQtys":{"a":"x"}}}', models.LegGroupQtys)
    assert caught.value.path == "Data.LegQtys[...]"
    with pytest.raises(wire.ContractError) as caught:
        read({"orderType": "Limit"}, models.LegGroupOrder)
    assert (caught.value.path, caught.value.problem) == (
        "LegNames",
        "this required field is missing",
    )


@pytest.mark.parametrize("raw", [b'{"legName":"leg","price":}', b'{"a":1,', b'{"legName":"\xff"}'])
def test_text_that_is_broken_behind_an_unknown_name_is_no_json(raw: bytes) -> None:
    with pytest.raises(wire.ContractError, match="this is not JSON"):
        wire.decode(raw, models.PaperFill)
