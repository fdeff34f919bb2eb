"""Hands at the portal: somebody opens and closes what he likes, and deletes a strategy.

Pattern: the account is not the client's alone. What it did is what stands under its own keys; a
position that somebody opened is no entry of its own, one that somebody closed calls for no other
entry, and an entry of a strategy that is gone ends. Naive clients fail here by taking whatever
stands on the account for their own doing, and by making good what nobody lost.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.harness.workloads.entry_signals import STRATEGIES
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.delete_strategy import DELETED, DeleteStrategy
from hubproof.simulator.faults.position_outside import (
    CLOSED,
    OPENED,
    ORDER_OPENED,
    PositionOutside,
)

SCENARIO = Scenario(
    name="hands_at_the_portal",
    says="positions are opened and closed by hand, and a strategy is deleted under its client",
    requirements=("IDEM-3", "IDEM-5", "IDEM-8", "RECON-3", "SAFE-1", "SAFE-3", "SAFE-4"),
    workload=EntrySignals(
        count=8, every_s=(3.0, 4.5), on_for_s=(60.0, 70.0), strategies=STRATEGIES
    ),
    storm=(
        Draw(
            fault=PositionOutside,
            hub="event",
            methods=("OnEntrySignal",),
            phases=(OPENED, ORDER_OPENED),
            count=(2, 2),
            ordinals=(1, 6),
            after_s=(0.0, 3.0),
        ),
        Draw(
            fault=PositionOutside,
            hub="event",
            methods=("OnPositionUpdate",),
            phases=(CLOSED,),
            count=(2, 2),
            ordinals=(1, 4),
            after_s=(0.0, 4.0),
        ),
        # While its entry is prepared, executed, or long made.
        Draw(
            fault=DeleteStrategy,
            hub="event",
            methods=("OnEntrySignal",),
            phases=(DELETED,),
            count=(1, 1),
            ordinals=(2, 6),
            after_s=(0.0, 5.0),
        ),
        # What was executed must be found by its key, and not by what stands on the account.
        Draw(
            fault=Cut,
            hub="control",
            methods=("SendOrder", "ApplyPaperFills"),
            phases=("received", "committed"),
            count=(1, 2),
            ordinals=(1, 2),
        ),
    ),
    settle_s=55.0,
    live_bound_s=100.0,
)
