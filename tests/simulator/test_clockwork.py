"""One timer for everything that happens by itself, and a clock that never contradicts it."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from hubproof.harness.virtual import VirtualLoop, run_virtual
from hubproof.simulator.clockwork import Clockwork, SteadyClock

Act = Callable[["Works"], Coroutine[Any, Any, None]]


class Works:
    """A clockwork on the virtual loop, a world of deadlines beside it, and what they did."""

    def __init__(self, source: Callable[[], int]) -> None:
        self.clock = SteadyClock(source)
        self.done: list[tuple[int, Any]] = []
        self.deadlines: list[int] = []
        self.clockwork = Clockwork(self.clock, next_deadline=self._next, advance=self._advance)

    def note(self, what: Any) -> Callable[[], None]:
        return lambda: self.done.append((self.clock(), what))

    def _next(self) -> int | None:
        return min(self.deadlines, default=None)

    def _advance(self, now: int) -> None:
        self.done.append((now, "world"))
        self.deadlines = [one for one in self.deadlines if one > now]


def run(act: Act, *, slow_us: int = 0) -> list[tuple[int, Any]]:
    """What happened when; the clock lags `slow_us` behind the loop's."""

    failures: list[dict[str, Any]] = []

    async def main() -> list[tuple[int, Any]]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        loop.set_exception_handler(lambda _, context: failures.append(context))
        works = Works(lambda: max(0, loop.now_us() - slow_us))
        await act(works)
        await asyncio.sleep(1)
        return works.done

    done = run_virtual(main(), rng=random.Random(1))
    assert failures == []
    return done


def test_appointments_are_kept_at_their_times_whatever_the_order_they_were_made_in() -> None:
    async def act(works: Works) -> None:
        for due in (300, 100, 200):
            works.clockwork.at(due, works.note(due))

    assert run(act) == [(100, 100), (200, 200), (300, 300)]


def test_equal_times_run_in_the_order_they_were_asked_for_and_the_world_first() -> None:
    async def act(works: Works) -> None:
        for what in "ba":
            works.clockwork.at(100, works.note(what))
        works.deadlines = [100]
        works.clockwork.wind()
        works.clockwork.at(100, works.note("c"))

    assert run(act) == [(100, "world"), (100, "b"), (100, "a"), (100, "c")]


def test_the_world_is_woken_at_its_deadline_and_not_for_an_appointment_before_it() -> None:
    async def act(works: Works) -> None:
        works.deadlines = [200]
        works.clockwork.at(100, works.note("script"))

    assert run(act) == [(100, "script"), (200, "world")]


def test_a_deadline_that_moved_forward_is_met_once_the_clockwork_is_wound() -> None:
    async def act(works: Works) -> None:
        works.deadlines = [500]
        works.clockwork.wind()
        works.deadlines = [100]
        works.clockwork.wind()

    assert run(act) == [(100, "world")]


def test_a_deadline_that_went_away_wakes_nobody() -> None:
    async def act(works: Works) -> None:
        works.deadlines = [500]
        works.clockwork.wind()
        works.deadlines = []
        works.clockwork.wind()

    assert run(act) == []


def test_a_loop_that_wakes_early_finds_the_time_of_the_appointment_reached() -> None:
    async def act(works: Works) -> None:
        works.deadlines = [200]
        works.clockwork.at(100, works.note("script"))

    assert run(act, slow_us=3) == [(100, "script"), (200, "world")]


def test_what_came_due_while_the_loop_was_busy_is_all_done_in_one_go() -> None:
    instant = [0]

    async def main() -> list[tuple[int, Any]]:
        works = Works(lambda: instant[0])
        for due in (200, 100):
            works.clockwork.at(due, works.note(due))
        works.deadlines = [150]
        works.clockwork.wind()
        instant[0] = 900
        await asyncio.sleep(0.000_1)
        return works.done

    done = run_virtual(main(), rng=random.Random(1))
    assert done == [(900, "world"), (900, 100), (900, 200)]


def test_a_time_that_has_passed_means_as_soon_as_the_loop_turns() -> None:
    async def act(works: Works) -> None:
        await asyncio.sleep(0.001)
        works.clockwork.at(400, works.note("late"))
        assert works.done == []

    assert run(act) == [(1_000, "late")]


def test_an_appointment_made_at_its_own_time_is_kept_before_the_clock_goes_on() -> None:
    async def act(works: Works) -> None:
        works.clockwork.at(100, lambda: works.clockwork.at(100, works.note("second")))
        works.clockwork.at(101, works.note("third"))

    assert run(act) == [(100, "second"), (101, "third")]


def test_after_a_stop_nothing_happens_by_itself() -> None:
    async def act(works: Works) -> None:
        works.deadlines = [200]
        works.clockwork.at(100, works.note("script"))
        works.clockwork.stop()

    assert run(act) == []


def test_what_is_dropped_does_not_happen() -> None:
    async def act(works: Works) -> None:
        numbers = [works.clockwork.at(due, works.note(due)) for due in (100, 200, 300)]
        works.clockwork.at(150, lambda: works.clockwork.drop(numbers[1]))
        works.clockwork.drop(numbers[0])
        works.clockwork.drop(numbers[0])

    assert run(act) == [(300, 300)]


def test_nothing_is_left_of_what_was_dropped_however_far_away_it_was() -> None:
    async def act(works: Works) -> None:
        works.clockwork.at(100, works.note("kept"))
        for _ in range(1_000):
            works.clockwork.drop(works.clockwork.at(10**12, works.note("never")))
        assert len(works.clockwork) < 50

    assert run(act) == [(100, "kept")]


@pytest.mark.parametrize(("reads", "says"), [([5, 3, 4, 9], [5, 5, 5, 9]), ([0, 0, 1], [0, 0, 1])])
def test_the_clock_never_goes_back(reads: list[int], says: list[int]) -> None:
    source = iter(reads)
    clock = SteadyClock(lambda: next(source))
    assert [clock() for _ in reads] == says


def test_the_clock_is_never_before_an_instant_that_was_reached() -> None:
    source = iter([10, 11, 30, 31])
    clock = SteadyClock(lambda: next(source))
    assert (clock.reach(20), clock(), clock.reach(25), clock()) == (20, 20, 30, 31)
