"""The clocks of the process, as a bot in virtual time reads them.

A bot measures the age of a quote with whatever clock it knows. With the machine's, ten simulated
seconds pass in a hundredth of one, every silence looks short, and a right bot trades on a stale
price. So while a run lasts, every clock that Python offers tells the run's time. Those that count
from no date are swapped for lives only: the harness measures itself with them.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from hubproof.harness.virtual import LIFE, VirtualLoop

Reading = Callable[[], float]


@contextmanager
def virtual_clocks(loop: VirtualLoop, epoch: datetime) -> Iterator[None]:
    """Until the end of the block, dates are `epoch` plus the loop's time, and lives count in it.

    Not for two runs at once in one process: `datetime.now()` is one for all.
    """
    import time_machine  # brings pytest along where that is installed: 0.3 s

    began_s = epoch.timestamp()
    with time_machine.travel(began_s + loop.time(), tick=False) as date, _counters(loop):
        loop.when_time_moves = lambda: date.move_to(began_s + loop.time())
        try:
            yield
        finally:
            loop.when_time_moves = None


@contextmanager
def _counters(loop: VirtualLoop) -> Iterator[None]:
    told: dict[str, Reading] = {
        "monotonic": loop.time,
        "monotonic_ns": loop.now_ns,
        "perf_counter": loop.time,
        "perf_counter_ns": loop.now_ns,
    }
    before = {name: getattr(time, name) for name in told}
    for name, virtual in told.items():
        setattr(time, name, _either(before[name], virtual))
    try:
        yield
    finally:
        for name, real in before.items():
            setattr(time, name, real)


def _either(real: Reading, virtual: Reading) -> Reading:
    def reading() -> float:
        return real() if LIFE.get() is None else virtual()

    return reading
