"""Exit and adjustment signals are levels of open positions, and end with them."""

from typing import Any

import pytest

from hubproof.contract.mesolive import models
from hubproof.simulator.world.commands import (
    AnnounceAdjustment,
    AnnounceExit,
    AutoUpdateVars,
    CloseByHand,
    OfPosition,
)
from hubproof.simulator.world.facts import EventLogged, PositionSignalChanged
from hubproof.simulator.world.setup import STRATEGIES

ON, OFF = models.SignalState.On, models.SignalState.Off
MOVE, REMOVE = "underlying_price < 4950", "days_in_trade > 30"
VARIABLES = "pos_pnl > 1000"


def announce(world: Any, command: OfPosition) -> Any:
    """Announce a signal; its logged event."""
    world.effects += world.world.apply(command, world.now)
    return world.effects[-1].event


def entered(world: Any, strategy: int = 102) -> Any:
    world.fill(f"entry-{strategy}", world.prepared(strategy))
    world.settle()
    return world


def closed(world: Any, position: int) -> None:
    key = f"out-{position}"
    args = models.PreparePositionExitArgs(IdempotencyKey=key, PositionId=position)
    world.call("StartPreparePositionExit", args)
    world.settle()
    world.fill(f"{key}-fills", world.events("OnPositionExitPreparationCompleted")[-1].Result)
    world.settle()


def active(world: Any) -> list[Any]:
    told: list[Any] = world.world.active_state("user-1", world.now)
    return told


def test_an_exit_signal_names_the_position_and_why(drive: Any) -> None:
    world = entered(drive())
    event = announce(world, AnnounceExit(1, ON))
    assert (event.callback, event.strategy_id) == ("OnExitSignal", 102)
    told = event.payload
    assert (told.State, told.PositionId, told.PositionName) == (ON, 1, "entry")
    assert (told.StrategyName, told.BrokerAccountId) == ("Put spread", "ML1001")
    assert [one.IsMet for one in told.ExitSignalResult.Conditions] == [True]
    assert announce(world, AnnounceExit(1, OFF)).payload.ExitSignalResult is None


def test_an_adjustment_signal_names_its_condition_and_whether_it_is_time(drive: Any) -> None:
    world = entered(drive())
    event = announce(world, AnnounceAdjustment(1, ON, MOVE, is_time_ok=False))
    assert (event.callback, event.strategy_id) == ("OnAdjustmentSignal", 102)
    told = event.payload
    assert (told.State, told.PositionId, told.AdjustmentTimeOk) == (ON, 1, False)
    assert told.Condition == models.ConditionEvaluation(Condition=MOVE, IsMet=True)
    ended = announce(world, AnnounceAdjustment(1, OFF, MOVE)).payload
    assert (ended.Condition.IsMet, ended.AdjustmentTimeOk) == (False, True)


def test_every_change_is_a_fact_with_its_event(drive: Any) -> None:
    world = entered(drive())
    events = [
        announce(world, AnnounceExit(1, ON)),
        announce(world, AnnounceAdjustment(1, ON, MOVE)),
    ]
    facts = world.facts(PositionSignalChanged)
    assert [(one.condition, one.state, one.strategy_id) for one in facts] == [
        (None, "On", 102),
        (MOVE, "On", 102),
    ]
    assert [one.event_id for one in facts] == [one.event_id_text for one in events]
    assert [one.event_seq_id for one in facts] == [one.event_seq_id for one in events]
    assert world.facts(EventLogged)[-1].reference == "position 1"


def test_active_state_is_each_signal_that_is_on_as_it_was_published(drive: Any) -> None:
    world = entered(drive())
    entry = world.announce(103)
    leave = announce(world, AnnounceExit(1, ON))
    move = announce(world, AnnounceAdjustment(1, ON, MOVE))
    announce(world, AnnounceAdjustment(1, ON, REMOVE))
    announce(world, AnnounceAdjustment(1, OFF, REMOVE))
    assert active(world) == [entry, leave, move]
    announce(world, AnnounceExit(1, OFF))
    assert active(world) == [entry, move]


