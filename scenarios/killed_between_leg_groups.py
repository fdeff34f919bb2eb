"""Killed between leg groups: the process dies, or an answer is lost, halfway through an entry.

Pattern: an entry of several orders is one intent with a step, and a key, for each of them; the next
life goes on at the first that is not settled. Naive clients fail here by beginning the entry again,
which trades the first leg group twice, or by leaving half of a position for the market to move.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.kill import Kill

SCENARIO = Scenario(
    name="killed_between_leg_groups",
    says="the subject is killed, or an answer is lost, between the orders of one entry",
    requirements=("IDEM-1", "IDEM-2", "IDEM-3", "IDEM-8", "RECON-3", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(
        count=6, every_s=(5.0, 7.0), on_for_s=(60.0, 70.0), strategies=(104, 102, 101)
    ),
    storm=(
        Draw(
            fault=Kill,
            hub="control",
            methods=("SendOrder",),
            phases=("received", "committed", "answered"),
            count=(1, 2),
            ordinals=(1, 3),
            after_s=(0.2, 2.0),
        ),
        Draw(
            fault=Cut,
            hub="control",
            methods=("SendOrder",),
            phases=("committed", "answered"),
            count=(1, 1),
            ordinals=(1, 3),
        ),
    ),
    settle_s=55.0,
    live_bound_s=90.0,
)
