"""Operations hang: preparations drag on, and records of orders stay Processing for long.

Pattern: what takes long is not lost. The job is asked for until it ends, and a record that is
Processing is waited for under its own key. Naive clients fail here by preparing again when their
patience ends, or by sending the order again under a new key.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.hold_operation import HELD, HoldOperation

SCENARIO = Scenario(
    name="operations_hang",
    says="preparations hang, and the records of orders and paper fills stay Processing",
    requirements=("IDEM-2", "IDEM-3", "IDEM-5", "IDEM-8", "RECON-3", "SAFE-1", "SAFE-3", "SAFE-4"),
    workload=EntrySignals(count=8, every_s=(4.0, 5.0), on_for_s=(90.0, 95.0)),
    storm=(
        Draw(
            fault=HoldOperation,
            hub="control",
            methods=("StartPreparePositionEntry",),
            phases=(HELD,),
            count=(2, 2),
            ordinals=(1, 5),
            after_s=(6.0, 15.0),
        ),
        # Some answer within the client's time-out, some only after it.
        Draw(
            fault=HoldOperation,
            hub="control",
            methods=("SendOrder", "ApplyPaperFills"),
            phases=(HELD,),
            count=(2, 2),
            ordinals=(1, 3),
            after_s=(5.0, 20.0),
        ),
        Draw(
            fault=Cut,
            hub="control",
            methods=("StartPreparePositionEntry", "SendOrder", "ApplyPaperFills"),
            phases=("committed", "answered"),
            count=(1, 2),
            ordinals=(1, 4),
        ),
    ),
    settle_s=70.0,
    live_bound_s=135.0,
)
