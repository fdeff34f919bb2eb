"""The structs against what the vendor's pages say, taken down in documented.json."""

import types
import typing
from pathlib import Path

import msgspec
import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.evidence import Evidence, evidence_of

PAGES = msgspec.json.decode(Path(__file__).with_name("documented.json").read_bytes())
UNDOCUMENTED_PAYLOADS = {
    "AutoUpdateVarsAdjustmentStarted",
    "AutoUpdateVarsAdjustmentCompleted",
    "AutoUpdateVarsAdjustmentFailed",
}


def written_type(annotation: object) -> tuple[str, bool]:
    """The type as the pages write it, and whether None is allowed."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (types.UnionType, typing.Union):
        (inner,) = [argument for argument in arguments if argument is not types.NoneType]
        return written_type(inner)[0], True
    if origin is not None:
        inside = ",".join(written_type(argument)[0] for argument in arguments)
        return f"{origin.__name__}[{inside}]", False
    assert isinstance(annotation, type)
    return annotation.__name__, False


@pytest.mark.parametrize("name", PAGES["models"])
def test_a_documented_model_has_the_documented_fields(name: str) -> None:
    pages = {field: line.split() for field, line in PAGES["models"][name].items()}
    fields = {field.name: field for field in msgspec.structs.fields(getattr(models, name))}
    assert set(fields) - set(pages) <= UNDOCUMENTED_PAYLOADS
    for page_name, (page_type, *words) in pages.items():
        field = fields[page_name]
        type_, nullable = written_type(field.type)
        assert type_ == page_type, page_name
        # A field that may be absent is None then, whether or not null may be sent for it.
        assert nullable == ("nullable" in words or "required" not in words), page_name
        assert field.required == ("required" in words), page_name


@pytest.mark.parametrize("name", PAGES["enums"])
def test_a_documented_enum_has_the_documented_members_and_marks_every_other(name: str) -> None:
    members = getattr(models, name).__members__
    known = [m for m in members if evidence_of(f"{name}.{m}").evidence is Evidence.documented]
    assert known == PAGES["enums"][name]


def test_an_enum_that_no_page_lists_has_no_documented_member() -> None:
    for name in models.__all__:
        declared = getattr(models, name)
        if hasattr(declared, "__members__") and name not in PAGES["enums"]:
            marks = {evidence_of(f"{name}.{m}").evidence for m in declared.__members__}
            assert Evidence.documented not in marks, name


@pytest.mark.parametrize(
    ("field", "annotation"),
    [
        (models.SendOrderArgs, "ReplacesOrder"),
        (models.SendOrderArgs, "QtyMultiplier"),
        (models.PreparePositionEntryArgs, "DataProvider"),
    ],
)
def test_a_field_that_is_required_but_nullable_must_be_said(
    field: type[msgspec.Struct], annotation: str
) -> None:
    (found,) = [f for f in msgspec.structs.fields(field) if f.name == annotation]
    assert found.required
    assert written_type(found.type)[1]
