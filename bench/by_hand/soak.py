"""Whether the server's memory grows: minutes of calls, broadcasts, clients that come and go.

Run by hand: `python bench/by_hand/soak.py [--minutes 10]`. The resident memory is told every half
minute; what is compared is its median over the second quarter and over the last, and a growth of
more than 2 % fails. (The first quarter fills pools and caches.)
"""

import argparse
import asyncio
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import uvloop
from _callers import PING, Crowd, invocation, join
from _servers import Served, serving
from picows import WSMsgType

GROWTH_MAX = 0.02
STAYING, CALLING, PASSING = 500, 8, 40
PATHS = ("/hub", "/stateful", "/brisk")
TOLD_S = 30.0


async def soak(served: Served, minutes: float) -> list[int]:
    """The server's memory in KiB, second by second."""
    staying, calling = Crowd(), Crowd(invocation("Echo", "x" * 124))
    await join(staying, served.port, "/hub", STAYING)
    await join(calling, served.port, "/hub", CALLING)
    calling.call_once()
    seen: list[int] = []
    end, told_at = time.monotonic() + minutes * 60, 0.0
    while time.monotonic() < end:
        for path in PATHS:
            passing = Crowd()
            await join(passing, served.port, path, PASSING)
            for message in (invocation("Join", f"g{len(seen)}"), invocation("Boom"), PING):
                passing.say(message)
            passing.transports[0].send(WSMsgType.TEXT, invocation("ToAll", "x" * 60))
            await asyncio.sleep(0.3)
            passing.leave()
        staying.say(PING)
        seen.append(served.resident_kib())
        if time.monotonic() - told_at > TOLD_S:
            told_at = time.monotonic()
            print(f"  {len(seen):5} rounds, {calling.count:,} calls, {seen[-1]:,} KiB", flush=True)
    return seen


def main() -> int:
    """Soak and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    options = parser.parse_args()
    with serving("hub", "uvloop") as served:
        seen = uvloop.run(soak(served, options.minutes))
    quarter = len(seen) // 4
    before, after = (
        statistics.median(seen[quarter : 2 * quarter]),
        statistics.median(seen[-quarter:]),
    )
    growth = after / before - 1
    print(f"{before:,.0f} KiB in the second quarter, {after:,.0f} in the last: {growth:+.1%}")
    return int(growth > GROWTH_MAX)


if __name__ == "__main__":
    sys.exit(main())
