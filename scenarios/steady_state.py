"""Steady state: nothing is broken, and every signal is entered once, in time.

Pattern: the plain way of an order, from the signal to the fill, on paper and live, with a second
signal for a pair that was entered before. Naive clients fail here by reusing a key for two equal
intents, or by doing nothing at all: a client that is never wrong because it never acts is not
safe.
"""

from hubproof.harness.scenario import Scenario
from hubproof.harness.workloads import EntrySignals

SCENARIO = Scenario(
    name="steady_state",
    says="nothing is broken: every signal is entered once, in time",
    requirements=("IDEM-8", "IDEM-9", "IDEM-10", "EVT-5", "SAFE-1", "SAFE-3", "SAFE-4"),
    workload=EntrySignals(count=8, every_s=(2.5, 3.5), on_for_s=(21.0, 24.0)),
    settle_s=45.0,
    live_bound_s=90.0,
)
