"""Errors of a strategy: begun and ended once each, and told to whoever connects meanwhile."""

from typing import Any

import pytest

from hubproof.contract.mesolive.models import ErrorState
from hubproof.simulator.world.commands import SetError
from hubproof.simulator.world.facts import ErrorChanged


def set_error(world: Any, strategy: int, state: str) -> None:
    command = SetError(strategy, ErrorState(state))
    world.effects += world.world.apply(command, world.now)


def test_an_error_begins_and_ends_under_one_id_and_saying_so_twice_is_no_news(drive: Any) -> None:
    world = drive()
    for state in ("Cleared", "Active", "Active", "Cleared", "Cleared", "Active"):
        set_error(world, 101, state)
    events = world.events("OnError")
    assert [one.State.value for one in events] == ["Active", "Cleared", "Active"]
    assert events[0].ErrorId == events[1].ErrorId != events[2].ErrorId
    assert [(one.StrategyId, one.PositionId) for one in events] == [(101, None)] * 3
    assert [(one.state, one.event_seq_id) for one in world.facts(ErrorChanged)] == [
        ("Active", 1),
        ("Cleared", 2),
        ("Active", 3),
    ]


def test_active_errors_are_active_state_like_signals(drive: Any) -> None:
    world = drive()
    world.announce(102)
    set_error(world, 103, "Active")
    set_error(world, 101, "Active")
    set_error(world, 103, "Cleared")
    active = world.world.active_state("user-1", world.now)
    assert [(one.callback, one.strategy_id) for one in active] == [
        ("OnEntrySignal", 102),
        ("OnError", 101),
    ]


def test_a_strategy_that_does_not_exist_cannot_fail(drive: Any) -> None:
    with pytest.raises(ValueError, match="no strategy 999"):
        set_error(drive(), 999, "Active")
