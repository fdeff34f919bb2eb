"""An adjustment that could not be carried out is refused before there is a world."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from hubproof.contract.mesolive.models import PositionAdjustmentOperation
from hubproof.simulator.world.setup import STRATEGIES, WorldSetup
from hubproof.simulator.world.structure import AdjustmentSetup, LegSetup

SPREAD = STRATEGIES[1]  # long and short, of group 1
NEW = LegSetup(name="new", strike=Decimal(4800), ratio=-1)


def one(operation: str, **parts: Any) -> AdjustmentSetup:
    settings: dict[str, Any] = {"condition": "c", **parts}
    return AdjustmentSetup(operation=PositionAdjustmentOperation(operation), **settings)


def check(*adjustments: AdjustmentSetup) -> None:
    WorldSetup(strategies=(replace(SPREAD, adjustments=adjustments),))


@pytest.mark.parametrize(
    "adjustment",
    [
        one("AddLegs", adds=(NEW,), condition=""),
        one("AddLegs"),
        one("AddLegs", adds=(NEW,), removes=("short",)),
        one("RemoveLegs"),
        one("RemoveLegs", removes=("short",), adds=(NEW,)),
        one("MoveLeg", removes=("short",)),
        one("MoveLeg", removes=("long", "short"), adds=(NEW,)),
        one("UpdateVars"),
        one("UpdateVars", variables={"a": Decimal(1)}, removes=("short",)),
    ],
)
def test_an_operation_has_just_its_own_parts(adjustment: AdjustmentSetup) -> None:
    with pytest.raises(ValueError, match="just the parts of its operation"):
        check(adjustment)


@pytest.mark.parametrize(
    ("adjustments", "sentence"),
    [
        ((one("RemoveLegs", removes=("none",)),), "removes none, which is no leg"),
        ((one("AddLegs", adds=(SPREAD.legs[0],)),), "leg long is set up twice"),
        (
            (
                one("AddLegs", adds=(NEW,)),
                one("AddLegs", adds=(replace(NEW, strike=Decimal(1)),), condition="d"),
            ),
            "leg new is set up twice",
        ),
        ((one("AddLegs", adds=(NEW,)),) * 2, "is set up twice; give each its own condition"),
        ((one("AddLegs", adds=(replace(NEW, ratio=0),)),), "a ratio other than 0"),
        ((one("MoveLeg", removes=("long",), adds=(NEW,)),), "its ratio and its group"),
        (
            (one("MoveLeg", removes=("short",), adds=(replace(NEW, group=2),)),),
            "its ratio and its group",
        ),
    ],
)
def test_what_contradicts_itself_is_refused(
    adjustments: tuple[AdjustmentSetup, ...], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        check(*adjustments)


def test_one_condition_may_have_several_operations_on_the_same_leg() -> None:
    check(
        one("AddLegs", adds=(NEW,)),
        one("RemoveLegs", removes=("new",)),
        one("MoveLeg", removes=("short",), adds=(NEW,)),
        one("UpdateVars", variables={"a": Decimal(1)}),
    )
