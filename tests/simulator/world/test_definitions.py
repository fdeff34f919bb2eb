"""Of a definition the adjustments are read, whatever else it may be."""

from decimal import Decimal
from typing import Any

import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import StrategyDefinition
from hubproof.simulator.world.definitions import adjustments_of, faults_of
from hubproof.simulator.world.setup import STRATEGIES

KNOWN = STRATEGIES[0].adjustments
BY_OPERATION = {one.operation.value: one for one in KNOWN}


def document(adjustments: Any) -> StrategyDefinition:
    return StrategyDefinition(Symbol="SPX", Adjustment={"ConditionalAdjustments": adjustments})


def test_each_condition_and_operation_is_one_adjustment_done_as_it_is_known() -> None:
    read = adjustments_of(
        document(
            {
                "pos_delta > 5": {
                    "MoveLegAdjustment": {"LegName": "short_call", "VarDefines": {"moves": "1"}},
                    "RemoveLegsAdjustment": None,
                    "UpdateVarsAdjustment": {"VarDefines": {"stop": 2, "peak": "pos_pnl"}},
                },
                "pos_theta < 0": {"AddLegsAdjustment": {"Legs": [], "VarDefines": None}},
            }
        ),
        KNOWN,
    )
    assert [(one.condition, one.operation.value, one.variables) for one in read] == [
        ("pos_delta > 5", "MoveLeg", {"moves": Decimal(1)}),
        ("pos_delta > 5", "UpdateVars", {"stop": Decimal(2)}),
        ("pos_theta < 0", "AddLegs", {}),
    ]
    move, _, add = read
    assert (move.adds, move.removes) == (
        BY_OPERATION["MoveLeg"].adds,
        BY_OPERATION["MoveLeg"].removes,
    )
    assert add.adds == BY_OPERATION["AddLegs"].adds


def test_names_are_found_in_any_casing() -> None:
    told = StrategyDefinition(
        adjustment={"conditionalAdjustments": {"c": {"removeLegsAdjustment": {}}}}
    )
    assert [one.operation.value for one in adjustments_of(told, KNOWN)] == ["RemoveLegs"]


@pytest.mark.parametrize(
    "content",
    [
        None,
        "text",
        [],
        {"ConditionalAdjustments": None},
        {"ConditionalAdjustments": ["c"]},
        {"ConditionalAdjustments": {"c": None, "d": 3, "": {"MoveLegAdjustment": {}}}},
        {"ConditionalAdjustments": {"c": {"CloseAdjustment": {}}}},
    ],
)
def test_what_is_not_understood_is_passed_over(content: Any) -> None:
    assert adjustments_of(StrategyDefinition(Adjustment=content), KNOWN) == ()
    assert adjustments_of(StrategyDefinition(Symbol="SPX"), KNOWN) == ()


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e16", "a + 1", True, None, [1]])
def test_a_variable_that_is_no_plain_number_is_left_out(value: Any) -> None:
    one = {"UpdateVarsAdjustment": {"VarDefines": {"x": value}}}
    (read,) = adjustments_of(document({"c": one}), KNOWN)
    assert read.variables == BY_OPERATION["UpdateVars"].variables
    assert adjustments_of(document({"c": one}), ()) == ()


def test_an_operation_that_nothing_is_known_of_is_left_out_unless_it_says_all_itself() -> None:
    adds = document({"c": {"AddLegsAdjustment": {}, "UpdateVarsAdjustment": {}}})
    assert adjustments_of(adds, ()) == ()
    whole = document({"c": {"UpdateVarsAdjustment": {"VarDefines": {"x": Decimal("1.5")}}}})
    (read,) = adjustments_of(whole, ())
    assert read.variables == {"x": Decimal("1.5")}


@pytest.mark.parametrize("version", [3, "3", "v3", "3.1.4", "V12", Decimal("3.5"), None])
def test_a_definition_of_version_three_or_later_is_sound(version: Any) -> None:
    assert faults_of(StrategyDefinition(mesoSimVersion=version, Structure={}, Exit=None)) == {}


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ([1], [""]),
        ("text", [""]),
        *(
            ({"MesoSimVersion": one}, ["MesoSimVersion"])
            for one in (2, "2.9", "new", "", True, [3])
        ),
        ({"StrategyName": " ", "Symbol": ""}, ["StrategyName", "Symbol"]),
        ({"strategyName": 5, "SYMBOL": {}}, ["StrategyName", "Symbol"]),
        ({"Structure": [], "Entry": 1, "Exit": "x"}, ["Structure", "Entry", "Exit"]),
        (
            {"Backtest": 0, "Adjustment": [], "Settings": False},
            ["Backtest", "Adjustment", "Settings"],
        ),
        ({"ExternalData": [1], "Description": 4, "Colour": "red"}, []),
    ],
)
def test_a_part_that_is_not_as_documented_is_named(content: Any, parts: list[str]) -> None:
    assert list(faults_of(StrategyDefinition.from_json(content))) == parts


def conditions(world: Any, strategy: int) -> set[str]:
    """What the signals of a position of the strategy may be about."""
    world.fill(f"entry-{strategy}", world.prepared(strategy))
    world.settle()
    return {one.condition for one in world.world.possible() if hasattr(one, "condition")}


def test_a_strategy_is_created_copied_and_updated_with_its_adjustments(drive: Any) -> None:
    world = drive()
    own = document({"mine": {"MoveLegAdjustment": {}}})
    made = [
        models.CreateStrategyArgs(StrategyDefinition=own),
        models.CreateStrategyArgs(CloneStrategyId=105),
        models.CreateStrategyArgs(CloneStrategyId=104),
    ]
    for args in made:
        active = models.CreateStrategyArgs(
            StrategyDefinition=args.StrategyDefinition,
            CloneStrategyId=args.CloneStrategyId,
            ActiveOnAccounts=["ML1001"],
        )
        world.ask("CreateStrategy", active)
    world.ask(
        "UpdateStrategy",
        models.UpdateStrategyArgs(
            StrategyId=107, StrategyDefinition=document({"new": {"AddLegsAdjustment": {}}})
        ),
    )
    assert conditions(world, 105) == {"mine"}
    assert conditions(world, 106) == {"mine"}
    assert conditions(world, 107) == {"mine", "new"}
    ask = models.PreparePositionAdjustmentArgs(
        IdempotencyKey="k",
        PositionId=3,
        Operation=models.PositionAdjustmentOperation.AddLegs,
        Condition="new",
    )
    world.call("StartPreparePositionAdjustment", ask)
    world.settle()
    (told,) = world.events("OnPositionAdjustmentPreparationCompleted")
    assert list(told.Result.OrderLegs) == ["hedge"]
