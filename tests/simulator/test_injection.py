"""Which fault is due at which position, given nothing but the plan's list and the traffic."""

from collections.abc import Sequence

import pytest

from hubproof.simulator.faults import AnyFault
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.duplicate_event import DuplicateEvent
from hubproof.simulator.faults.kill import Kill
from hubproof.simulator.injection import NOTHING, Due, Injection


def cut(ordinal: int, phase: str = "received", connection: int | None = None) -> Cut:
    return Cut(
        hub="control", method="SendOrder", ordinal=ordinal, phase=phase, connection=connection
    )


def armed(*faults: AnyFault) -> Injection:
    injection = Injection(faults)
    injection.arm()
    return injection


def sends(injection: Injection, connections: Sequence[int]) -> list[dict[str, int]]:
    """For one SendOrder on each of the connections: the faults due, by phase, as their indices."""
    return [
        {phase: due.index for phase, due in injection.at("control", "SendOrder", [one]).items()}
        for one in connections
    ]


def test_nothing_is_counted_and_nothing_is_due_before_the_storm() -> None:
    injection = Injection([cut(1), cut(2)])
    assert sends(injection, [1, 1, 1]) == [{}, {}, {}]
    injection.arm()
    assert sends(injection, [1]) == [{"received": 0}]


def test_nothing_is_due_after_the_storm() -> None:
    injection = armed(cut(1), cut(2))
    assert sends(injection, [1]) == [{"received": 0}]
    injection.disarm()
    assert sends(injection, [1, 1]) == [{}, {}]


def test_ordinals_go_on_over_connections() -> None:
    assert sends(armed(cut(3)), [1, 2, 3, 4]) == [{}, {}, {"received": 0}, {}]


def test_every_method_of_every_hub_has_ordinals_of_its_own() -> None:
    injection = armed(cut(2))
    assert injection.at("control", "SendOrder", [1]) == NOTHING
    assert injection.at("control", "ApplyPaperFills", [1]) == NOTHING
    assert injection.at("event", "SendOrder", [1]) == NOTHING
    assert injection.at("control", "SendOrder", [1]) == {"received": Due(0, cut(2))}


@pytest.mark.parametrize(("connection", "is_due"), [(1, False), (2, True), (None, True)])
def test_a_cut_meant_for_one_connection_acts_on_that_one_alone(
    connection: int | None, *, is_due: bool
) -> None:
    injection = armed(cut(2, connection=connection))
    assert sends(injection, [1, 2]) == [{}, {"received": 0} if is_due else {}]


def test_a_cut_whose_ordinal_came_on_another_connection_never_acts() -> None:
    assert sends(armed(cut(1, connection=1)), [2, 1, 1]) == [{}, {}, {}]


def test_cuts_of_one_ordinal_are_told_apart_by_their_connections() -> None:
    injection = armed(cut(1, connection=1), cut(1, connection=2))
    assert sends(injection, [2]) == [{"received": 1}]


def test_an_event_that_goes_to_many_reaches_the_cut_of_any_of_them() -> None:
    fault = Cut(hub="event", method="OnEntrySignal", ordinal=1, phase="answered", connection=3)
    assert armed(fault).at("event", "OnEntrySignal", [1, 3]) == {"answered": Due(0, fault)}
    assert armed(fault).at("event", "OnEntrySignal", [1, 2]) == NOTHING


def test_each_phase_of_a_position_has_its_fault_and_the_first_of_a_phase_acts() -> None:
    kill = Kill(hub="control", method="SendOrder", ordinal=1, phase="answered", restart_after_s=0.5)
    injection = armed(cut(1, "committed"), kill, cut(1, "committed"))
    assert sends(injection, [1]) == [{"committed": 0, "answered": 1}]


def test_a_copy_is_due_at_the_delivery_of_its_callback() -> None:
    copy = DuplicateEvent(callback="OnOrderUpdate", ordinal=2, delay_s=1.0)
    injection = armed(copy)
    assert injection.at("event", "OnOrderUpdate", [1]) == NOTHING
    assert injection.at("event", "OnEntrySignal", [1]) == NOTHING
    assert injection.at("event", "OnOrderUpdate", [1]) == {"repeated": Due(0, copy)}


def test_only_a_cut_is_ever_meant_for_one_connection() -> None:
    assert Due(0, cut(1, connection=2)).concerns(2)
    assert not Due(0, cut(1, connection=2)).concerns(1)
    assert Due(0, DuplicateEvent(callback="OnError", ordinal=1, delay_s=0)).concerns(1)
