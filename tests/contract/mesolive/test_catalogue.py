"""The contract as plain data: nothing is left out, and types are written like the documents do."""

import typing
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Optional

import pytest

from hubproof.contract.mesolive.catalogue import FieldShape, Row, labels, rows, shape, written
from hubproof.contract.mesolive.evidence import Evidence, all_names, evidence_of
from hubproof.contract.mesolive.methods import METHODS
from hubproof.contract.mesolive.models import LiveDataInclude, LiveLeg


def row(name: str) -> Row:
    (found,) = [one for one in rows() if one.name == name]
    return found


def test_every_name_has_one_row_with_its_evidence_and_source() -> None:
    told = list(rows())
    assert sorted(one.name for one in told) == list(all_names())
    for one in told:
        known = evidence_of(one.name)
        assert (one.evidence, one.source) == (known.evidence, known.source)


@pytest.mark.parametrize(
    ("name", "kind", "type_", "evidence"),
    [
        ("SendOrder", "method", "control: SendOrderArgs -> SendOrderResult, keyed", "documented"),
        (
            "StreamLegData",
            "method",
            "data: StreamLegDataArgs -> LegData, stream",
            "documented",
        ),
        ("OnAgentStatusChange", "callback", "AgentStatusEvent", "inferred"),
        ("LiveLeg", "model", "", "documented"),
        ("LiveLeg.ClosedAt", "field", "datetime | null", "documented"),
        ("LegData.Greeks", "field", "LiveGreeks | null, may be absent", "assumed"),
        (
            "StreamPositionDataArgs.PnlFields",
            "field",
            "LiveQuoteFields, may be absent",
            "documented",
        ),
        ("PreparePositionExitResult.LegGroups", "field", "dict[int,list[str]]", "documented"),
        ("LiveUnderlying.Symbol", "field", "any JSON", "assumed"),
        ("LiveLegSelectionConstraint.Unconstrained", "member", '"None"', "assumed"),
        ("OrderState", "enum", "", "documented"),
    ],
)
def test_what_a_row_says(name: str, kind: str, type_: str, evidence: str) -> None:
    found = row(name)
    assert (found.kind, found.type, found.evidence) == (kind, type_, Evidence(evidence))


@pytest.mark.parametrize(
    ("annotation", "text", "nullable"),
    [
        (int, "int", False),
        (Decimal | None, "Decimal", True),
        (Optional[datetime], "datetime", True),  # noqa: UP045  # as older packages write it
        (typing.List[int], "list[int]", False),  # noqa: UP006
        (Sequence[str], "list[str]", False),
        (Mapping[str, Any], "dict[str,JsonElement]", False),
        (dict[int, LiveLeg] | None, "dict[int,LiveLeg]", True),
        (list[int | None], "list[int|None]", False),
        (int | str, "int|str", False),
        (object, "JsonElement", False),
        (typing.TypeVar("Payload"), "T", False),
        (None, "None", True),
    ],
)
def test_a_type_is_written_in_one_way(annotation: Any, text: str, nullable: bool) -> None:  # noqa: FBT001
    assert written(annotation) == FieldShape(type=text, nullable=nullable)


def test_the_members_of_an_enum_are_called_as_on_the_wire() -> None:
    class Numbered(Enum):
        First = 1
        Second = 2

    assert labels(Numbered) == ["First", "Second"]
    assert labels(LiveDataInclude) == ["Prices", "Greeks", "PnL", "All", "None"]


def test_the_shape_has_every_model_enum_and_method() -> None:
    ours = shape()
    assert ours.models["LiveLeg"]["ClosedAt"] == FieldShape(type="datetime", nullable=True)
    assert ours.models["LiveUnderlying"]["Symbol"] == FieldShape(type=None, nullable=None)
    assert ours.enums["OrderType"] == ["Market", "Limit", "Stop", "StopLimit"]
    told = [name for names in ours.clients.values() for name in names]
    assert {*told} >= {one.sdk_name for one in METHODS.values()} | {"on_leg_update"}
