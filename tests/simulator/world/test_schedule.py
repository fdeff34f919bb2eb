"""Actions run at their instants; those of one instant in the order in which they were put there."""

from datetime import UTC, datetime
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from hubproof.simulator.world.schedule import Schedule
from hubproof.simulator.world.turn import Turn


@given(st.lists(st.integers(0, 5)))
def test_actions_run_by_instant_and_then_as_they_came(dues: list[int]) -> None:
    schedule = Schedule()
    ran: list[tuple[int, int]] = []

    def run(turn: Turn, number: int) -> None:
        ran.append((turn.now, number))

    for number, due in enumerate(dues):
        schedule.put(due, partial(run, number=number))
    while (due_next := schedule.next_due()) is not None:
        schedule.pop()(Turn(due_next, datetime(2026, 1, 5, tzinfo=UTC)))
    assert ran == sorted((due, number) for number, due in enumerate(dues))
    assert len(schedule) == 0
