"""Connections reset in the middle of a message: every hub at once, with half a frame written.

Pattern: what was not received whole was not received; reconnect, replay, and learn the outcome of
open calls by their keys. Naive clients fail here by recovering one hub and not the other, or by
taking what they had read of a message for the message.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.network_reset import NetworkReset

SCENARIO = Scenario(
    name="connections_reset_mid_message",
    says="all connections to all hubs are reset at once, in the middle of a message",
    requirements=("IDEM-4", "IDEM-5", "IDEM-8", "EVT-1", "EVT-5", "RECON-4", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(2.5, 3.2), on_for_s=(50.0, 60.0)),
    storm=(
        Draw(
            fault=NetworkReset,
            hub="control",
            methods=("StartPreparePositionEntry", "SendOrder", "ApplyPaperFills"),
            phases=("received", "committed", "answered"),
            count=(1, 2),
            ordinals=(1, 3),
        ),
        Draw(
            fault=NetworkReset,
            hub="event",
            methods=("OnEntrySignal", "OnPositionEntryPreparationCompleted", "OnOrderUpdate"),
            phases=("committed", "answered"),
            count=(1, 2),
            ordinals=(1, 4),
        ),
    ),
    settle_s=50.0,
    live_bound_s=80.0,
)
