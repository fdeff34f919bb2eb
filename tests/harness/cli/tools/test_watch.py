"""A watch lasts its seconds, unless something ends it."""

import asyncio
import random

import pytest

from hubproof.harness.cli.tools.watch import Watch
from hubproof.harness.virtual import run_virtual


def test_it_lasts_its_seconds() -> None:
    async def act() -> None:
        watch = Watch(7.5)
        await watch.keep()
        assert watch.lasted_s == pytest.approx(7.5, abs=0.001)

    run_virtual(act(), rng=random.Random(1))


def test_whoever_ends_it_learns_that_it_was_being_kept() -> None:
    async def act() -> None:
        watch = Watch(60.0)
        told: list[bool] = []
        asyncio.get_running_loop().call_later(2.0, lambda: told.append(watch.end()))
        await watch.keep()
        assert told == [True]
        assert watch.lasted_s == pytest.approx(2.0, abs=0.001)
        assert not watch.end()

    run_virtual(act(), rng=random.Random(1))


def test_one_that_was_ended_before_is_not_kept() -> None:
    async def act() -> None:
        watch = Watch(60.0)
        assert not watch.end()
        await watch.keep()
        assert watch.lasted_s < 0.001

    run_virtual(act(), rng=random.Random(1))
