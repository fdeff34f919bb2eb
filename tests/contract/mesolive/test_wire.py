import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubproof.contract.mesolive import models, wire
from hubproof.contract.mesolive.dialect import FORMS, OURS, Dialect
from hubproof.contract.mesolive.wiremodel import WireModel, Written
from hubproof.contract.mesolive.writing import Writer

MODELS = [
    model
    for model in (getattr(models, name) for name in models.__all__)
    if isinstance(model, type)
    and issubclass(model, WireModel)
    and model is not models.MesoLiveApiResponse
]


DIALECTS = st.builds(Dialect, **{name: st.sampled_from(forms) for name, forms in FORMS.items()})
LONG_WAY = Writer(OURS)


def refusal(raw: bytes, type_: type) -> wire.ContractError:
    with pytest.raises(wire.ContractError) as caught:
        wire.decode(raw, type_)
    return caught.value


SEND_ORDER = {
    "IdempotencyKey": "send_order_1",
    "ReplacesOrder": None,
    "BrokerAccountId": "U1",
    "ExecPlanId": 7,
    "QtyMultiplier": None,
    "LegGroupId": 1,
    "LegGroupOrder": {"OrderType": "Limit", "LimitPrice": 1.25, "LegNames": ["short_put"]},
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@given(data=st.data())
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_model_survives_the_wire(
    model: type[msgspec.Struct],
    data: st.DataObject,
    any_value_of: Callable[[type[msgspec.Struct]], st.SearchStrategy[object]],
) -> None:
    value = data.draw(any_value_of(model))
    text = wire.encode(value)
    assert wire.decode(text, model) == value
    assert wire.encode(wire.decode(text, model)) == text  # 1.10 is not 1.1
    told = wire.decode(wire.encode(value, data.draw(DIALECTS)), model)
    assert wire.encode(told) == text
    # Taken the long way our own dialect is the same, to the byte.
    assert msgspec.json.Encoder(decimal_format="number").encode(LONG_WAY.plain(value)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_is_a_number_on_the_wire_and_keeps_every_digit(price: Decimal) -> None:
    fill = models.PaperFill(LegName="leg", Price=price)
    raw = wire.encode(fill)
    assert json.loads(raw, parse_float=str, parse_int=str)["Price"] == str(price)
    assert str(wire.decode(raw, models.PaperFill).Price) == str(price)


def test_a_decimal_is_also_read_from_a_string() -> None:
    raw = b'{"LegName":"leg","Price":"0.30"}'
    assert str(wire.decode(raw, models.PaperFill).Price) == "0.30"


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_a_price_that_is_no_number_is_refused(text: str) -> None:
    raw = json.dumps({"LegName": "leg", "Price": text}).encode()
    assert refusal(raw, models.PaperFill).problem == f"Price must be a finite number, not {text}"
    raw = json.dumps({"LegQtys": {"leg": text}}).encode()
    assert "LegQtys[leg] must be" in refusal(raw, models.LegGroupQtys).problem


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T14:30:00.123456Z",
        "2026-03-02T16:30:00.123456+02:00",
        "2026-03-02T14:30:00.123456",
        "2026-03-02T14:30:00.1234560Z",
    ],
)
def test_every_form_of_a_time_is_read_as_utc_and_written_with_z(text: str) -> None:
    raw = json.dumps({"LatestEventSeqId": 1, "SnapshotTime": text}).encode()
    result = wire.decode(raw, models.GetLatestEventSeqIdResult)
    assert result.SnapshotTime.tzinfo is UTC
    assert result.SnapshotTime == datetime(2026, 3, 2, 14, 30, 0, 123456, UTC)
    assert b'"2026-03-02T14:30:00.123456Z"' in wire.encode(result)


def test_the_unset_time_of_a_dotnet_server_is_read() -> None:
    raw = b'{"LatestEventSeqId":1,"SnapshotTime":"0001-01-01T00:00:00"}'
    assert wire.decode(raw, models.GetLatestEventSeqIdResult).SnapshotTime == models.NEVER


@pytest.mark.parametrize("field", SEND_ORDER)
def test_a_missing_field_is_named(field: str) -> None:
    sent = {name: value for name, value in SEND_ORDER.items() if name != field}
    error = refusal(json.dumps(sent).encode(), models.SendOrderArgs)
    assert (error.path, str(error)) == (
        field,
        f"SendOrderArgs.{field}: this required field is missing",
    )


def test_a_missing_field_deep_inside_is_named_with_its_path() -> None:
    sent = SEND_ORDER | {"LegGroupOrder": {"OrderType": "Market"}}
    error = refusal(json.dumps(sent).encode(), models.SendOrderArgs)
    assert error.path == "LegGroupOrder.LegNames"


