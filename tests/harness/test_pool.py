"""A pool of live trials: several at once, each by itself, and none left behind."""

import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hubproof.harness import conduct
from hubproof.harness.failures import HarnessError
from hubproof.harness.nemesis import expand
from hubproof.harness.plan import Plan
from hubproof.harness.pool import Pool, longest_first
from hubproof.harness.scenario import Scenario
from hubproof.harness.subjects.naming import of_command
from hubproof.harness.trial import Terms
from hubproof.harness.verdict import Verdict
from hubproof.scenarios import SCENARIOS

pytestmark = pytest.mark.live

SCENARIO = SCENARIOS["steady_state"]
LIVE = Terms(mode="live")
# Says that it is there, and goes when all of them are there: alone it would stay for ever.
GATHERING = """
touch {folder}/$$
until [ $(ls {folder} | wc -l) -ge {count} ]; do sleep 0.02; done
exit 9
"""
STAYING = "echo $$ > {folder}/$$; exec sleep 60"


def plans(count: int) -> list[tuple[Scenario, Plan]]:
    return [(SCENARIO, expand(SCENARIO, seed)) for seed in range(1, count + 1)]


def is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]


def numbers(folder: Path) -> list[int]:
    return [int(one.name) for one in folder.iterdir()]


def until_there_are(count: int, folder: Path) -> None:
    deadline = time.monotonic() + 10
    while len(list(folder.iterdir())) < count:
        assert time.monotonic() < deadline
        os.sched_yield()


def test_eight_subjects_are_there_at_the_same_time(tmp_path: Path) -> None:
    bot = of_command(["sh", "-c", GATHERING.format(folder=tmp_path, count=8)])
    begun: list[int] = []
    with Pool(bot, LIVE, width=8) as pool:
        ended = list(pool.ended(plans(8), lambda _, plan: begun.append(plan.seed)))
    assert begun == list(range(1, 9))
    assert sorted(one.place for one in ended) == list(range(8))
    for one in ended:
        assert one.finished is not None
        assert one.finished.record.plan is one.plan
        assert one.plan.seed == one.place + 1
        assert one.finished.judgement.verdict is Verdict.UNKNOWN
        assert "exited with status 9" in (one.finished.judgement.reason or "")


def test_no_more_than_the_width_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conduct, "READY_S", 0.3)
    bot = of_command(["sh", "-c", STAYING.format(folder=tmp_path)])
    most = 0

    def begins(*_: object) -> None:
        nonlocal most
        most = max(most, sum(map(is_running, numbers(tmp_path))))

    with Pool(bot, LIVE, width=2) as pool:
        assert len(list(pool.ended(plans(6), begins))) == 6
    # The one that begins now is not counted; of the others one may be there.
    assert most <= 1
    assert len(numbers(tmp_path)) == 6


def test_leaving_the_pool_ends_every_subject(tmp_path: Path) -> None:
    bot = of_command(["sh", "-c", STAYING.format(folder=tmp_path)])

    def interrupted() -> Iterator[tuple[Scenario, Plan]]:
        yield from plans(3)
        until_there_are(3, tmp_path)
        raise KeyboardInterrupt

    began = time.monotonic()
    with (
        pytest.raises(KeyboardInterrupt),
        Pool(bot, LIVE, width=8) as pool,
        closing(pool.ended(interrupted(), lambda *_: None)) as ended,
    ):
        next(ended)
    # Far below the thirty seconds that a run waits for its subject.
    assert time.monotonic() - began < 10
    family = numbers(tmp_path)
    assert len(family) == 3
    assert not any(map(is_running, family))


def test_one_that_fails_by_our_fault_says_so_and_harms_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def world_of(seed: int, *_: object, **__: object) -> object:
        raise LookupError(f"no world for seed {seed}")

    monkeypatch.setattr("hubproof.harness.modes.live.world_of", world_of)
    bot = of_command(["sh", "-c", STAYING.format(folder=tmp_path)])
    with Pool(bot, LIVE, width=2) as pool:
        ended = list(pool.ended(plans(2), lambda *_: None))
    assert [one.finished for one in ended] == [None, None]
    assert all(isinstance(one.error, LookupError | HarnessError) for one in ended)


def test_the_longest_come_first_and_among_equals_nothing_moves() -> None:
    names = [one.name for one in longest_first(SCENARIOS.values())]

    assert names[0] == max(SCENARIOS.values(), key=lambda one: one.live_bound_s).name
    bounds = [SCENARIOS[name].live_bound_s for name in names]
    assert bounds == sorted(bounds, reverse=True)
    shortest = [name for name in SCENARIOS if SCENARIOS[name].live_bound_s == min(bounds)]
    assert names[-len(shortest) :] == shortest
