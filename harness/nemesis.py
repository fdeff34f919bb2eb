"""The nemesis: expands a scenario and a seed into the explicit plan of one run, before it starts.

Pure: the same scenario and seed give the same plan in every process and on every Python. No two
faults get the same position, and the (method, phase) combinations of a draw are dealt like cards,
so that a few seeds cover all of them: independent draws would leave rare combinations out of
whole campaigns.
"""

import hashlib
import random
from collections.abc import Iterator

import msgspec

from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.harness.plan import Plan
from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads.workload import between, shuffled
from hubproof.simulator.faults import AnyFault
from hubproof.simulator.faults.fault import Address

Taken = dict[tuple[str, str], list[int]]
"""The ordinals that faults of the plan already have, by hub and method."""


def child(seed: int, *names: str) -> random.Random:
    """The generator of one named consumer of a run's randomness.

    Each name has its own, so that a new consumer shifts nobody's choices. Only `.random()` of it
    may be used: that is the one method whose values Python promises to keep.
    """
    digest = hashlib.sha256("/".join((str(seed), *names)).encode()).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))


def expand(scenario: Scenario, seed: int, dialect: Dialect = OURS) -> Plan:
    """The plan of one run, against hubs that write in `dialect`."""
    taken: Taken = {}
    faults: list[AnyFault] = []
    for number, draw in enumerate(scenario.storm):
        rng = child(seed, scenario.name, "storm", str(number), draw.fault.name)
        faults += _faults(draw, rng, taken)
    return Plan(
        scenario=scenario.name,
        seed=seed,
        workload=scenario.workload.expand(child(seed, scenario.name, "workload")),
        faults=tuple(faults),
        dialect=msgspec.UNSET if dialect == OURS else dialect.peculiar,
    )


def _faults(draw: Draw, rng: random.Random, taken: Taken) -> Iterator[AnyFault]:
    low, high = draw.count
    count = low + int(rng.random() * (high - low + 1))
    cards: list[tuple[str, str]] = []
    for _ in range(count):
        if not cards:
            cards = shuffled([(m, p) for m in draw.methods for p in draw.phases], rng)
        method, phase = cards.pop()
        address = Address(
            hub=draw.hub, method=method, ordinal=_ordinal(draw, method, rng, taken), phase=phase
        )
        yield draw.fault.drawn(address, round(between(draw.after_s, rng), 3))


def _ordinal(draw: Draw, method: str, rng: random.Random, taken: Taken) -> int:
    used = taken.setdefault((draw.hub, method), [])
    low, high = draw.ordinals
    free = [ordinal for ordinal in range(low, high + 1) if ordinal not in used]
    # Where a draw asks for more than its range holds, the count goes on behind the range.
    ordinal = free[int(rng.random() * len(free))] if free else max(used) + 1
    used.append(ordinal)
    return ordinal
