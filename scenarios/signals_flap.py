"""Signals flap: what is On goes Off and On again within seconds, and others come all at once.

Pattern: follow every edge. An Off takes back what was not begun, the On after it is a new period
and an entry of its own, and a crowd of signals is worked off one by one and in time. Naive clients
fail here by never looking at an Off, so that the last On says nothing new to them, or by losing one
signal among many.
"""

from hubproof.harness.scenario import Draw, Scenario
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.flap_signal import FLAPPED, FlapSignal
from hubproof.simulator.faults.signal_storm import CROWDED, SignalStorm

SCENARIO = Scenario(
    name="signals_flap",
    says="signals go Off and On again within seconds, and several come at once",
    requirements=("EVT-6", "EVT-16", "IDEM-3", "IDEM-8", "RECON-3", "GUARD-2", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=6, every_s=(4.0, 6.0), on_for_s=(60.0, 70.0)),
    storm=(
        # Among a crowd, while they wait for their turn, and beside a preparation that is under way.
        Draw(
            fault=SignalStorm,
            hub="event",
            methods=("OnEntrySignal",),
            phases=(CROWDED,),
            count=(1, 1),
            ordinals=(1, 2),
        ),
        Draw(
            fault=FlapSignal,
            hub="event",
            methods=("OnEntrySignal",),
            phases=(FLAPPED,),
            count=(2, 2),
            ordinals=(1, 6),
            after_s=(1.0, 4.5),
        ),
        Draw(
            fault=FlapSignal,
            hub="control",
            methods=("StartPreparePositionEntry",),
            phases=(FLAPPED,),
            count=(1, 1),
            ordinals=(1, 3),
            after_s=(0.3, 4.5),
        ),
        Draw(
            fault=Cut,
            hub="event",
            methods=("OnEntrySignal",),
            phases=("committed", "answered"),
            count=(0, 1),
            ordinals=(2, 5),
        ),
    ),
    settle_s=55.0,
    live_bound_s=100.0,
)
