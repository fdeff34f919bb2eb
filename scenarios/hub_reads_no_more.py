"""A hub that reads no more: a connection pings and tells, and nothing said on it is heard.

Pattern: bound every call by a time-out of its own; where nothing is answered any more, drop the
connection, however alive it looks, and ask for the records on another one. A hub that closes with
an error is come back to at once. Naive clients fail here by trusting the keep-alive: pings come, so
they wait, or they take the silence for a failure and begin again.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.close_with_error import CloseWithError
from hubproof.simulator.faults.stop_reading import StopReading

WORK = ("StartPreparePositionEntry", "SendOrder", "ApplyPaperFills")

SCENARIO = Scenario(
    name="hub_reads_no_more",
    says="connections that look alive are read no more, and others are closed with an error",
    requirements=("IDEM-2", "IDEM-5", "IDEM-8", "RECON-4", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(8.0, 12.0), on_for_s=(70.0, 80.0), together=2),
    storm=(
        Draw(
            fault=StopReading,
            hub="control",
            methods=WORK,
            phases=("received", "committed", "answered"),
            count=(1, 2),
            ordinals=(1, 3),
        ),
        Draw(
            fault=CloseWithError,
            hub="control",
            methods=WORK,
            phases=("received", "committed", "answered"),
            count=(1, 2),
            ordinals=(1, 4),
        ),
        Draw(
            fault=CloseWithError,
            hub="event",
            methods=("OnEntrySignal", "OnPositionEntryPreparationCompleted"),
            phases=("committed", "answered"),
            count=(0, 1),
            ordinals=(1, 3),
        ),
    ),
    settle_s=80.0,
    live_bound_s=130.0,
)
