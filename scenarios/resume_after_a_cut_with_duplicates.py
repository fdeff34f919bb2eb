"""Resume after a cut with duplicates: the Event hub goes and comes back, and says things twice.

Pattern: replay from the cursor to the last page, subscribe without a gap, and know by its EventId
what was handled. Naive clients fail here by only subscribing again, by stopping after the first
page, by acting on the snapshot that is pushed on connect, or by entering on both copies of one
signal.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.duplicate_event import DuplicateEvent

SCENARIO = Scenario(
    name="resume_after_a_cut_with_duplicates",
    says="the Event hub is cut at callbacks and between pages, and events come twice",
    requirements=("EVT-1", "EVT-2", "EVT-4", "EVT-5", "EVT-6", "IDEM-8", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(2.5, 3.2), on_for_s=(50.0, 60.0)),
    storm=(
        Draw(
            fault=Cut,
            hub="event",
            methods=("OnEntrySignal", "OnPositionEntryPreparationCompleted", "OnOrderUpdate"),
            phases=("committed", "answered"),
            count=(2, 3),
            ordinals=(1, 4),
        ),
        Draw(
            fault=Cut,
            hub="event",
            methods=("GetEventsSince",),
            phases=("received", "committed", "answered"),
            count=(1, 1),
            ordinals=(1, 2),
        ),
        Draw(
            fault=DuplicateEvent,
            hub="event",
            methods=("OnEntrySignal", "OnPositionEntryPreparationCompleted"),
            phases=("repeated",),
            count=(2, 3),
            ordinals=(1, 4),
            after_s=(0.0, 3.0),
        ),
    ),
    settle_s=50.0,
    live_bound_s=80.0,
)
