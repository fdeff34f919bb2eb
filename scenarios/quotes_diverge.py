"""Quotes diverge: one provider says another price than the other, for a while.

Pattern: compare the medians of two providers before every entry; where they differ, enter nothing,
tell a person, start the streams over and go on once they agree. Naive clients fail here by trusting
one provider, or by having two and comparing nothing.
"""

from hubproof.harness.scenario import Draw, Limits, QuoteLimits, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.diverge_quotes import DivergeQuotes

SCENARIO = Scenario(
    name="quotes_diverge",
    says="one provider's quotes move away from the other's when an entry is about to be made",
    requirements=("QUOTE-1", "QUOTE-4", "IDEM-8", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(2.5, 3.2), on_for_s=(50.0, 60.0)),
    storm=(
        Draw(
            fault=DivergeQuotes,
            hub="event",
            methods=("OnEntrySignal",),
            phases=("diverged",),
            count=(1, 2),
            ordinals=(1, 4),
            after_s=(8.0, 14.0),
        ),
    ),
    limits=Limits(quotes=QuoteLimits()),
    settle_s=50.0,
    live_bound_s=80.0,
)
