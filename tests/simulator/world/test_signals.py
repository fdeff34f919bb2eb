"""Entry signals are levels: On from one announcement to the next Off."""

from typing import Any

import msgspec
import pytest

from hubproof.simulator.world.facts import EventLogged, SignalChanged


def test_a_signal_that_goes_on_is_published_with_its_underlying(drive: Any) -> None:
    world = drive()
    event = world.announce(101, "U2001")
    assert (event.callback, event.strategy_id) == ("OnEntrySignal", 101)
    assert str(event.payload.EventId) == event.event_id_text
    assert event.payload.EventSeqId == event.event_seq_id
    assert event.payload.EntrySignalResult.Underlying.Symbol == "SPX"
    (changed,), (logged,) = world.facts(SignalChanged), world.facts(EventLogged)
    assert (changed.state, changed.broker_account_id) == ("On", "U2001")
    assert changed.event_id == logged.event_id == event.event_id_text


def test_active_state_is_what_is_on_as_it_was_first_published(drive: Any) -> None:
    world = drive()
    first, second = world.announce(101), world.announce(102, "U2001")
    world.announce(103)
    assert world.announce(103, state="Off").payload.EntrySignalResult is None
    assert world.world.active_state("user-1", world.now) == [first, second]
    world.announce(101, state="Off")
    assert world.world.active_state("user-1", world.now) == [second]


@pytest.mark.parametrize("state", ["On", "Off"])
def test_a_state_that_holds_already_is_a_bug_of_the_script(drive: Any, state: str) -> None:
    world = drive()
    if state == "On":
        world.announce()
    with pytest.raises(ValueError, match="already"):
        world.announce(state=state)


def test_a_state_may_be_announced_again_on_purpose_as_a_new_event(drive: Any) -> None:
    world = drive()
    first = world.announce()
    again = world.announce(same_state_ok=True)
    assert again.event_id_text != first.event_id_text
    assert world.world.active_state("user-1", world.now) == [again]
    world.announce(state="Off")
    assert world.announce(state="Off", same_state_ok=True).payload.State.value == "Off"


def test_only_active_strategies_signal(drive: Any) -> None:
    strategy = msgspec.structs.replace(drive().setup.strategies[0], active_on=("ML1001",))
    world = drive(strategies=(strategy,))
    for place in ((101, "U2001"), (999, "ML1001")):
        with pytest.raises(ValueError, match="not active"):
            world.announce(*place)
    assert world.facts(EventLogged) == []


def test_a_signal_is_on_from_its_on_to_its_off_for_its_own_place(drive: Any) -> None:
    world = drive()
    world.announce(101, "U2001")
    assert world.world.is_on(101, "U2001")
    assert not world.world.is_on(101, "ML1001")
    world.announce(101, "U2001", "Off")
    assert not world.world.is_on(101, "U2001")
