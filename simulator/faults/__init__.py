"""The faults: one way to misbehave per file, and the table of all of them.

The table is the whole truth about what exists: plans are decoded against it, the catalogue is
printed from it, and a file of this folder that is not in it fails a test.
"""

from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.duplicate_event import DuplicateEvent
from hubproof.simulator.faults.kill import Kill

AnyFault = Cut | DuplicateEvent | Kill

FAULTS: dict[str, type[AnyFault]] = {
    "cut": Cut,
    "duplicate_event": DuplicateEvent,
    "kill": Kill,
}

__all__ = ["FAULTS", "AnyFault"]
