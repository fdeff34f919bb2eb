"""Quotes lag: a provider moves on with the market, five seconds behind it.

Pattern: look at the age of a quote and let it grow on the own clock; enter only while two providers
are fresh. Naive clients fail here because prices change, which an old quote does not seem to do.
"""

from hubproof.harness.scenario import Draw, Limits, QuoteLimits, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.lag_quotes import LagQuotes

SCENARIO = Scenario(
    name="quotes_lag",
    says="a provider quotes seconds late when entries are about to be made",
    requirements=("QUOTE-1", "QUOTE-2", "IDEM-8", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(2.5, 3.2), on_for_s=(50.0, 60.0)),
    storm=(
        Draw(
            fault=LagQuotes,
            hub="event",
            methods=("OnEntrySignal",),
            phases=("lagged",),
            count=(1, 2),
            ordinals=(1, 4),
            after_s=(8.0, 14.0),
        ),
    ),
    limits=Limits(quotes=QuoteLimits()),
    settle_s=50.0,
    live_bound_s=80.0,
)
