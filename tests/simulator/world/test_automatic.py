"""The server may change a position's variables by itself."""

from typing import Any

import pytest
from msgspec.structs import replace

from hubproof.contract.mesolive import models
from hubproof.simulator.world.commands import AutoUpdateVars
from hubproof.simulator.world.facts import EventLogged
from hubproof.simulator.world.setup import STRATEGIES

CONDITION = "pos_pnl > 1000"
BEGIN = AutoUpdateVars(1, CONDITION)


def begin(world: Any, command: AutoUpdateVars = BEGIN) -> Any:
    """Begin one; its logged event."""
    world.effects += world.world.apply(command, world.now)
    return world.effects[-1].event


def told(world: Any, end: str) -> list[Any]:
    events: list[Any] = world.events(f"OnAutoUpdateVarsAdjustment{end}")
    return events


def entered(world: Any) -> Any:
    world.fill("entry", world.prepared(102))
    world.settle()
    return world


def variables(world: Any) -> Any:
    return world.ask("GetPosition", models.GetPositionArgs(PositionId=1)).Data.Vars


def test_it_begins_and_ends_in_new_variables_that_everybody_hears_of(drive: Any) -> None:
    world = entered(drive())
    event = begin(world)
    assert (event.strategy_id, variables(world)) == (None, {"stop_loss": 900})
    (started,) = told(world, "Started")
    assert (started.PositionId, started.PositionName) == (1, "entry")
    assert (started.BrokerAccountId, started.Condition) == ("ML1001", CONDITION)
    world.settle()
    (completed,) = told(world, "Completed")
    assert completed.Vars == variables(world) == {"stop_loss": 500}
    assert (completed.PositionId, completed.Condition) == (1, CONDITION)
    last = [one.event_kind for one in world.facts(EventLogged)][-2:]
    assert last == ["PositionUpdate", "AutoUpdateVarsAdjustmentCompleted"]
    assert world.events("OnPositionUpdate")[-1].Status.value == "Adjusted"
    assert told(world, "Failed") == world.events("OnAdjustmentSignal") == []


def test_one_is_under_way_at_a_time_and_another_may_follow(drive: Any) -> None:
    world = entered(drive())
    begin(world)
    assert not world.world.fits(BEGIN)
    assert BEGIN not in world.world.possible()
    with pytest.raises(ValueError, match="under way"):
        begin(world)
    world.settle()
    assert BEGIN in world.world.possible()
    begin(world)
    assert len(told(world, "Started")) == 2


@pytest.mark.parametrize(
    "command",
    [AutoUpdateVars(2, CONDITION), AutoUpdateVars(1, "pos_delta > 40"), AutoUpdateVars(1, "c")],
)
def test_it_needs_a_position_and_a_condition_that_does_nothing_else(
    drive: Any, command: AutoUpdateVars
) -> None:
    world = entered(drive())
    assert not world.world.fits(command)
    with pytest.raises(ValueError, match="not open, or nothing runs by itself"):
        begin(world, command)


def test_what_does_something_else_too_does_not_run_by_itself(drive: Any) -> None:
    spread = STRATEGIES[1]
    both = tuple(replace(one, condition=CONDITION) for one in spread.adjustments)
    world = entered(drive(strategies=(replace(spread, adjustments=both),)))
    assert not world.world.fits(BEGIN)


def test_it_fails_where_the_strategy_was_deleted_meanwhile(drive: Any) -> None:
    world = entered(drive())
    begin(world)
    world.call("DeleteStrategy", models.DeleteStrategyArgs(StrategyId=102))
    world.settle()
    (failed,) = told(world, "Failed")
    assert (failed.PositionId, failed.Condition) == (1, CONDITION)
    assert "adjustment" in failed.Error
    assert (told(world, "Completed"), variables(world)) == ([], {"stop_loss": 900})


def test_it_fails_where_the_position_was_closed_meanwhile(drive: Any) -> None:
    world = entered(drive(job_s=(5.0, 5.0), paper_s=(0.1, 0.1)))
    args = models.PreparePositionExitArgs(IdempotencyKey="out", PositionId=1)
    world.call("StartPreparePositionExit", args)
    world.settle()
    begin(world)
    world.fill("fills", world.events("OnPositionExitPreparationCompleted")[-1].Result)
    world.settle()
    assert len(told(world, "Failed")) == 1
    assert not world.world.fits(BEGIN)
