"""How fast runs in virtual time are on this machine: scenarios a second on one core.

The scenario is the bench's own, and says what the mark is measured on: both connections over the
real HTTP and WebSocket code, exactly five entries, more than a minute of simulated time, at least
three of four faults fired (an answer cut off with its connection, an answer that never comes, two
events told twice), and every checker. A run that falls short of that is an error, not a
fast run. `--scenario` measures a committed one instead: those have more entries and more faults.

Figures are medians; the state directory in memory and on disk take turns within one run, so that
their ratio means something on a noisy machine.
"""

import argparse
import gc
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from hubproof.harness.nemesis import expand
from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Finished, Terms, carry_out
from hubproof.harness.verdict import Verdict
from hubproof.harness.workloads import EntrySignals
from hubproof.harness.workspace import fastest_root
from hubproof.scenarios import SCENARIOS
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.duplicate_event import DuplicateEvent
from hubproof.simulator.faults.lose_completion import LoseCompletion
from hubproof.simulator.journal import Connected
from hubproof.simulator.world.facts import Filled

SCENARIO = Scenario(
    name="five_entries_and_four_faults",
    says="an order's answer is cut off, another's never comes, and signals come twice",
    requirements=("IDEM-2", "IDEM-3", "IDEM-5", "EVT-6", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=5, every_s=(2.5, 3.2), on_for_s=(50.0, 60.0)),
    storm=(
        Draw(
            fault=Cut,
            hub="control",
            methods=("SendOrder", "ApplyPaperFills"),
            phases=("committed",),
            count=(1, 1),
            ordinals=(1, 2),
        ),
        Draw(
            fault=LoseCompletion,
            hub="control",
            methods=("SendOrder", "ApplyPaperFills"),
            phases=("lost",),
            count=(1, 1),
            ordinals=(1, 2),
        ),
        Draw(
            fault=DuplicateEvent,
            hub="event",
            methods=("OnEntrySignal",),
            phases=("repeated",),
            count=(2, 2),
            ordinals=(1, 4),
            after_s=(0.5, 5.0),
        ),
    ),
    settle_s=50.0,
    live_bound_s=80.0,
)
MARK_PER_S = 100
"""The mark to pass, in scenarios a second on one core."""

WARM_UP = 10
ROUNDS = 8
BATCH = 25

ENTRIES = 5
SIMULATED_S_MIN = 60
FAULTS_FIRED_MIN = 3


@dataclass(frozen=True, slots=True)
class Batch:
    """What some runs in a row took."""

    runs: int
    wall_s: float
    cpu_s: float
    simulated_s: float


def main() -> int:
    """Measure and print; the status is 1 only where a run was not what it must be."""
    options = _options()
    subject = parse("reference")
    scenario = SCENARIO if options.scenario is None else SCENARIOS[options.scenario]
    roots = {"in memory": fastest_root(), "on disk": _disk()}
    for seed in range(1, WARM_UP + 1):
        _is_whole(carry_out(expand(scenario, seed), scenario, subject, Terms()), scenario)
    batches: dict[str, list[Batch]] = {where: [] for where in roots}
    seed = 1
    for _ in range(options.rounds):
        for where, root in roots.items():
            batches[where].append(_batch(scenario, seed, root))
        seed += BATCH
    _print(f"{scenario.name}, reference client, checkers included, one core")
    rates = {where: _tell(where, done) for where, done in batches.items()}
    _print(f"memory beside disk: {rates['in memory'] / rates['on disk']:.2f} times as fast")
    verdict = "passed" if rates["in memory"] >= MARK_PER_S else "missed"
    _print(f"the mark of {MARK_PER_S} scenarios a second on a core: {verdict}")
    return 0


def _batch(scenario: Scenario, first: int, root: Path) -> Batch:
    subject = parse("reference")
    terms = Terms(state_root=root)
    gc.collect()
    began, cpu_began = time.perf_counter(), time.process_time()
    finished = [
        carry_out(expand(scenario, seed), scenario, subject, terms)
        for seed in range(first, first + BATCH)
    ]
    wall_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu_began
    whole = [one for one in finished if _is_whole(one, scenario)]
    simulated_s = sum(one.record.ran_s for one in whole)
    return Batch(len(whole), wall_s, cpu_s, simulated_s)


def _is_whole(finished: Finished, scenario: Scenario) -> bool:
    """Whether a run counts: one with an entry or a fault too few took its time for nothing."""
    if finished.judgement.verdict is not Verdict.VALID:
        seed = finished.record.plan.seed
        sys.exit(f"seed {seed} is no run to measure: {finished.judgement.reason}")
    entries = finished.record.history.entries
    # Every entry is one plan, however many legs it was filled in.
    entered = {one.exec_plan_id for one in entries if isinstance(one, Filled)}
    hubs = {one.hub for one in entries if isinstance(one, Connected)}
    return (
        len(entered) == scenario.workload.count >= ENTRIES
        and len(hubs) > 1
        and finished.record.ran_s >= SIMULATED_S_MIN
        and finished.faults_fired >= FAULTS_FIRED_MIN
    )


def _tell(where: str, batches: list[Batch]) -> float:
    per_wall = [one.runs / one.wall_s for one in batches]
    per_cpu = statistics.median(one.runs / one.cpu_s for one in batches)
    compression = statistics.median(one.simulated_s / one.wall_s for one in batches)
    rate = statistics.median(per_wall)
    _print(
        f"  state {where:<10} {rate:6.1f} scenarios/s (min {min(per_wall):.1f}, max"
        f" {max(per_wall):.1f}; {per_cpu:.1f} per second of CPU),"
        f" {compression:,.0f} simulated seconds a second"
    )
    return rate


def _disk() -> Path:
    # The directory of this file is on a disk even where the temporary directory is in memory.
    here = Path(__file__).resolve().parent.parent / "build"
    here.mkdir(exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="bench-", dir=here))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--scenario", choices=sorted(SCENARIOS))
    return parser.parse_args()


def _print(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
