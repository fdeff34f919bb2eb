"""Agent goes offline: what relays the live broker's data and orders is away for a while.

Pattern: begin no entry on an account whose agent is offline, go on with the others, and go on with
that one too as soon as the agent is back; an order that was refused meanwhile is still wanted.
Naive clients fail here by writing the refused order off as failed, or by never looking again.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.agent_offline import AgentOffline

SCENARIO = Scenario(
    name="agent_goes_offline",
    says="the agent of the live broker goes offline and comes back",
    requirements=("IDEM-8", "GUARD-9", "SAFE-1", "SAFE-3", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(4.0, 6.0), on_for_s=(50.0, 60.0)),
    storm=(
        Draw(
            fault=AgentOffline,
            hub="event",
            methods=("OnEntrySignal",),
            phases=("answered",),
            count=(1, 1),
            ordinals=(1, 4),
            after_s=(8.0, 14.0),
        ),
        Draw(
            fault=AgentOffline,
            hub="control",
            methods=("SendOrder", "StartPreparePositionEntry"),
            phases=("received", "answered"),
            count=(1, 2),
            ordinals=(1, 2),
            after_s=(4.0, 10.0),
        ),
    ),
    settle_s=50.0,
    live_bound_s=90.0,
)
