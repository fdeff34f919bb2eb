"""Operations refused: preparations fail and orders are rejected, some behind a lost answer.

Pattern: a failure is an outcome like any other. It is learnt from the record, surfaced, and ends
the intent, or begins it anew under a new key. Naive clients fail here by sending the used key
again, by waiting for a job that is over, or by taking an order that was accepted for one that will
fill.
"""

from hubproof.harness.scenario import Draw, Limits, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.refuse_operation import FAILED, RefuseOperation

SCENARIO = Scenario(
    name="operations_refused",
    says="preparations fail and orders are rejected, some of them behind a lost answer",
    requirements=("IDEM-3", "IDEM-5", "IDEM-7", "IDEM-8", "RECON-2", "SAFE-1", "SAFE-3", "SAFE-4"),
    workload=EntrySignals(count=8, every_s=(4.0, 5.0), on_for_s=(40.0, 50.0)),
    storm=(
        Draw(
            fault=RefuseOperation,
            hub="control",
            methods=("StartPreparePositionEntry",),
            phases=(FAILED,),
            count=(2, 2),
            ordinals=(1, 5),
        ),
        Draw(
            fault=RefuseOperation,
            hub="control",
            methods=("SendOrder",),
            phases=(FAILED,),
            count=(1, 1),
            ordinals=(1, 3),
        ),
        Draw(
            fault=Cut,
            hub="control",
            methods=("StartPreparePositionEntry", "SendOrder"),
            phases=("committed", "answered"),
            count=(1, 2),
            ordinals=(1, 3),
        ),
    ),
    limits=Limits(cancel_unfilled_after_s=6.0),
    settle_s=55.0,
    live_bound_s=100.0,
)
