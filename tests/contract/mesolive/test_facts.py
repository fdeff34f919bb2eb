"""The contract against what the vendor's documents say, taken down in facts.json."""

import re
import types
import typing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hubproof.client import sdk
from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.callbacks import CALLBACKS
from hubproof.contract.mesolive.evidence import Evidence, evidence_of
from hubproof.contract.mesolive.methods import HUB_PATHS, METHODS
from hubproof.contract.mesolive.provenance import parts_of

FACTS: dict[str, Any] = msgspec.json.decode(Path(__file__).with_name("facts.json").read_bytes())
TWIN_STATUSES = (
    "GetPreparePositionEntryStatusResult",
    "GetPreparePositionAdjustmentStatusResult",
)


def written_type(annotation: object) -> tuple[str, bool]:
    """The type as the pages write it, and whether None is allowed."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (types.UnionType, typing.Union):
        (inner,) = [argument for argument in arguments if argument is not types.NoneType]
        return written_type(inner)[0], True
    if origin is not None:
        inside = ",".join(written_type(argument)[0] for argument in arguments)
        return f"{origin.__name__}[{inside}]", False
    if isinstance(annotation, typing.TypeVar):
        return "T", False
    assert isinstance(annotation, type)
    return annotation.__name__, False


def contradiction(fact: str, field: msgspec.structs.FieldInfo) -> str | None:
    """What of a field is otherwise than the documents say; None where nothing is."""
    page_type, *words = fact.split()
    if page_type == "?" or words == ["?"]:
        return None
    type_, nullable = written_type(field.type)
    default = next((word[1:] for word in words if word.startswith("=")), None)
    # A field that may be absent is None then, or its documented default, whether or not null may
    # be sent for it.
    may_be_none = "nullable" in words or ("required" not in words and default is None)
    said = (page_type, may_be_none, "required" in words)
    ours = (type_, nullable, field.required)
    if said != ours:
        return f"{field.name} is {ours}, not {said}"
    if default is not None and field.default != default:
        return f"{field.name} is {field.default} by default, not {default}"
    return None


@pytest.mark.parametrize("name", FACTS["models"])
def test_every_documented_model_and_field_exists_with_its_type_and_nullability(name: str) -> None:
    pages, model = FACTS["models"][name], getattr(models, name)
    assert [field for field in pages if field not in parts_of(model)] == []
    if issubclass(model, models.JsonElement):
        return  # only the names of its parts are known
    fields = {field.name: field for field in msgspec.structs.fields(model)}
    wrong = [contradiction(fact, fields[field]) for field, fact in pages.items()]
    assert [line for line in wrong if line] == []


@pytest.mark.parametrize("name", FACTS["models"])
def test_a_model_whose_page_was_read_whole_has_no_other_field(name: str) -> None:
    if name not in FACTS["partial"]:
        assert [p for p in parts_of(getattr(models, name)) if p not in FACTS["models"][name]] == []


@pytest.mark.parametrize(
    ("fact", "problem"),
    [
        ("int required", None),
        ("str required", "'int', False, True"),
        ("int", "not .'int', True, False"),
        ("int required nullable", "not .'int', True, True"),
        ("int =7", "not .'int', False, False"),
        ("?", None),
    ],
)
def test_a_field_that_differs_from_its_fact_is_found(fact: str, problem: str | None) -> None:
    class Sample(msgspec.Struct):
        Count: int

    (field,) = msgspec.structs.fields(Sample)
    found = contradiction(fact, field)
    assert (found is None) == (problem is None)
    assert re.search(problem or "", found or "")


@pytest.mark.parametrize("name", FACTS["enums"])
def test_an_enum_has_the_documented_members_and_marks_every_other(name: str) -> None:
    members = getattr(models, name).__members__
    known = [m for m in members if evidence_of(f"{name}.{m}").evidence is Evidence.documented]
    assert known == (FACTS["enums"][name] or [])
    assert members


def test_every_documented_method_exists_as_it_is_documented_and_there_is_no_other() -> None:
    assert set(METHODS) == set(FACTS["methods"])
    for name, page in FACTS["methods"].items():
        method = METHODS[name]
        assert (method.hub, method.sdk_name) == (page["hub"], page["sdk"])
        assert method.args.__name__ == page.get("args", method.args.__name__)
        assert method.result.__name__ == page.get("result", method.result.__name__)
        assert method.streams == page.get("streams", False), name
        assert method.keyed or not page.get("keyed"), name
        assert method.evidence == page.get("evidence", "documented"), name


def test_every_documented_callback_exists_as_it_is_documented_and_there_is_no_other() -> None:
    assert set(CALLBACKS) == set(FACTS["callbacks"])
    for name, page in FACTS["callbacks"].items():
        callback = CALLBACKS[name]
        assert (callback.registration, callback.envelope_field) == (page["sdk"], page["field"])
        assert callback.payload.__name__ == page.get("payload", callback.payload.__name__), name


def test_the_hubs_and_their_clients_are_the_documented_ones() -> None:
    assert FACTS["hubs"] == HUB_PATHS
    assert [name for name in FACTS["clients"] if not hasattr(sdk, name)] == []
    assert [name for name in FACTS["exceptions"] if not hasattr(sdk.exceptions, name)] == []


def test_a_page_of_events_has_the_documented_cap() -> None:
    assert FACTS["events_per_page_max"] == models.MAX_EVENTS_PER_PAGE


@pytest.mark.parametrize("name", TWIN_STATUSES)
def test_the_status_of_every_preparation_is_like_the_documented_one(name: str) -> None:
    theirs = FACTS["models"]["GetPreparePositionExitStatusResult"]
    kind = name.removeprefix("GetPreparePosition").removesuffix("StatusResult")
    page = theirs | {"Result": f"PreparePosition{kind}Result nullable"}
    fields = msgspec.structs.fields(getattr(models, name))
    assert [contradiction(page[field.name], field) for field in fields] == [None] * len(page)
