"""Signals announced again: what is On is said to be On once more, under a new EventId.

Pattern: a signal is a level; an entry belongs to its going On, not to each time that it is said.
Naive clients fail here by knowing events by their EventId alone: the second announcement is a new
event, and becomes a second entry.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.announce_again import AnnounceAgain
from hubproof.simulator.faults.cut import Cut

SCENARIO = Scenario(
    name="signals_announced_again",
    says="signals that are On are announced again as new events, live and while nobody listens",
    requirements=("EVT-16", "IDEM-3", "IDEM-8", "RECON-3", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(2.5, 3.2), on_for_s=(50.0, 60.0)),
    storm=(
        # At once, beside the entry that it would double; and when that has long been made. Clients
        # without callbacks prepare entries too.
        Draw(
            fault=AnnounceAgain,
            hub="control",
            methods=("StartPreparePositionEntry",),
            phases=("announced",),
            count=(1, 2),
            ordinals=(1, 3),
            after_s=(0.0, 0.6),
        ),
        Draw(
            fault=AnnounceAgain,
            hub="event",
            methods=("OnEntrySignal",),
            phases=("announced",),
            count=(1, 2),
            ordinals=(1, 4),
            after_s=(1.0, 5.0),
        ),
        Draw(
            fault=Cut,
            hub="event",
            methods=("OnEntrySignal",),
            phases=("committed", "answered"),
            count=(1, 1),
            ordinals=(2, 5),
        ),
    ),
    settle_s=50.0,
    live_bound_s=80.0,
)
