"""What a connection costs that is open and pings, beside a bare aiohttp WebSocket, in memory.

The mark is 20 KiB at 5,000 connections; Microsoft's server held as many at 26 KiB each. Every one
has shaken hands, pinged, and been pinged, before the server's resident memory is read.
"""

import argparse
import asyncio
import sys

import uvloop
from _callers import PING, Crowd, join
from _servers import LOOPS, Served, serving

CONNECTIONS = 5_000
FIRST = 100
"""So many come before anything is counted, so that what is loaded once is not."""

PINGED_S = 17.0
"""By then the server has pinged everyone."""

PATHS = {"echo": "/", "hub": "/hub"}


async def measure(name: str, served: Served, connections: int) -> float:
    """KiB for each of so many connections."""
    crowd = Crowd()
    await join(crowd, served.port, PATHS[name], FIRST)
    began = served.resident_kib()
    await join(crowd, served.port, PATHS[name], connections)
    for _ in range(2):
        crowd.say(PING)
        await asyncio.sleep(PINGED_S / 2)
    if crowd.count < FIRST + connections:
        raise SystemExit(f"only {crowd.count} pings came")
    return (served.resident_kib() - began) / connections


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--connections", type=int, default=CONNECTIONS)
    options = parser.parse_args()
    for loop in LOOPS:
        for name in PATHS:
            with serving(name, loop) as served:
                kib = uvloop.run(measure(name, served, options.connections))
            print(f"{loop}: {kib:.1f} KiB for each of {options.connections} idle on the {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
