"""However a position is adjusted and closed, what it holds and what was paid add up."""

from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

from hubproof.contract.mesolive import models
from hubproof.simulator.world.setup import STRATEGIES

CASH = Decimal(60000)
OPERATIONS = st.sampled_from(["AddLegs", "MoveLeg", "RemoveLegs", "UpdateVars", "exit"])
STEPS = st.lists(st.tuples(OPERATIONS, st.integers(0, 2)), max_size=6)
"""What is prepared, and how often it is executed."""


def prepared(world: Any, key: str, operation: str) -> Any:
    """The result of a preparation that was completed; None where there is nothing to prepare."""
    if operation == "exit":
        kind: Any = "Exit"
        args: Any = models.PreparePositionExitArgs(IdempotencyKey=key, PositionId=1)
    else:
        kind = "Adjustment"
        args = models.PreparePositionAdjustmentArgs(
            IdempotencyKey=key,
            PositionId=1,
            Operation=models.PositionAdjustmentOperation(operation),
            Condition=next(
                one.condition for one in STRATEGIES[0].adjustments if one.operation == operation
            ),
        )
    before = len(world.events(f"OnPosition{kind}PreparationCompleted"))
    world.call(f"StartPreparePosition{kind}", args)
    world.settle()
    results = world.events(f"OnPosition{kind}PreparationCompleted")[before:]
    return results[0].Result if results else None


@settings(max_examples=60, deadline=None)
@given(strategy=st.sampled_from([101, 102, 103, 104]), steps=STEPS)
def test_what_was_traded_is_what_is_held_and_was_paid(
    drive: Any, strategy: int, steps: list[tuple[str, int]]
) -> None:
    world = drive()
    wanted: dict[str, Decimal] = {}
    cash = CASH

    def execute(plan: Any, key: str) -> None:
        nonlocal cash
        world.fill(key, plan)
        world.settle()
        for group in plan.LegGroupQtys.values():
            for name, qty in group.LegQtys.items():
                wanted[name] = wanted.get(name, Decimal(0)) + qty
                cash -= qty * plan.LegPrices[name].Mark * 100

    execute(world.prepared(strategy), "entry")
    for number, (operation, times) in enumerate(steps):
        plan = prepared(world, f"k{number}", operation)
        if plan is not None and plan.LegGroups:
            for again in range(times):
                execute(plan, f"k{number}-{again}")
    detail = world.ask("GetPosition", models.GetPositionArgs(PositionId=1)).Data
    assert {leg.Name: leg.Qty for leg in detail.Legs} == wanted
    is_open = detail.Position.State is models.LivePositionState.Open
    assert is_open == any(wanted.values())
    account = world.ask("GetAccount", models.GetAccountArgs(BrokerAccountId="ML1001")).Data
    assert account.Cash == cash
