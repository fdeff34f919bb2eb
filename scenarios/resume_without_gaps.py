"""Resume without gaps: what happens while a client comes back is neither lost nor taken twice.

Pattern: replay, subscribe, and replay once more, or subscribe first and keep what arrives until the
history is read; know every event by its EventId. Naive clients fail here by reading the history and
then subscribing: a signal that goes On in between is never heard of, and its entry never made.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.duplicate_event import DuplicateEvent
from hubproof.simulator.faults.event_before_subscription import EventBeforeSubscription
from hubproof.simulator.faults.overlap_replay_with_live import OVERLAPS, OverlapReplayWithLive

SCENARIO = Scenario(
    name="resume_without_gaps",
    says="a signal goes On between the last page and the subscription; replay and live overlap",
    requirements=("EVT-1", "EVT-4", "EVT-5", "EVT-6", "EVT-14", "IDEM-8", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(2.5, 3.2), on_for_s=(50.0, 60.0)),
    storm=(
        Draw(
            fault=Cut,
            hub="event",
            methods=("OnEntrySignal",),
            phases=("committed", "answered"),
            count=(1, 2),
            ordinals=(1, 3),
        ),
        # Who reads before subscribing does so for the first time when the storm has begun: then the
        # second one is the first after a cut. For who subscribes at once it is the first.
        Draw(
            fault=EventBeforeSubscription,
            hub="event",
            methods=("SubscribeToStrategies",),
            phases=("unsubscribed",),
            count=(2, 2),
            ordinals=(1, 2),
        ),
        Draw(
            fault=OverlapReplayWithLive,
            hub="event",
            methods=("GetEventsSince",),
            phases=OVERLAPS,
            count=(1, 2),
            ordinals=(1, 2),
        ),
        Draw(
            fault=DuplicateEvent,
            hub="event",
            methods=("OnEntrySignal", "OnPositionEntryPreparationCompleted"),
            phases=("repeated",),
            count=(1, 2),
            ordinals=(1, 3),
            after_s=(0.0, 3.0),
        ),
    ),
    settle_s=50.0,
    live_bound_s=80.0,
)
