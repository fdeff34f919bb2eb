"""Half-open connection: a hub falls silent and nobody closes the connection.

Pattern: take a hub that has not pinged for its time-out for gone, drop the connection, make another
one and recover as after any loss. Naive clients fail here by waiting for a message that cannot
come: they are connected as far as they can see. Signals come before, in the middle of and after
the silence, which lasts until well after a client must have noticed it (30 s).
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.network_stall import NetworkStall

SCENARIO = Scenario(
    name="half_open_connection",
    says="connections go silent in both directions for a minute and are never closed",
    requirements=("IDEM-5", "IDEM-8", "EVT-1", "EVT-5", "RECON-6", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(27.0, 31.0), on_for_s=(80.0, 90.0), together=2),
    storm=(
        Draw(
            fault=NetworkStall,
            hub="event",
            methods=("OnEntrySignal", "OnPositionEntryPreparationCompleted"),
            phases=("committed", "answered"),
            count=(1, 1),
            ordinals=(1, 2),
            after_s=(52.0, 60.0),
        ),
        Draw(
            fault=NetworkStall,
            hub="control",
            methods=("StartPreparePositionEntry", "SendOrder", "ApplyPaperFills"),
            phases=("committed", "answered"),
            count=(0, 1),
            ordinals=(1, 2),
            after_s=(10.0, 60.0),
        ),
    ),
    settle_s=80.0,
    live_bound_s=150.0,
)
