"""The soak: correct clients over many seeds of every scenario, on all cores.

The reference client must come out valid every time, and every fault must have acted in every phase;
the unusual ones must never be convicted, and be valid wherever anything was tried. A false alarm
here would be a false conviction of somebody's bot.
"""

import gc
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from hubproof.harness.nemesis import expand
from hubproof.harness.proof.tally import Tally
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Terms, carry_out
from hubproof.scenarios import SCENARIOS

BATCH = 50
"""Seeds a worker takes at a time: enough that handing them over costs nothing."""

Batch = tuple[str, str, int, int]
"""Scenario, subject, first seed, number of seeds."""


def soak(seeds: int, *, subject: str = "reference", workers: int | None = None) -> Tally:
    """Run seeds 1 to `seeds` of every scenario."""
    total = Tally()
    # Fresh processes: a copy of a large one is slow to collect, and copies of threads are no good.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers or os.cpu_count() or 1, mp_context=fresh) as pool:
        for part in pool.map(run_batch, _batches(seeds, subject)):
            total.merge(part)
    return total


def run_batch(batch: Batch) -> Tally:
    """One worker's share."""
    scenario, subject, first, count = batch
    tally = Tally()
    for seed in range(first, first + count):
        plan = expand(SCENARIOS[scenario], seed)
        tally.add(carry_out(plan, SCENARIOS[scenario], parse(subject), Terms()))
    # Python's own collector rests during runs, and does not get round to what they left in cycles.
    gc.collect()
    return tally


def _batches(seeds: int, subject: str) -> Iterator[Batch]:
    for scenario in SCENARIOS:
        for first in range(1, seeds + 1, BATCH):
            yield scenario, subject, first, min(BATCH, seeds + 1 - first)
