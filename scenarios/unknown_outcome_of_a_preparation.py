"""Unknown outcome of a preparation: nobody says whether the job was started, or which one it is.

Pattern: ask for the idempotency record, which names the job, or send again under the same key; then
finish that job. Naive clients fail here by starting a second job under a new key, which makes a
second plan, or by waiting for ever for a call that nobody will answer.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.delay_completion import DelayCompletion
from hubproof.simulator.faults.lose_completion import LoseCompletion

SCENARIO = Scenario(
    name="unknown_outcome_of_a_preparation",
    says="the answer to a preparation is cut off, lost, or comes when it was given up",
    requirements=(
        "IDEM-2",
        "IDEM-3",
        "IDEM-5",
        "IDEM-8",
        "RECON-3",
        "RECON-7",
        "SAFE-1",
        "SAFE-4",
    ),
    workload=EntrySignals(count=6, every_s=(2.5, 3.2), on_for_s=(70.0, 80.0)),
    storm=(
        Draw(
            fault=Cut,
            hub="control",
            methods=("StartPreparePositionEntry",),
            phases=("received", "committed", "answered"),
            count=(1, 2),
            ordinals=(1, 2),
        ),
        Draw(
            fault=LoseCompletion,
            hub="control",
            methods=("StartPreparePositionEntry",),
            phases=("lost",),
            count=(1, 1),
            ordinals=(3, 4),
        ),
        Draw(
            fault=DelayCompletion,
            hub="control",
            methods=("StartPreparePositionEntry", "SendOrder", "ApplyPaperFills"),
            phases=("delayed",),
            count=(1, 2),
            ordinals=(1, 3),
        ),
    ),
    settle_s=70.0,
    live_bound_s=120.0,
)
