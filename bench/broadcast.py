"""What it costs to tell one event to a thousand connections, beside writing to as many sockets.

The mark is 5 microseconds a connection. What the system's call for one write takes is in it, and
differs between machines: the bare server, which writes one frame that was made once to every
transport and does nothing else, shows it.
"""

import argparse
import asyncio
import statistics
import sys
import time

import uvloop
from _callers import Busyness, Crowd, invocation, join
from _servers import LOOPS, Served, serving
from picows import WSMsgType

CONNECTIONS = 1_000
ROUNDS = 40
PATHS = {"echo": "/all", "hub": "/hub"}
TOLD = invocation("ToAll", "x" * 60)


async def measure(name: str, served: Served) -> tuple[list[float], list[float]]:
    """Microseconds a connection, round by round: the server's core's, and the clock's."""
    crowd = Crowd(wanted=CONNECTIONS)
    await join(crowd, served.port, PATHS[name], CONNECTIONS)
    Busyness()
    spent, took = [], []
    for _ in range(ROUNDS):
        crowd.count, began, before = 0, time.perf_counter(), served.cpu_s()
        crowd.transports[0].send(WSMsgType.TEXT, TOLD)
        await crowd.reached.wait()
        took.append((time.perf_counter() - began) / CONNECTIONS * 1e6)
        await asyncio.sleep(0.02)  # the answer of the call, too
        crowd.reached.clear()
        spent.append((served.cpu_s() - before) / CONNECTIONS * 1e6)
    crowd.leave()
    return spent, took


def main() -> int:
    """Measure and print."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    print(f"one event to {CONNECTIONS} connections, microseconds for each (median, least)")
    for loop in LOOPS:
        for name in PATHS:
            with serving(name, loop) as served:
                spent, took = uvloop.run(measure(name, served))
            print(
                f"  {loop} {name}: {statistics.median(spent):.1f}, {min(spent):.1f} of the server's"
                f" core; {statistics.median(took):.1f}, {min(took):.1f} until the last had it"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
