"""Who lives in virtual time reads it, and nobody else does."""

import asyncio
import random
import sys
import textwrap
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hubproof.harness.nemesis import expand
from hubproof.harness.subjects.clocks import virtual_clocks
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Terms, carry_out
from hubproof.harness.verdict import Verdict
from hubproof.harness.virtual import virtual_loop
from hubproof.scenarios import SCENARIOS

EPOCH = datetime(2026, 1, 5, tzinfo=UTC)
NAMES = ("time", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns")
# The reference client as a user would wrap it: on the clocks of the process.
WRAPPED = """
    import random

    from hubproof.client.runtime import run as trade

    async def run(env):
        await trade(env, rng=random.Random(random.random()))
"""


def test_the_harness_counts_in_real_time_and_afterwards_nothing_is_left() -> None:
    before = {name: getattr(time, name) for name in NAMES}
    with virtual_loop(rng=random.Random(1)) as loop:
        with virtual_clocks(loop, EPOCH):
            assert time.monotonic() > 1
            assert time.perf_counter_ns() > 1
            assert datetime.now(UTC) == EPOCH
        assert {name: getattr(time, name) for name in NAMES} == before
        assert datetime.now(UTC) > EPOCH
        assert loop.when_time_moves is None


def test_inside_a_life_every_clock_tells_the_run_s_time() -> None:
    told: dict[str, object] = {}

    async def live() -> None:
        await asyncio.sleep(2.5)
        told.update({name: getattr(time, name)() for name in NAMES}, now=datetime.now(UTC))

    with virtual_loop(rng=random.Random(1), horizon_s=60.0) as loop, virtual_clocks(loop, EPOCH):
        task = loop.begin_life("one").spawn(live(), name="one")
        loop.run_until_complete(asyncio.wait([task]))
    assert told == {
        "time": EPOCH.timestamp() + 2.5,
        "monotonic": 2.5,
        "monotonic_ns": 2_500_000_000,
        "perf_counter": 2.5,
        "perf_counter_ns": 2_500_000_000,
        "now": EPOCH + timedelta(seconds=2.5),
    }


@pytest.mark.parametrize("name", [n for n, one in SCENARIOS.items() if one.limits.quotes])
def test_a_right_bot_that_reads_the_date_is_valid_and_leaves_the_same_bytes_each_time(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bot_of_clocks.py").write_text(textwrap.dedent(WRAPPED))
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.chdir(tmp_path)
    scenario = SCENARIOS[name]
    plan, bot = expand(scenario, 1), parse("py:bot_of_clocks:run")
    first, again = (carry_out(plan, scenario, bot, Terms()) for _ in range(2))
    assert first.judgement.verdict is Verdict.VALID, first.judgement.reason
    assert first.record.history.sha256() == again.record.history.sha256()
    sys.modules.pop("bot_of_clocks", None)
