"""Stream items dropped: a feed goes silent on a healthy connection, and the connection goes too.

Pattern: watch the silence of each stream, open it again when it lasts or when its connection came
back, and read a snapshot then and every so often. Naive clients fail here by waiting for the next
item for ever, by entering on the last price they heard, or by reconnecting without their streams.
"""

from hubproof.harness.scenario import Draw, Limits, QuoteLimits, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.drop_stream_items import DropStreamItems

SCENARIO = Scenario(
    name="stream_items_dropped",
    says="a provider's stream says nothing for a while, and the Data hub is cut",
    requirements=("DATA-1", "DATA-2", "DATA-7", "QUOTE-1", "QUOTE-2", "IDEM-8", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(2.5, 3.2), on_for_s=(50.0, 60.0)),
    storm=(
        Draw(
            fault=DropStreamItems,
            hub="event",
            methods=("OnEntrySignal",),
            phases=("dropped",),
            count=(1, 2),
            ordinals=(1, 3),
            after_s=(13.0, 16.0),
        ),
        # A feed that was silent is opened again, and its snapshot is where the cut falls.
        Draw(
            fault=Cut,
            hub="data",
            methods=("GetUnderlyingSnapshot",),
            phases=("received", "committed", "answered"),
            count=(1, 1),
            ordinals=(1, 2),
        ),
    ),
    limits=Limits(quotes=QuoteLimits()),
    settle_s=50.0,
    live_bound_s=80.0,
)
