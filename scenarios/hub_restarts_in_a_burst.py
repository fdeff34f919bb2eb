"""Hub restarts in a burst: all hubs go down, as in a deploy, while several signals are worked on.

Pattern: come back however long it takes, with growing delays, subscribe and replay on the new
connection, and settle by their keys all the calls that were open. Naive clients fail here by giving
up after a few attempts, as SignalR's automatic reconnect does by default, or by coming back without
their subscriptions. The second burst comes when everything serves again.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.hub_restart import HubRestart

SCENARIO = Scenario(
    name="hub_restarts_in_a_burst",
    says="all hubs restart while several signals are being worked on",
    requirements=("IDEM-5", "IDEM-8", "EVT-1", "EVT-4", "EVT-5", "RECON-4", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(24.0, 28.0), on_for_s=(60.0, 70.0), together=3),
    storm=(
        Draw(
            fault=HubRestart,
            hub="control",
            methods=("StartPreparePositionEntry", "SendOrder", "ApplyPaperFills"),
            phases=("received", "committed", "answered"),
            count=(1, 1),
            ordinals=(1, 2),
            after_s=(4.0, 14.0),
        ),
        Draw(
            fault=HubRestart,
            hub="event",
            methods=("OnEntrySignal", "OnPositionEntryPreparationCompleted"),
            phases=("committed", "answered"),
            count=(0, 1),
            ordinals=(1, 3),
            after_s=(4.0, 10.0),
        ),
    ),
    settle_s=55.0,
    live_bound_s=100.0,
)
