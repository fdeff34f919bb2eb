"""The virtual clock: it jumps, keeps FIFO order, and says why it cannot go on."""

import asyncio
import math
import random
import time
from typing import cast

import pytest

from hubproof.harness.virtual import (
    Deadlock,
    HorizonReached,
    Livelock,
    RunStopped,
    VirtualLoop,
    run_virtual,
)


def here() -> VirtualLoop:
    return cast("VirtualLoop", asyncio.get_running_loop())


def rng() -> random.Random:
    return random.Random(1)


def test_a_year_of_sleep_takes_no_time() -> None:
    async def main() -> int:
        await asyncio.sleep(365 * 86_400)
        return here().now_us()

    began = time.perf_counter()
    assert run_virtual(main(), rng=rng()) == 365 * 86_400_000_000
    assert time.perf_counter() - began < 5


def test_the_clock_starts_at_zero_and_counts_whole_microseconds() -> None:
    async def main() -> list[tuple[float, int]]:
        seen = [(here().time(), here().now_us())]
        await asyncio.sleep(0.0000015)
        seen.append((here().time(), here().now_us()))
        return seen

    assert run_virtual(main(), rng=rng()) == [(0.0, 0), (0.0000015, 1)]


def test_equal_deadlines_run_in_the_order_of_scheduling() -> None:
    async def main() -> list[int]:
        order: list[int] = []
        for number in range(1_000):
            here().call_at(1.0, order.append, number)
        await asyncio.sleep(2)
        return order

    assert run_virtual(main(), rng=rng()) == list(range(1_000))


def test_the_shortest_pause_lets_time_pass() -> None:
    async def main() -> list[float]:
        await asyncio.sleep(33.695959)
        seen = [here().time()]
        for delay_s in (1e-300, 3e-15, 4e-10):  # lost in the sum, lost in the step, almost a step
            passed = here().create_future()
            here().call_later(delay_s, passed.set_result, None)
            await passed
            seen.append(here().time())
        return seen

    seen = run_virtual(main(), rng=rng())
    assert seen == sorted(set(seen))
    assert seen[-1] - seen[0] < 1e-8


def test_sums_of_delays_that_are_meant_to_be_equal_are_equal() -> None:
    async def main() -> list[int]:
        for _ in range(10):
            await asyncio.sleep(0.1)
        first = here().now_ns()
        await asyncio.sleep(1.0)
        return [first, here().now_ns()]

    assert run_virtual(main(), rng=rng()) == [1_000_000_000, 2_000_000_000]


def test_a_timer_never_runs_before_its_deadline_as_time_tells_it() -> None:
    async def main() -> list[bool]:
        held = []
        for step in range(1, 500):
            when = here().time() + step * 0.1 / 3
            woken = here().create_future()
            here().call_at(when, woken.set_result, None)
            await woken
            held.append(here().time() >= when)
        return held

    assert all(run_virtual(main(), rng=rng()))


def test_timers_a_microsecond_apart_are_not_batched() -> None:
    async def main() -> list[int]:
        seen: list[int] = []
        for step in range(3):
            here().call_at(1 + step / 1e6, lambda: seen.append(here().now_us()))
        await asyncio.sleep(2)
        return seen

    assert run_virtual(main(), rng=rng()) == [1_000_000, 1_000_001, 1_000_002]


def test_a_cancelled_timer_does_not_move_the_clock() -> None:
    async def main() -> int:
        handles = [here().call_later(1 + number, print) for number in range(1_000)]
        for handle in handles:
            handle.cancel()
        await asyncio.sleep(5_000)
        return len(here()._heap)

    assert run_virtual(main(), rng=rng()) < 1_000


def test_a_timer_at_infinity_neither_fires_nor_prevents_a_deadlock() -> None:
    async def main() -> None:
        here().call_later(math.inf, print)
        await here().create_future()

    with pytest.raises(Deadlock):
        run_virtual(main(), rng=rng())


def test_waiting_for_nothing_is_a_deadlock_that_names_the_task_and_its_line() -> None:
    async def waits_for_ever() -> None:
        await here().create_future()

    async def main() -> None:
        await here().create_task(waits_for_ever(), name="the patient one")

    with pytest.raises(Deadlock, match=r"the patient one .*waits_for_ever \(test_scheduler.py:\d+"):
        run_virtual(main(), rng=rng())


def test_a_waiting_task_is_named_with_the_innermost_place_where_it_waits() -> None:
    async def inner() -> None:
        await here().create_future()

    async def main() -> None:
        await inner()

    with pytest.raises(Deadlock, match=r"main \(test_scheduler.py:\d+\) in .*inner \(test_sched"):
        run_virtual(main(), rng=rng())


def test_turning_on_the_spot_is_a_livelock_that_names_the_task() -> None:
    async def spins() -> None:
        while True:  # noqa: ASYNC110  # what the guard is for
            await asyncio.sleep(0)

    async def main() -> None:
        task = here().create_task(spins(), name="the busy one")
        await task

    with pytest.raises(Livelock, match=r"100000 callbacks ran at 0\.0.*the busy one .*spins"):
        run_virtual(main(), rng=rng())


def test_a_callback_that_schedules_itself_is_named_too() -> None:
    def again() -> None:
        here().call_soon(again)

    async def main() -> None:
        again()
        await asyncio.sleep(1)

    with pytest.raises(Livelock, match="again"):
        run_virtual(main(), rng=rng())


def test_the_horizon_names_who_is_still_pending() -> None:
    async def main() -> None:
        task = here().create_task(asyncio.sleep(11), name="the late one")
        await task

    with pytest.raises(HorizonReached, match=r"10\.000000 s of virtual time.*the late one"):
        run_virtual(main(), rng=rng(), horizon_s=10)


def test_an_event_at_the_horizon_still_happens() -> None:
    async def main() -> float:
        await asyncio.sleep(10)
        return here().time()

    assert run_virtual(main(), rng=rng(), horizon_s=10) == 10.0


def test_every_stop_can_be_caught_as_one() -> None:
    assert all(issubclass(stop, RunStopped) for stop in (Deadlock, Livelock, HorizonReached))


def test_unnamed_tasks_are_numbered_per_loop() -> None:
    async def main() -> list[str]:
        tasks = [here().create_task(asyncio.sleep(0)) for _ in range(2)]
        await asyncio.gather(*tasks)
        return [task.get_name() for task in tasks]

    first = run_virtual(main(), rng=rng())
    assert first == run_virtual(main(), rng=rng()) == ["Task-2", "Task-3"]


def test_an_exception_in_a_callback_is_reported_and_the_run_goes_on() -> None:
    reports: list[str] = []

    async def main() -> str:
        here().set_exception_handler(lambda _, context: reports.append(context["message"]))
        here().call_soon(int, "not a number")
        await asyncio.sleep(1)
        return "went on"

    assert run_virtual(main(), rng=rng()) == "went on"
    assert reports == ["Exception in callback int"]


def test_debug_mode_is_off_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONASYNCIODEBUG", "1")

    async def main() -> bool:
        return here().get_debug()

    assert run_virtual(main(), rng=rng()) is False


def test_call_soon_threadsafe_on_the_same_thread_is_call_soon() -> None:
    async def main() -> list[str]:
        order: list[str] = []
        here().call_soon(order.append, "first")
        here().call_soon_threadsafe(order.append, "second")
        await asyncio.sleep(0)
        return order

    assert run_virtual(main(), rng=rng()) == ["first", "second"]