@pytest.mark.parametrize("command", [AnnounceExit(1, ON), AnnounceAdjustment(1, ON, MOVE)])
def test_a_state_that_holds_already_is_said_again_only_on_purpose(
    drive: Any, command: OfPosition
) -> None:
    world = entered(drive())
    off = type(command)(*((1, OFF) if isinstance(command, AnnounceExit) else (1, OFF, MOVE)))
    with pytest.raises(ValueError, match="already"):
        announce(world, off)
    first = announce(world, command)
    assert not world.world.fits(command)
    with pytest.raises(ValueError, match="already"):
        announce(world, command)
    again = AnnounceExit(1, ON, same_state_ok=True)
    if isinstance(command, AnnounceAdjustment):
        again = AnnounceAdjustment(1, ON, MOVE, same_state_ok=True)  # type: ignore[assignment]
    assert world.world.fits(again)
    second = announce(world, again)
    assert second.event_id_text != first.event_id_text
    assert active(world) == [second]


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (AnnounceExit(2, ON), "position 2 is not open"),
        (AnnounceExit(0, ON), "position 0 is not open"),
        (AnnounceAdjustment(1, ON, "something else"), "adjusts nothing under 'something else'"),
    ],
)
def test_only_what_there_is_signals(drive: Any, command: OfPosition, sentence: str) -> None:
    world = entered(drive())
    assert not world.world.fits(command)
    with pytest.raises(ValueError, match=sentence):
        announce(world, command)
    assert active(world) == []


def test_what_is_on_of_a_position_ends_when_that_is_closed(drive: Any) -> None:
    world = entered(entered(drive()), 103)
    announce(world, AnnounceExit(1, ON))
    other = announce(world, AnnounceExit(2, ON))
    announce(world, AnnounceAdjustment(1, ON, MOVE))
    closed(world, 1)
    assert active(world) == [other]
    (ended,) = world.events("OnAdjustmentSignal")[1:]
    assert (ended.State, ended.PositionId, ended.Condition.Condition) == (OFF, 1, MOVE)
    assert world.events("OnExitSignal")[-1].State is OFF
    told = [one.payload for one in all_events(world)]
    gone = next(
        place
        for place, one in enumerate(told)
        if isinstance(one, models.PositionUpdateEvent) and one.Status.value == "Closed"
    )
    assert [type(one) for one in told[gone + 1 :]] == [
        models.ExitSignalEvent,
        models.AdjustmentSignalEvent,
    ]
    with pytest.raises(ValueError, match="position 1 is not open"):
        announce(world, AnnounceExit(1, ON))


def test_what_is_on_of_a_position_ends_when_somebody_closes_that_by_hand(drive: Any) -> None:
    world = entered(drive())
    announce(world, AnnounceExit(1, ON))
    world.effects += world.world.apply(CloseByHand(1), world.now)
    assert active(world) == []
    assert [one.State for one in world.events("OnExitSignal")] == [ON, OFF]


def all_events(world: Any) -> list[Any]:
    return [one.event for one in world.effects if hasattr(one, "event")]


def test_what_is_on_of_a_strategy_ends_when_that_is_deleted(drive: Any) -> None:
    world = entered(entered(drive()), 103)
    announce(world, AnnounceExit(1, ON))
    kept = announce(world, AnnounceExit(2, ON))
    world.call("DeleteStrategy", models.DeleteStrategyArgs(StrategyId=102))
    assert active(world) == [kept]
    assert not world.world.fits(AnnounceExit(1, ON))
    with pytest.raises(ValueError, match="was deleted"):
        announce(world, AnnounceExit(1, ON))


def test_whatever_is_open_and_not_on_could_be_announced(drive: Any) -> None:
    world = entered(entered(drive()), 103)
    closed(world, 1)
    announce(world, AnnounceAdjustment(2, ON, MOVE))
    conditions = [one.condition for one in STRATEGIES[2].adjustments if one.condition != MOVE]
    assert world.world.possible() == [
        AnnounceExit(2, ON),
        *(AnnounceAdjustment(2, ON, one) for one in conditions),
        AutoUpdateVars(2, VARIABLES),
    ]
