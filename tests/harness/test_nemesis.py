"""The nemesis: plans that repeat in every process and leave no combination out."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from hubproof.harness.nemesis import child, expand
from hubproof.harness.plan import encode
from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults import AnyFault
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.kill import Kill

PHASES = ("received", "committed", "answered")
WORKLOAD = EntrySignals(count=4, every_s=(1.0, 2.0), on_for_s=(30.0, 31.0))


def scenario(*storm: Draw) -> Scenario:
    return Scenario(
        name="by_hand",
        says="",
        requirements=(),
        workload=WORKLOAD,
        storm=storm,
        settle_s=1.0,
        live_bound_s=1.0,
    )


def cuts(count: tuple[int, int], ordinals: tuple[int, int] = (1, 3)) -> Draw:
    return Draw(
        fault=Cut,
        hub="control",
        methods=("SendOrder", "ApplyPaperFills"),
        phases=PHASES,
        count=count,
        ordinals=ordinals,
    )


def kills(count: tuple[int, int]) -> Draw:
    return Draw(
        fault=Kill,
        hub="control",
        methods=("SendOrder",),
        phases=PHASES,
        count=count,
        ordinals=(1, 4),
        after_s=(0.2, 2.0),
    )


def position(fault: AnyFault) -> tuple[str, int]:
    return fault.trigger.name, fault.trigger.ordinal


def test_the_same_seed_gives_the_same_plan_and_another_one_another() -> None:
    story = scenario(cuts((2, 4)))
    assert expand(story, 7) == expand(story, 7)
    assert expand(story, 7) != expand(story, 8)


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_the_plan_is_the_same_in_every_process(hash_seed: str) -> None:
    code = (
        "from hubproof.harness.nemesis import expand; from hubproof.harness.plan import encode;"
        "from hubproof.scenarios import SCENARIOS; import sys;"
        "sys.stdout.buffer.write(b''.join(encode(expand(s, 7)) for s in SCENARIOS.values()))"
    )
    written = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=True,
    ).stdout
    from hubproof.scenarios import SCENARIOS

    assert written == b"".join(encode(expand(one, 7)) for one in SCENARIOS.values())


@pytest.mark.parametrize("seed", range(50))
def test_no_two_faults_share_a_position(seed: int) -> None:
    plan = expand(scenario(cuts((3, 5)), kills((2, 3))), seed)
    positions = [position(fault) for fault in plan.faults]
    assert len(dict.fromkeys(positions)) == len(positions)
    assert 5 <= len(positions) <= 8


def test_six_faults_cover_every_phase_of_both_methods_at_every_seed() -> None:
    for seed in range(20):
        faults = expand(scenario(cuts((6, 6))), seed).faults
        drawn = [(f.method, f.phase) for f in faults if isinstance(f, Cut)]
        assert sorted(drawn) == sorted(
            (method, phase) for method in ("SendOrder", "ApplyPaperFills") for phase in PHASES
        )


def test_counts_and_ordinals_reach_both_ends_of_their_ranges() -> None:
    plans = [expand(scenario(cuts((1, 3))), seed) for seed in range(40)]
    assert sorted(Counter(len(plan.faults) for plan in plans)) == [1, 2, 3]
    assert sorted({position(fault)[1] for plan in plans for fault in plan.faults}) == [1, 2, 3]


def test_a_draw_that_asks_for_more_than_its_range_goes_on_behind_it() -> None:
    faults = expand(scenario(kills((3, 3)), kills((3, 3))), 1).faults
    assert sorted(position(fault)[1] for fault in faults) == [1, 2, 3, 4, 5, 6]


def test_delays_stay_in_their_range() -> None:
    for seed in range(30):
        for fault in expand(scenario(kills((2, 3))), seed).faults:
            assert isinstance(fault, Kill)
            assert 0.2 <= fault.restart_after_s <= 2.0


def test_a_further_draw_changes_neither_the_traffic_nor_the_draws_before_it() -> None:
    one, both = expand(scenario(cuts((2, 4))), 3), expand(scenario(cuts((2, 4)), kills((1, 1))), 3)
    assert both.workload == one.workload
    assert both.faults[:-1] == one.faults


def test_children_of_one_seed_are_strangers() -> None:
    draws = {child(1, "world").random(), child(1, "links").random(), child(2, "world").random()}
    assert len(draws) == 3
    assert child(1, "world").random() == child(1, "world").random()
