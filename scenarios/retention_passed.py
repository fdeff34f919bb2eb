"""Retention passed: while a client is away, the log forgets what it has not read.

Pattern: the refused cursor is given up for the newest event, which is durable before anything else;
then signals, errors, agents, orders and positions are read as they stand, and a person is told that
events are lost. Naive clients fail here by asking for ever for what nobody has any more, or by
going on with what they believed: a signal that went Off unheard never goes On again for them.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.forget_events import FORGOTTEN, ForgetEvents
from hubproof.simulator.faults.kill import Kill
from hubproof.simulator.faults.strategy_error import FAILED, StrategyError

SCENARIO = Scenario(
    name="retention_passed",
    says="the log forgets what happened while the subject was dead",
    requirements=("EVT-1", "EVT-4", "EVT-5", "IDEM-8", "RECON-4", "SAFE-1", "SAFE-3", "SAFE-4"),
    # Six pairs go On, and each a second time after its Off; the first Off is the seventh signal.
    workload=EntrySignals(count=12, every_s=(2.6, 3.2), on_for_s=(40.0, 42.0)),
    storm=(
        # Cleared while nobody is there to hear it.
        Draw(
            fault=StrategyError,
            hub="event",
            methods=("OnEntrySignal",),
            phases=(FAILED,),
            count=(0, 1),
            ordinals=(6, 6),
            after_s=(30.0, 32.0),
        ),
        Draw(
            fault=Kill,
            hub="event",
            methods=("OnEntrySignal",),
            phases=("answered",),
            count=(1, 1),
            ordinals=(7, 7),
            after_s=(8.0, 12.0),
        ),
        Draw(
            fault=ForgetEvents,
            hub="event",
            methods=("OnEntrySignal",),
            phases=(FORGOTTEN,),
            count=(1, 1),
            ordinals=(9, 11),
        ),
    ),
    settle_s=60.0,
    live_bound_s=130.0,
)
