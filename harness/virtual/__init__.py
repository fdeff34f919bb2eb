"""Virtual time: an asyncio event loop and an in-memory network, the only place where time moves.

A run here depends on its seed and its code alone: the same seed gives the same bytes at the same
virtual microsecond, on every machine, Python version and hash seed. What cannot keep that promise
is refused by name.
"""

from hubproof.harness.virtual.life import LIFE, Life
from hubproof.harness.virtual.link import Link
from hubproof.harness.virtual.loop import VirtualLoop
from hubproof.harness.virtual.network import LATENCY_S
from hubproof.harness.virtual.refusals import Refused
from hubproof.harness.virtual.runner import run_virtual, virtual_loop
from hubproof.harness.virtual.stops import Deadlock, HorizonReached, Livelock, RunStopped

__all__ = [
    "LATENCY_S",
    "LIFE",
    "Deadlock",
    "HorizonReached",
    "Life",
    "Link",
    "Livelock",
    "Refused",
    "RunStopped",
    "VirtualLoop",
    "run_virtual",
    "virtual_loop",
]
