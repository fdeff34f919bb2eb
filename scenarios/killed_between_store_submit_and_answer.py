"""Killed between store, submit and answer: the process dies with work in its hands, more than once.

Pattern: store the intent and its key before submitting, the cursor only after handling, and pick
up in the next life what the store says. Naive clients fail here by making a new key after the
restart, or by forgetting a signal that they had received and not yet begun; two signals come at a
time to show that.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.kill import Kill

SCENARIO = Scenario(
    name="killed_between_store_submit_and_answer",
    says="the subject is killed while a preparation, an order or a paper fill is on its way",
    requirements=(
        "IDEM-1",
        "IDEM-3",
        "IDEM-8",
        "EVT-1",
        "EVT-6",
        "EVT-7",
        "RECON-3",
        "SAFE-1",
        "SAFE-4",
    ),
    workload=EntrySignals(count=6, every_s=(5.0, 7.0), on_for_s=(60.0, 70.0), together=2),
    storm=(
        Draw(
            fault=Kill,
            hub="control",
            methods=("StartPreparePositionEntry", "SendOrder", "ApplyPaperFills"),
            phases=("received", "committed", "answered"),
            count=(2, 3),
            ordinals=(1, 3),
            after_s=(0.2, 2.0),
        ),
    ),
    settle_s=55.0,
    live_bound_s=90.0,
)
