"""Two shapes of one contract, and every way in which they can differ."""

from typing import Any

import pytest

from hubproof.contract.mesolive.catalogue import FieldShape, Shape
from hubproof.contract.mesolive.differences import differences
from hubproof.contract.mesolive.provenance import Evidence

QTY = FieldShape(type="Decimal", nullable=False)
CLOSED = FieldShape(type="datetime", nullable=True)
UNKNOWN = FieldShape(type=None, nullable=None)


def made(**other: Any) -> Shape:
    parts: dict[str, Any] = {
        "models": {
            "LiveLeg": {"Qty": QTY, "ClosedAt": CLOSED},
            "LiveUnderlying": {"Symbol": UNKNOWN},
        },
        "enums": {"OrderState": ["Working", "Filled"]},
        "clients": {"MesoLiveDataHubClient": ["get_leg_snapshot"]},
    }
    return Shape(**{**parts, **other})


def leg(**other: FieldShape) -> Shape:
    return made(models={**made().models, "LiveLeg": {"Qty": QTY, "ClosedAt": CLOSED, **other}})


def said(theirs: Shape) -> list[tuple[str, str, str | None]]:
    return [(one.name, one.says, one.evidence) for one in differences(made(), theirs, "sdk")]


def test_the_same_shape_has_no_difference() -> None:
    assert said(made()) == []


@pytest.mark.parametrize(
    ("theirs", "difference"),
    [
        (
            leg(Qty=FieldShape(type="float", nullable=False)),
            ("LiveLeg.Qty", "Decimal here, float in sdk"),
        ),
        (
            leg(Qty=FieldShape(type="Decimal", nullable=True)),
            ("LiveLeg.Qty", "is never null here, may be null in sdk"),
        ),
        (
            leg(ClosedAt=FieldShape(type="datetime", nullable=False)),
            ("LiveLeg.ClosedAt", "may be null here, is never null in sdk"),
        ),
        (
            made(models={**made().models, "LiveLeg": {"Qty": QTY}}),
            ("LiveLeg.ClosedAt", "not in sdk"),
        ),
        (made(models={"LiveLeg": made().models["LiveLeg"]}), ("LiveUnderlying", "not in sdk")),
        (
            made(clients={"MesoLiveDataHubClient": ["connect"]}),
            ("MesoLiveDataHubClient.get_leg_snapshot", "not in sdk"),
        ),
        (made(clients={}), ("MesoLiveDataHubClient", "not in sdk")),
        (made(enums={"OrderState": ["Filled"]}), ("OrderState.Working", "not in sdk")),
        (made(enums={}), ("OrderState", "not in sdk")),
    ],
)
def test_what_is_otherwise_is_said_by_its_name(theirs: Shape, difference: tuple[str, str]) -> None:
    (found,) = said(theirs)
    assert found[:2] == difference


def test_what_only_the_other_has_is_said_without_evidence() -> None:
    theirs = made(
        models={
            **made().models,
            "New": {},
            "LiveUnderlying": {"Symbol": FieldShape(type="str", nullable=False), "Exchange": QTY},
        },
        enums={"OrderState": ["Working", "Filled", "Expired"]},
    )
    assert said(theirs) == [
        ("LiveUnderlying.Exchange", "only in sdk", None),
        ("New", "only in sdk", None),
        ("OrderState.Expired", "only in sdk", None),
    ]


def test_a_difference_says_how_well_the_name_is_known_here() -> None:
    told = said(made(models={}, enums={"OrderState": []}))
    assert [(name, evidence) for name, _, evidence in told] == [
        ("LiveLeg", Evidence.documented),
        ("LiveUnderlying", Evidence.documented),
        ("OrderState.Filled", Evidence.assumed),
        ("OrderState.Working", Evidence.assumed),
    ]


@pytest.mark.parametrize("other", ["JsonElement", "dict", "dict[str,JsonElement]"])
def test_json_that_is_kept_may_be_any_json_elsewhere(other: str) -> None:
    def with_field(type_: str) -> Shape:
        return made(models={"LiveLeg": {"Underlying": FieldShape(type=type_, nullable=False)}})

    ours = with_field("LiveUnderlying")
    assert differences(ours, with_field(other), "sdk") == []
    (found,) = differences(ours, with_field("str"), "sdk")
    assert found.says == "LiveUnderlying here, str in sdk"


def test_a_class_without_fields_is_another_way_to_keep_json() -> None:
    assert said(made(models={**made().models, "LiveUnderlying": {}})) == []
