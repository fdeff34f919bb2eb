"""Numbers with holes: the EventSeqIds increase, and do not count one by one.

Pattern: take the number for an order and not for a count; a hole may be a lost callback, so look
into the history once, and go on with what it says. Naive clients fail here by waiting for the last
number plus one: from the first hole on they hear everything and act on nothing.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.skip_event_seq_ids import SkipEventSeqIds

SCENARIO = Scenario(
    name="numbers_with_holes",
    says="the numbers of events leave holes, from one to more than a page of history",
    requirements=("EVT-1", "EVT-4", "EVT-5", "EVT-6", "IDEM-8", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(2.5, 3.2), on_for_s=(50.0, 60.0)),
    storm=(
        Draw(
            fault=SkipEventSeqIds,
            hub="event",
            methods=("OnEntrySignal", "OnPositionEntryPreparationCompleted", "OnOrderUpdate"),
            phases=("skipped",),
            count=(1, 2),
            ordinals=(1, 3),
        ),
        # Clients without callbacks prepare entries too.
        Draw(
            fault=SkipEventSeqIds,
            hub="control",
            methods=("StartPreparePositionEntry",),
            phases=("skipped",),
            count=(1, 1),
            ordinals=(1, 3),
        ),
        Draw(
            fault=Cut,
            hub="event",
            methods=("OnEntrySignal",),
            phases=("committed", "answered"),
            count=(1, 1),
            ordinals=(3, 6),
        ),
    ),
    settle_s=50.0,
    live_bound_s=80.0,
)
