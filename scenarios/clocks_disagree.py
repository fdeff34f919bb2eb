"""Clocks disagree: the server's clock is seconds off, and a provider repeats an old quote.

Pattern: take the age of a quote from what is told in milliseconds and let it grow on the own clock;
a SnapshotTime that looks old makes it older, one that looks new never makes it younger. Naive
clients fail here by subtracting the server's time from their own: ahead, it makes stale quotes look
fresh.
"""

from hubproof.harness.scenario import Draw, Limits, QuoteLimits, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.harness.workloads.entry_signals import STRATEGIES
from hubproof.simulator.faults.clock_skew import AHEAD, BEHIND, ClockSkew
from hubproof.simulator.faults.freeze_quotes import FreezeQuotes

SCENARIO = Scenario(
    name="clocks_disagree",
    says="the server's clock is seconds off while a provider repeats an old quote",
    requirements=("QUOTE-1", "QUOTE-2", "IDEM-8", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(
        count=8, every_s=(1.5, 2.2), on_for_s=(60.0, 70.0), strategies=STRATEGIES
    ),
    storm=(
        Draw(
            fault=ClockSkew,
            hub="event",
            methods=("OnEntrySignal",),
            phases=(AHEAD, BEHIND),
            count=(1, 2),
            ordinals=(1, 3),
            after_s=(12.0, 18.0),
        ),
        Draw(
            fault=FreezeQuotes,
            hub="event",
            methods=("OnEntrySignal",),
            phases=("frozen",),
            count=(1, 2),
            ordinals=(1, 5),
            after_s=(8.0, 12.0),
        ),
    ),
    limits=Limits(quotes=QuoteLimits()),
    settle_s=55.0,
    live_bound_s=100.0,
)
