"""Unknown outcome of an order: the connection goes while an order is on its way.

Pattern: ask for the idempotency record, or send again under the same key. Naive clients fail here
by sending again under a new key, which buys twice where the first order had arrived, or by taking
the Conflict that answers a resend for a failure.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.cut import Cut

SCENARIO = Scenario(
    name="unknown_outcome_of_an_order",
    says="the connection goes while an order or a paper fill is on its way",
    requirements=("IDEM-2", "IDEM-3", "IDEM-4", "IDEM-5", "IDEM-8", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(2.5, 3.2), on_for_s=(50.0, 60.0)),
    storm=(
        # Where nobody says that an order was taken is where it is bought twice: never leave it out.
        Draw(
            fault=Cut,
            hub="control",
            methods=("SendOrder", "ApplyPaperFills"),
            phases=("committed",),
            count=(1, 2),
            ordinals=(1, 3),
        ),
        Draw(
            fault=Cut,
            hub="control",
            methods=("SendOrder", "ApplyPaperFills"),
            phases=("received", "answered"),
            count=(2, 3),
            ordinals=(1, 3),
        ),
    ),
    settle_s=50.0,
    live_bound_s=80.0,
)
