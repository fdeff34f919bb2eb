"""Announcements are handed out once each, and never past an earlier one of their pair."""

from hubproof.contract.mesolive.models import SignalState
from hubproof.simulator.script import Script
from hubproof.simulator.world.commands import Announce, AnnounceExit

On, Off = SignalState.On, SignalState.Off


def anywhere(_strategy: int, _account: str) -> bool:
    return True


def say(strategy: int, state: SignalState) -> Announce:
    return Announce(strategy, "ML1001", state)


def test_what_was_brought_forward_is_not_announced_at_its_own_time() -> None:
    script = Script([say(101, On), say(102, On)])
    assert script.bring_forward(anywhere) == say(101, On)
    assert script.take(0) is None
    assert script.take(1) == say(102, On)
    assert script.take(1) is None
    assert script.bring_forward(anywhere) is None


def test_a_signal_is_brought_forward_past_the_off_of_another_pair() -> None:
    script = Script([say(101, Off), say(102, On)])
    assert script.bring_forward(anywhere) == say(102, On)
    assert script.take(0) == say(101, Off)


def test_a_signal_never_overtakes_an_off_of_its_own_pair() -> None:
    script = Script([say(101, Off), say(101, On)])
    assert script.bring_forward(anywhere) is None
    script.take(0)
    assert script.bring_forward(anywhere) == say(101, On)


def test_what_is_on_already_is_left_to_its_time() -> None:
    script = Script([say(101, On), say(102, On)])
    assert script.bring_forward(lambda strategy, _: strategy != 101) == say(102, On)
    assert script.take(0) == say(101, On)


def test_a_signal_about_a_position_waits_for_its_time() -> None:
    leave = AnnounceExit(1, On)
    script = Script([leave, say(101, On)])
    assert script.bring_forward(anywhere) == say(101, On)
    assert script.bring_forward(anywhere) is None
    assert script.take(0) == leave
