"""A run begins with a resting collector and leaves nothing behind."""

import asyncio
import gc
import random
import weakref
from collections.abc import AsyncIterator
from contextlib import nullcontext
from typing import Any, cast

import pytest

from hubproof.harness import virtual
from hubproof.harness.virtual import Deadlock, VirtualLoop, run_virtual, virtual_loop


def rng() -> random.Random:
    return random.Random(1)


def here() -> VirtualLoop:
    return cast("VirtualLoop", asyncio.get_running_loop())


def test_the_collector_rests_during_a_run_and_is_restored() -> None:
    async def main() -> bool:
        return gc.isenabled()

    assert run_virtual(main(), rng=rng()) is False
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        run_virtual(asyncio.sleep(1), rng=rng())
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_a_run_leaves_in_a_cycle_is_gone_when_the_next_begins() -> None:
    class Left:
        itself: "Left"

    async def leave() -> weakref.ref[Left]:
        left = Left()
        left.itself = left
        return weakref.ref(left)

    async def is_gone() -> bool:
        return left() is None

    often = gc.get_threshold()
    gc.set_threshold(0)  # Python itself looks for nothing
    try:
        left = run_virtual(leave(), rng=rng())
        assert run_virtual(is_gone(), rng=rng())
    finally:
        gc.set_threshold(*often)


def test_no_loop_is_left_running_after_a_run_that_failed() -> None:
    async def main() -> None:
        raise ValueError("from main")

    with pytest.raises(ValueError, match="from main"):
        run_virtual(main(), rng=rng())
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()


def test_leftover_tasks_are_cancelled_in_order_and_may_finish_their_finally() -> None:
    ended: list[int] = []

    async def leftover(number: int) -> None:
        try:
            await asyncio.sleep(1_000)
        finally:
            await asyncio.sleep(1)
            ended.append(number)

    async def main() -> None:
        for number in range(20):
            here().create_task(leftover(number), name=f"{number % 3}")
        await asyncio.sleep(1)

    run_virtual(main(), rng=rng())
    assert ended == list(range(20))


def test_a_task_that_resists_cancelling_is_given_up_in_silence() -> None:
    async def stubborn() -> None:
        while True:
            try:
                await asyncio.sleep(1)
            except BaseException:  # noqa: BLE001, S112  # the worst a task can do
                continue

    async def main() -> str:
        here().create_task(stubborn())
        await asyncio.sleep(1)
        return "done"

    assert run_virtual(main(), rng=rng()) == "done"
    gc.collect()


def test_generators_are_closed_in_the_order_in_which_they_were_begun() -> None:
    closed: list[int] = []

    async def numbers(number: int) -> AsyncIterator[int]:
        try:
            yield number
        finally:
            await asyncio.sleep(1)
            closed.append(number)

    kept: list[Any] = []

    async def main() -> None:
        for number in range(20):
            kept.append(numbers(number))
            await anext(kept[-1])

    run_virtual(main(), rng=rng())
    assert closed == list(range(20))


def test_a_generator_dropped_in_the_middle_is_closed_by_the_loop() -> None:
    closed: list[str] = []

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            closed.append("closed")

    async def main() -> None:
        async for _ in numbers():
            break
        await asyncio.sleep(1)
        assert closed == ["closed"]

    run_virtual(main(), rng=rng())


def test_a_failure_while_winding_down_is_reported_and_does_not_hide_the_result() -> None:
    reports: list[Any] = []

    async def fails_late() -> None:
        try:
            await asyncio.sleep(1_000)
        finally:
            raise ValueError("late")

    async def main() -> str:
        here().set_exception_handler(lambda _, context: reports.append(context["exception"]))
        here().create_task(fails_late())
        await asyncio.sleep(1)
        return "result"

    assert run_virtual(main(), rng=rng()) == "result"
    assert [str(error) for error in reports] == ["late"]


def test_a_stopped_run_is_wound_down_like_any_other() -> None:
    ended: list[str] = []

    async def main() -> None:
        try:
            await here().create_future()
        finally:
            ended.append("finally")

    with pytest.raises(Deadlock):
        run_virtual(main(), rng=rng())
    assert ended == ["finally"]


def test_a_killed_life_that_nobody_disposed_of_is_an_error_that_names_it() -> None:
    lives = []

    async def main() -> None:
        lives.append(here().begin_life("bot"))
        lives[0].kill()

    with pytest.raises(RuntimeError, match="life bot was killed and never disposed of"):
        run_virtual(main(), rng=rng())
    lives[0].dispose(nullcontext())


def test_a_loop_can_run_several_times_before_it_ends() -> None:
    with virtual_loop(rng=rng()) as loop:
        loop.run_until_complete(asyncio.sleep(1))
        loop.run_until_complete(asyncio.sleep(2))
        assert loop.now_us() == 3_000_000
    assert loop.is_closed()


def test_a_closed_loop_says_so() -> None:
    with virtual_loop(rng=rng()) as loop:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        loop.call_soon(print)


def test_the_public_face_is_small() -> None:
    assert len(virtual.__all__) <= 12
    assert all(hasattr(virtual, name) for name in virtual.__all__)
