import re

import msgspec
import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.assumed import (
    ASSUMED,
    assumed_status,
    assumption,
)
from hubproof.contract.mesolive.callbacks import CALLBACKS
from hubproof.contract.mesolive.methods import METHODS
from hubproof.contract.mesolive.replay import payload_of


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def test_every_snapshot_brings_what_the_stream_beside_it_does() -> None:
    data = {method.name: method for method in METHODS.values() if method.hub == "data"}
    streams = [name for name, method in data.items() if method.streams]
    assert len(streams) == 6
    for name in streams:
        stream = data.pop(name)
        snapshot = data.pop(name.replace("Stream", "Get").replace("Data", "Snapshot"))
        assert snapshot.result is stream.result
        asked = [(f.name, f.type, f.default) for f in msgspec.structs.fields(stream.args)]
        assert asked == [(f.name, f.type, f.default) for f in msgspec.structs.fields(snapshot.args)]
    assert data == {}


def test_only_the_data_hub_streams() -> None:
    assert {method.hub for method in METHODS.values() if method.streams} == {"data"}


def test_a_method_is_keyed_exactly_when_its_arguments_carry_a_key_to_be_used() -> None:
    keyed = {m.name for m in METHODS.values() if "IdempotencyKey" in m.args.__struct_fields__}
    assert {m.name for m in METHODS.values() if m.keyed} == keyed - {"GetIdempotencyRecord"}


def test_every_keyed_method_is_an_operation_that_a_record_can_name() -> None:
    keyed = {method.name for method in METHODS.values() if method.keyed}
    assert set(models.IdempotencyOperation) == keyed


def test_the_sdk_name_is_the_method_in_snake_case() -> None:
    for method in METHODS.values():
        assert method.sdk_name == snake(method.name)


def test_callbacks_kinds_and_payload_fields_are_the_same_seventeen() -> None:
    fields = models.MesoLiveEventEnvelope.__struct_fields__[1:]
    assert tuple(callback.envelope_field for callback in CALLBACKS.values()) == fields
    assert tuple(models.MesoLiveEventKind) == fields
    assert len(fields) == 17


def test_a_callback_s_registration_and_payload_follow_from_its_name() -> None:
    hints = {
        field.name: field.type for field in msgspec.structs.fields(models.MesoLiveEventEnvelope)
    }
    for callback in CALLBACKS.values():
        assert callback.name == f"On{callback.envelope_field}"
        assert callback.registration == snake(callback.name)
        assert callback.kind == callback.envelope_field
        assert hints[callback.envelope_field] == callback.payload | None


def test_the_payload_of_an_envelope_is_the_one_its_kind_names() -> None:
    event = models.AgentStatusEvent(
        EventTime=models.NEVER, Status=models.AgentStatus.Online, Message="back"
    )
    kind = models.MesoLiveEventKind.AgentStatusChange
    assert payload_of(models.MesoLiveEventEnvelope(Kind=kind, AgentStatusChange=event)) is event
    assert payload_of(models.MesoLiveEventEnvelope(Kind=kind)) is None


def test_every_open_question_is_answered_once_and_in_sentences() -> None:
    keys = [row.key for row in ASSUMED]
    assert len(set(keys)) == len(keys)
    for row in ASSUMED:
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", row.key)
        assert row.question.endswith("?")
        assert row.answer.endswith(".")
        assert row.why.endswith(".")
        assert assumption(row.key) is row


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("idempotency.unknown_key", "NotFound"),
        ("idempotency.resend_of_failed", "DuplicateRequest"),
        ("plan.second_execution", "Success"),
        ("plan.wrong_account_kind", "ValidationError"),
    ],
)
def test_the_answers_that_clients_meet_first(key: str, status: str) -> None:
    assert assumed_status(key) == status


def test_an_answer_is_asked_for_by_its_kind() -> None:
    with pytest.raises(TypeError, match="is no status"):
        assumed_status("events.token_wins")
    with pytest.raises(KeyError, match=r"wire\.colour"):
        assumption("wire.colour")
