"""From a target and arguments to a method and its Args, or to the real server's refusal."""

import msgspec
import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.methods import METHODS, HubMethod
from hubproof.contract.signalr.protocols import JSON, MESSAGEPACK
from hubproof.simulator.hubs.methods import BINDERS
from hubproof.simulator.hubs.typed.binding import Bound, Unbound
from hubproof.simulator.session.events import Invoked

SINCE = b'{"SinceEventSeqId":4}'


def bound(
    target: str, *arguments: bytes, hub: str = "event", streaming: bool = False
) -> Bound | Unbound:
    number = "1" if streaming else None
    call = Invoked(number, target, [msgspec.Raw(one) for one in arguments], streaming=streaming)
    return BINDERS[hub].bind(call, JSON, "ann")


def unknown(target: str) -> Unbound:
    said = f"Failed to invoke '{target}' due to an error on the server."
    return Unbound(f"{said} HubException: Method does not exist.")


def test_a_call_that_fits_is_its_method_with_its_args() -> None:
    found = bound("GetEventsSince", SINCE)
    assert isinstance(found, Bound)
    assert found.arguments == [models.GetEventsSinceArgs(SinceEventSeqId=4)]
    assert not found.signature.streams


@pytest.mark.parametrize("target", ["geteventssince", "GETEVENTSSINCE", "getEventsSince"])
def test_a_method_is_found_whatever_its_casing(target: str) -> None:
    found = bound(target, SINCE)
    assert isinstance(found, Bound)
    assert found.signature.name == "GetEventsSince"


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_every_method_exists_on_its_hub_and_on_no_other(method: HubMethod) -> None:
    hubs = ("control", "data", "event")
    exists_on = [hub for hub in hubs if bound(method.name, hub=hub) != unknown(method.name)]
    assert exists_on == [method.hub]


def test_a_method_nobody_knows_is_refused_in_the_callers_spelling() -> None:
    assert bound("BuyEverything", SINCE) == unknown("BuyEverything")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "Invocation provides 0 argument(s) but target expects 1."),
        ((SINCE, SINCE), "Invocation provides 2 argument(s) but target expects 1."),
        ((b"null",), "Expected `object`, got `null`"),
        ((b"[]",), "Expected `object`, got `array`"),
        ((b"4",), "Expected `object`, got `int`"),
        ((b"{}",), "SinceEventSeqId: this required field is missing"),
        ((b'{"SinceEventSeqId":"four"}',), "SinceEventSeqId: Expected `int`, got `str`"),
        ((b'{"SinceEventSeqId":4,"Limit":0.5}',), "Limit: Expected `int | null`, got `decimal`"),
    ],
)
def test_arguments_that_do_not_fit_are_refused_in_the_methods_own_spelling(
    arguments: tuple[bytes, ...], why: str
) -> None:
    said = "Failed to invoke 'GetEventsSince' due to an error on the server."
    assert bound("getEVENTSsince", *arguments) == Unbound(said, f"GetEventsSince: {why}")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ('"LimitPrice": "s3cret"', "LimitPrice: Invalid decimal string"),
        ('"TimeInForce": "s3cret"', "TimeInForce: Invalid enum value"),
        ('"TimeInForce": "s3\\n\'cret"', "TimeInForce: Invalid enum value"),
        ('"LegNames": "s3cret"', "LegNames: Expected `array`, got `str`"),
    ],
)
def test_the_operator_is_told_which_field_did_not_fit_and_no_value_of_it(
    wrong: str, why: str
) -> None:
    order = f'{{"OrderType": "Limit", "LimitPrice": 1, "LegNames": [], {wrong}}}'
    sent = (
        '{"IdempotencyKey": "k", "BrokerAccountId": "U1", "ExecPlanId": 1, "LegGroupId": 1,'
        f' "QtyMultiplier": null, "ReplacesOrder": null, "LegGroupOrder": {order}}}'
    )
    refused = bound("SendOrder", sent.encode(), hub="control")
    assert isinstance(refused, Unbound)
    assert refused.why == f"SendOrder: LegGroupOrder.{why}"
    assert refused.error == "Failed to invoke 'SendOrder' due to an error on the server."


def test_a_plain_method_is_not_to_be_streamed() -> None:
    assert bound("geteventssince", SINCE, streaming=True) == Unbound(
        "The client attempted to invoke the non-streaming 'GetEventsSince' method with a"
        " streaming invocation."
    )


def test_a_stream_of_a_method_nobody_knows_is_refused_as_unknown() -> None:
    assert bound("Ticks", streaming=True) == unknown("Ticks")


def test_what_does_not_fit_is_refused_before_how_it_was_called() -> None:
    """As that server does: it reads the arguments before it knows what to do with them."""
    said = "Failed to invoke 'GetEventsSince' due to an error on the server."
    refused = bound("GetEventsSince", b"4", streaming=True)
    assert isinstance(refused, Unbound)
    assert refused.error == said


def test_uploads_are_wanted_by_nobody() -> None:
    call = Invoked("1", "ListAgents", [msgspec.Raw(b"{}")], stream_ids=("s",))
    refused = BINDERS["control"].bind(call, JSON, "ann")
    assert isinstance(refused, Unbound)
    assert refused.error.endswith("Client sent 1 stream(s), Hub method expects 0.")


def test_arguments_are_read_in_the_encoding_that_is_spoken() -> None:
    packed = msgspec.Raw(msgspec.msgpack.encode({"sinceEventSeqId": 4}))
    call = Invoked("1", "GetEventsSince", [packed])
    found = BINDERS["event"].bind(call, MESSAGEPACK, "ann")
    assert isinstance(found, Bound)
    assert found.arguments == [models.GetEventsSinceArgs(SinceEventSeqId=4)]
    assert isinstance(BINDERS["event"].bind(call, JSON, "ann"), Unbound)


@pytest.mark.parametrize("sent", [b'{"sinceEventSeqId":4}', b'{"SINCEEVENTSEQID":4,"limit":null}'])
def test_arguments_are_read_in_any_casing(sent: bytes) -> None:
    assert bound("GetEventsSince", sent) == bound("GetEventsSince", SINCE)


def test_fields_that_the_contract_does_not_know_are_left_out() -> None:
    assert bound("GetEventsSince", b'{"SinceEventSeqId":4,"Colour":"red"}') == bound(
        "GetEventsSince", SINCE
    )
