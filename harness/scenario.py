"""A scenario: one reliability pattern as data: its traffic, its storm and its limits.

It holds no code and no seed. Everything that a run draws comes from here through the nemesis, so
two people who name the same scenario and seed mean the same run.
"""

from dataclasses import dataclass, field

import msgspec

from hubproof.harness.workloads import EntrySignals
from hubproof.harness.workloads.workload import Range
from hubproof.simulator.faults import AnyFault
from hubproof.simulator.world.habits import PROMPT, BrokerHabits

WORKLOAD_VERSION = 1


class QuoteLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry has to be based on, where a scenario quotes prices.

    Both `providers` are asked. A quote older than `age_max_ms` is stale; medians of `samples`
    quotes that are more than `tolerance` points apart disagree. A stream that tells nothing for
    `silence_max_s` is silent, and a snapshot is due every `resync_every_s`.
    """

    providers: tuple[str, ...] = ("InteractiveBrokers", "Tastytrade")
    age_max_ms: int = 3000
    tolerance: float = 1.0
    samples: int = 3
    silence_max_s: float = 5.0
    resync_every_s: float = 20.0


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a client is held to, handed to every subject; a client may be stricter, never laxer.

    Without `quotes` nobody asks whether it looked at any. An entry order with quantity unfilled
    `cancel_unfilled_after_s` after it was accepted is to be cancelled; None is never.
    """

    act_within_s: float = 20.0
    record_wait_s: float = 30.0
    call_timeout_s: float = 10.0
    parallel_entries_max: int = 4
    server_timeout_s: float = 30.0
    quotes: QuoteLimits | None = None
    cancel_unfilled_after_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """So many faults of one kind, spread over methods, phases and ordinals (both ends included).

    `after_s` is the range of the fault's delay, where it has one. Ordinals should stay within
    what the workload brings about, or the fault cannot fire.
    """

    fault: type[AnyFault]
    hub: str
    methods: tuple[str, ...]
    phases: tuple[str, ...]
    count: tuple[int, int]
    ordinals: tuple[int, int]
    after_s: Range = (0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One pattern. `requirements` are the rows that it was made to exercise.

    `settle_s` is how long a simulated run goes on after the last signal went On; a live run may end
    earlier once nothing is left to happen, and takes at most `live_bound_s` in all. `broker` says
    how its world fills orders.
    """

    name: str
    says: str
    requirements: tuple[str, ...]
    workload: EntrySignals
    settle_s: float
    live_bound_s: float
    storm: tuple[Draw, ...] = ()
    limits: Limits = field(default_factory=Limits)
    broker: BrokerHabits = PROMPT


class _Handout(msgspec.Struct, frozen=True):
    version: int
    limits: Limits


def workload_json(scenario: Scenario) -> str:
    """The limits as every subject gets them in HUBPROOF_WORKLOAD, one line of JSON."""
    return msgspec.json.encode(_Handout(WORKLOAD_VERSION, scenario.limits)).decode()
