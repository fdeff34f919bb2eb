"""Orders fill late: they rest and then fill in a burst, or fill while their cancel is on its way.

Pattern: what an order came to is said by the order alone, whatever was asked of it. Naive clients
fail here by sending an order again once they have asked for its cancel, or by counting fills in
events that come faster than they are handled.
"""

from hubproof.harness.scenario import Draw, Limits, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.fill_burst import BURST, FillBurst
from hubproof.simulator.faults.fill_late import LATE, FillLate
from hubproof.simulator.world.habits import BrokerHabits

SCENARIO = Scenario(
    name="orders_fill_late",
    says="orders rest and then fill in a burst, or while their cancel is on its way",
    requirements=("IDEM-3", "IDEM-5", "IDEM-8", "SAFE-1", "SAFE-2", "SAFE-4"),
    workload=EntrySignals(count=8, every_s=(4.0, 5.0), on_for_s=(24.0, 28.0)),
    storm=(
        Draw(
            fault=FillBurst,
            hub="control",
            methods=("SendOrder",),
            phases=(BURST,),
            count=(1, 2),
            ordinals=(1, 4),
            after_s=(0.2, 2.5),
        ),
        Draw(
            fault=FillLate,
            hub="control",
            methods=("CancelOrder",),
            phases=(LATE,),
            count=(2, 2),
            ordinals=(1, 3),
        ),
        Draw(
            fault=Cut,
            hub="control",
            methods=("CancelOrder",),
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
