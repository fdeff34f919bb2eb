"""Unknown outcome of a cancel: entry orders do not fill, and the answer to their cancel is lost.

Pattern: a cancel is a keyed step like the order itself; after a cut or a kill its record, or a
resend under its key, says whether it came through, and only the order says what had been filled by
then. Naive clients fail here by cancelling again under a new key, by taking a lost cancel for a
done one, or by never watching their orders at all.
"""

from hubproof.harness.scenario import Draw, Limits, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.kill import Kill
from hubproof.simulator.world.habits import BrokerHabits

SCENARIO = Scenario(
    name="unknown_outcome_of_a_cancel",
    says="entry orders do not fill, and the connection or the subject goes during their cancel",
    requirements=(
        "IDEM-1",
        "IDEM-2",
        "IDEM-3",
        "IDEM-5",
        "IDEM-8",
        "SAFE-1",
        "SAFE-2",
        "SAFE-4",
    ),
    workload=EntrySignals(count=8, every_s=(4.0, 5.0), on_for_s=(24.0, 28.0)),
    storm=(
        # A cancel that never arrived is the one that leaves an order behind: never leave it out.
        Draw(
            fault=Cut,
            hub="control",
            methods=("CancelOrder",),
            phases=("received", "committed"),
            count=(1, 1),
            ordinals=(1, 2),
        ),
        Draw(
            fault=Cut,
            hub="control",
            methods=("CancelOrder",),
            phases=("received", "committed", "answered"),
            count=(1, 1),
            ordinals=(1, 3),
        ),
        Draw(
            fault=Kill,
            hub="control",
            methods=("CancelOrder",),
            phases=("received", "committed", "answered"),
            count=(1, 1),
            ordinals=(1, 3),
            after_s=(0.2, 2.0),
        ),
        # Whose order is lost has to find it before it can cancel it. A bot that trades at the
        # market has nothing to cancel: this is what it meets.
        Draw(
            fault=Cut,
            hub="control",
            methods=("SendOrder",),
            phases=("committed", "answered"),
            count=(1, 1),
            ordinals=(1, 3),
        ),
    ),
    limits=Limits(cancel_unfilled_after_s=3.0),
    broker=BrokerHabits(unfilled_share=0.6, partial_share=0.2, slow_share=0.15),
    settle_s=60.0,
    live_bound_s=110.0,
)
