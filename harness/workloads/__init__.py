"""The workloads: one kind of traffic per file, and the table of what a plan may carry.

A plan stores the traffic itself, tagged by its kind, and is decoded against the union below.
"""

from hubproof.harness.workloads.entry_signals import EntrySignals, SignalTimes
from hubproof.harness.workloads.workload import Announcement, Workload

AnyTraffic = SignalTimes

WORKLOADS: dict[str, type[EntrySignals]] = {"entry_signals": EntrySignals}

__all__ = [
    "WORKLOADS",
    "Announcement",
    "AnyTraffic",
    "EntrySignals",
    "SignalTimes",
    "Workload",
]
