"""How many hub invocations a second the hubs answer, beside a bare aiohttp echo of the same frames.

The load is the one that Microsoft's server was measured with: 32 WebSockets with one call of 194
bytes of JSON under way on each, where 0.61 of an aiohttp echo on uvloop was its share. The servers
are asked in turns within one run, so that what else the machine does meets all of them. A rate
whose generator had a busy core says nothing, and is called void; what a server's own core spent on
a call says something even then.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import uvloop
from _callers import BUSY_MAX, Busyness, Crowd, invocation, join
from _servers import KEY, LOOPS, Served, serving

from hubproof.contract.mesolive.methods import HUB_PATHS

CONNECTIONS = 32
ROUNDS = 7
ROUND_S = 2.0

ECHO = invocation("Echo", "x" * 124)
"""194 bytes."""

ASKED = {
    "echo": ("/", ECHO),
    "hub": ("/hub", ECHO),
    "simulator": (
        f"{HUB_PATHS['event']}?access_token={KEY}",
        invocation("GetLatestEventSeqId", {}),
    ),
}
"""Where each server is called, and with what."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one server did in one turn: calls a second, its core's microseconds for each."""

    per_s: float
    cost_us: float
    generator_busy: float


async def measure(name: str, served: Served, round_s: float) -> Round:
    """Ask one server for a while."""
    path, call = ASKED[name]
    crowd = Crowd(call)
    await join(crowd, served.port, path, CONNECTIONS)
    crowd.call_once()
    await asyncio.sleep(0.2)
    core = Busyness()
    crowd.count, began, spent = 0, time.perf_counter(), served.cpu_s()
    await asyncio.sleep(round_s)
    count, took_s, spent = crowd.count, time.perf_counter() - began, served.cpu_s() - spent
    busy = core.busy()
    crowd.leave()
    return Round(count / took_s, spent / count * 1e6, busy)


def tell(loop: str, rounds: dict[str, list[Round]]) -> None:
    """Print the figures of one event loop."""
    print(f"{loop}: {CONNECTIONS} WebSockets with one call under way on each, server on one core")
    for name, done in rounds.items():
        told = [one.per_s for one in done]
        busy = max(one.generator_busy for one in done)
        void = ", VOID: its generator was the bottleneck" if busy > BUSY_MAX else ""
        costs = [one.cost_us for one in done]
        print(
            f"  {name:<10}{statistics.median(told):8,.0f} a second (min {min(told):,.0f}, max"
            f" {max(told):,.0f}), {statistics.median(costs):.1f} us of its core for each"
            f" (min {min(costs):.1f});"
            f" generator's core busy {busy:.0%} at most{void}"
        )
    echo = rounds["echo"]
    for name, done in rounds.items():
        if name == "echo":
            continue
        rate = ratios([one.per_s for one in done], [one.per_s for one in echo])
        by_cost = ratios([one.cost_us for one in echo], [one.cost_us for one in done])
        print(
            f"  {name} beside the echo: {rate} of its rate; by cost {by_cost} (median, min to max)"
        )


def ratios(ours: Sequence[float], echo: Sequence[float]) -> str:
    """One ratio a round: the median, the least and the greatest."""
    told = [one / other for one, other in zip(ours, echo, strict=True)]
    return f"{statistics.median(told):.2f} ({min(told):.2f} to {max(told):.2f})"


def main() -> int:
    """Measure everything and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=ROUND_S)
    parser.add_argument("--loops", nargs="+", choices=LOOPS, default=LOOPS)
    parser.add_argument("--servers", nargs="+", choices=ASKED, default=list(ASKED))
    options = parser.parse_args()
    for loop in options.loops:
        rounds: dict[str, list[Round]] = {name: [] for name in options.servers}
        with ExitStack() as stack:
            servers = {name: stack.enter_context(serving(name, loop)) for name in options.servers}
            for _ in range(options.rounds):
                for name, served in servers.items():
                    rounds[name].append(uvloop.run(measure(name, served, options.seconds)))
        tell(loop, rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
