"""Quotes flicker: frames without a price come between the good ones, and sometimes in a row.

Pattern: a boot frame of zeros, a null, a NaN or a crossed quote is no price and no sign that the
last one still holds; skip it and stay connected. Naive clients fail here by dividing by zero, by
comparing with NaN, or by taking any frame for a heartbeat of the price.
"""

from hubproof.harness.scenario import Draw, Limits, QuoteLimits, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.bad_quotes import BadQuotes

SCENARIO = Scenario(
    name="quotes_flicker",
    says="a provider sends boot frames, nulls, NaNs and crossed quotes before entries",
    requirements=("QUOTE-1", "QUOTE-3", "IDEM-8", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(2.5, 3.2), on_for_s=(50.0, 60.0)),
    storm=(
        Draw(
            fault=BadQuotes,
            hub="event",
            methods=("OnEntrySignal",),
            phases=("boot", "null", "crossed", "nan"),
            count=(2, 3),
            ordinals=(1, 4),
            after_s=(6.0, 12.0),
        ),
    ),
    limits=Limits(quotes=QuoteLimits()),
    settle_s=50.0,
    live_bound_s=80.0,
)
