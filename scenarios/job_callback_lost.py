"""Job callback lost: a preparation ends, and nobody hears of it on a connection that is healthy.

Pattern: ask for the status of a job that is overdue, and of every open one after a reconnect; the
history has its event, too. Naive clients fail here by waiting for the callback alone: the workflow
is stuck, and so is everything behind it.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.lose_job_callback import LoseJobCallback

SCENARIO = Scenario(
    name="job_callback_lost",
    says="the callback of a preparation that ended is never written, or is cut off",
    requirements=("RECON-1", "RECON-2", "RECON-3", "EVT-5", "IDEM-8", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(2.5, 3.2), on_for_s=(50.0, 60.0)),
    storm=(
        Draw(
            fault=LoseJobCallback,
            hub="event",
            methods=("OnPositionEntryPreparationCompleted",),
            phases=("unsaid",),
            count=(2, 3),
            ordinals=(1, 5),
        ),
        Draw(
            fault=Cut,
            hub="event",
            methods=("OnPositionEntryPreparationCompleted", "OnEntrySignal"),
            phases=("committed", "answered"),
            count=(1, 1),
            ordinals=(2, 5),
        ),
    ),
    settle_s=50.0,
    live_bound_s=80.0,
)