def test_a_value_of_the_wrong_type_is_named_with_its_path() -> None:
    sent = SEND_ORDER | {"LegGroupOrder": {"OrderType": "Market", "LegNames": ["a", 3]}}
    error = refusal(json.dumps(sent).encode(), models.SendOrderArgs)
    assert error.path == "LegGroupOrder.LegNames[1]"
    assert "Expected `str`, got `int`" in error.problem


def test_an_unknown_enum_member_is_refused() -> None:
    error = refusal(b'{"Status":"Sucess"}', models.MesoLiveApiResponse[models.Order])
    assert error.path == "Status"
    assert "Sucess" in error.problem


def test_a_field_that_the_contract_does_not_have_is_ignored() -> None:
    assert wire.decode(b'{"JobId":"j","New":[1]}', models.StartPreparePositionEntryResult) == (
        models.StartPreparePositionEntryResult(JobId="j")
    )


@pytest.mark.parametrize("raw", [b"", b"{", b'{"JobId":"j"} x', b'{"JobId":"\xff"}'])
def test_text_that_is_not_json_is_refused_in_words(raw: bytes) -> None:
    error = refusal(raw, models.StartPreparePositionEntryResult)
    assert error.path == ""
    assert str(error).startswith("StartPreparePositionEntryResult: this is not JSON")


def test_maps_keyed_by_ids_travel_as_text_and_are_integers_here() -> None:
    type_ = dict[int, models.LegGroupQtys]
    value = {12: models.LegGroupQtys(Qty=Decimal(1), LegQtys={"a": Decimal(-2)})}
    raw = wire.encode(value)
    assert raw == b'{"12":{"Qty":1,"LegQtys":{"a":-2}}}'
    assert wire.decode(raw, type_) == value
    assert "a key of this map is wrong" in refusal(b'{"a":{}}', type_).problem


@pytest.mark.parametrize(
    "content", ["{}", '"SPX"', '{"Symbol":"SPX","Tick":0.050,"X":[null]}', "7"]
)
def test_an_underlying_goes_back_exactly_as_it_came(content: str) -> None:
    raw = f'{{"Underlying":{content},"Conditions":[]}}'.encode()
    assert wire.encode(wire.decode(raw, models.EntrySignalsResult)) == raw


@pytest.mark.parametrize("rest", ["", ',"Underlying":null'])
def test_an_underlying_must_be_there(rest: str) -> None:
    raw = (
        '{"IdempotencyKey":"k","PositionName":"p","StrategyId":1,"BrokerAccountId":"a",'
        f'"LegSelectionConstraint":"None","DataProvider":null{rest}}}'
    )
    assert refusal(raw.encode(), models.PreparePositionEntryArgs).path == "Underlying"


def test_an_underlying_made_by_hand_has_the_names_it_was_given() -> None:
    underlying = models.LiveUnderlying(Symbol="SPX", ContractType=models.MesoContractType.Index)
    assert wire.encode(underlying) == b'{"Symbol":"SPX","ContractType":"Index"}'
    again = wire.decode(wire.encode(underlying), models.LiveUnderlying)
    assert (again, again.Symbol, again.ContractType) == (underlying, "SPX", "Index")
    assert models.LiveUnderlying.from_json("SPX").Symbol is None


def test_an_answer_is_read_with_its_envelope() -> None:
    raw = b'{"Status":"Success","Message":null,"Error":null,"Data":{"LiveOrderId":3}}'
    response = wire.decode_response(raw, models.SendOrderResult)
    assert response.Data == models.SendOrderResult(LiveOrderId=3)
    assert wire.encode(response) == raw
    with pytest.raises(wire.ContractError) as caught:
        wire.decode_response(
            b'{"Status":"Success","Data":{"LiveOrderId":"3"}}', models.SendOrderResult
        )
    assert caught.value.path == "Data.LiveOrderId"


def test_a_value_outside_the_contract_is_not_written() -> None:
    with pytest.raises(TypeError, match="object has no JSON form"):
        wire.encode(object())
    with pytest.raises(NotImplementedError, match="complex has no JSON form"):
        wire.decode(b"1", complex)


@pytest.mark.parametrize("words", ["", "camel,strings"])
def test_what_is_written_already_goes_out_as_it_is(words: str) -> None:
    text = Written(b'{"AsItIs":1.50}')
    told = models.MesoLiveApiResponse(Status=models.StatusCode.Success, Data=text)
    assert b'"AsItIs":1.50}' in wire.encode(told, Dialect.parse(words))
    assert text == Written(b'{"AsItIs":1.50}') != Written(b"{}")
