"""Strategy in error: the condition to enter cannot be evaluated, and its signals stay as they were.

Pattern: begin no entry of a strategy while an error of it is active, go on with the others, and go
on with that one too once the error is cleared. Naive clients fail here by acting on a signal that
nobody looks after any more, or by forgetting the error with a restart: what was read past once does
not come again by itself.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.kill import Kill
from hubproof.simulator.faults.strategy_error import FAILED, StrategyError

SCENARIO = Scenario(
    name="strategy_in_error",
    says="a strategy cannot be evaluated for a while, and the subject is killed meanwhile",
    requirements=("IDEM-8", "GUARD-9", "SAFE-1", "SAFE-3", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(4.0, 6.0), on_for_s=(50.0, 60.0)),
    storm=(
        Draw(
            fault=StrategyError,
            hub="event",
            methods=("OnEntrySignal",),
            phases=(FAILED,),
            count=(2, 2),
            ordinals=(1, 4),
            after_s=(8.0, 14.0),
        ),
        Draw(
            fault=Kill,
            hub="event",
            methods=("OnEntrySignal",),
            phases=("answered",),
            count=(0, 1),
            ordinals=(2, 5),
            after_s=(0.2, 2.0),
        ),
    ),
    settle_s=50.0,
    live_bound_s=90.0,
)
