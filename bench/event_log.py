"""What a page costs in a world that has seen a great deal, and what an event takes of memory.

A world makes its way to 10,000 positions and 100,000 events, once. Then pages are asked for at the
beginning, in the middle and at the end, and each is made ready to be written: everything but the
socket. The same pages of a small world beside them say whether a page costs what it holds or what
there is. Only CPU time counts, because others share the machine.
"""

import argparse
import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from msgspec import Raw

from hubproof.contract.mesolive import models, wire
from hubproof.contract.signalr.json_protocol import encode
from hubproof.contract.signalr.messages import Completion
from hubproof.simulator.world.commands import Announce, Call
from hubproof.simulator.world.effects import Effect, Published, Replied
from hubproof.simulator.world.event_log import EventLog
from hubproof.simulator.world.paging import Pages
from hubproof.simulator.world.setup import WorldSetup
from hubproof.simulator.world.turn import Turn
from hubproof.simulator.world.world import World

EPOCH = datetime(2026, 1, 5, 15, tzinfo=UTC)
POSITIONS, EVENTS = 10_000, 100_000
SMALL = 10
"""How many times smaller the world is that the large one is compared with."""
ROUNDS = 15
PAGE = 1_000
MEASURED = 20_000
"""Events whose memory is measured: enough that what one log costs by itself is lost in them."""


@dataclass(slots=True)
class Driven:
    """A world, its clock and its calls."""

    world: World = field(default_factory=lambda: World(WorldSetup(), random.Random(1), EPOCH))
    now: int = 0
    tickets: int = 0

    def call(self, method: str, args: object) -> list[Effect]:
        """Make one call; everything that came of it at once."""
        self.tickets += 1
        return self.world.apply(Call(self.tickets, "user-1", method, args), self.now)  # type: ignore[arg-type]  # Args of the method

    def settle(self) -> list[Effect]:
        """Let time pass until the world is at rest."""
        effects: list[Effect] = []
        while (due := self.world.next_deadline()) is not None:
            self.now = due
            effects += self.world.advance(due)
        return effects

    def enter(self, number: int) -> None:
        """Make one position, on paper."""
        entry = models.PreparePositionEntryArgs(
            IdempotencyKey=f"prepare-{number}",
            PositionName=f"entry {number}",
            StrategyId=101 + number % 4,
            BrokerAccountId="ML1001",
            LegSelectionConstraint=models.LiveLegSelectionConstraint.UniqueInPosition,
            Underlying=models.LiveUnderlying(Symbol="SPX"),
            DataProvider=None,
        )
        plan = next(
            effect.event.payload.Result  # type: ignore[attr-defined]  # of this kind
            for effect in (*self.call("StartPreparePositionEntry", entry), *self.settle())
            if isinstance(effect, Published) and effect.event.callback.endswith("Completed")
        )
        prices = {name: quote.Mark for name, quote in plan.LegPrices.items()}
        fills = [models.PaperFill(LegName=name, Price=price) for name, price in prices.items()]
        fill = models.ApplyPaperFillsArgs(
            IdempotencyKey=f"fill-{number}",
            BrokerAccountId="ML1001",
            ExecPlanId=plan.ExecPlanId,
            QtyMultiplier=None,
            Fills=fills,
        )
        self.call("ApplyPaperFills", fill)
        self.settle()

    def signal(self) -> None:
        """Log one more event."""
        command = Announce(101, "ML1001", models.SignalState.On, same_state_ok=True)
        self.world.apply(command, self.now)

    def answer(self, method: str, args: object) -> bytes:
        """What a client is written: the completion of a call, as a hub message."""
        [answer] = [one for one in self.call(method, args) if isinstance(one, Replied)]
        return encode(Completion("1", Raw(wire.encode(answer.response))))


def main() -> int:
    """Build both worlds, measure and print."""
    options = _options()
    positions, events = options.positions, options.events
    small = _grown(positions // SMALL, events // SMALL)
    began = time.process_time()
    large = _grown(positions, events)
    print(
        f"{large.world.events_kept:,} events and {positions:,} positions, made in"
        f" {time.process_time() - began:.1f} s; pages of {PAGE}"
    )
    for name, ask in _asked().items():
        costs = _cost_ms(large, ask)
        beside = _cost_ms(small, ask)
        print(
            f"  {name:<34} {costs:6.2f} ms of CPU, {costs / beside:5.2f} of the same in a world"
            f" {SMALL} times smaller"
        )
    print(f"  an event takes {_bytes_per_event(large.world):,.0f} bytes of the log")
    return 0


def _grown(positions: int, events: int) -> Driven:
    driven = Driven()
    for number in range(positions):
        driven.enter(number)
    while driven.world.events_kept < events:
        driven.signal()
    return driven


Ask = Callable[[Driven], object]


def _asked() -> dict[str, Ask]:
    def since(share: float) -> Ask:
        def ask(driven: Driven) -> object:
            after = round(share * (driven.world.events_kept - PAGE))
            args = models.GetEventsSinceArgs(SinceEventSeqId=max(0, after), Limit=PAGE)
            return driven.answer("GetEventsSince", args)

        return ask

    def listed(**named: object) -> Ask:
        args = models.ListPositionsArgs(Limit=100, **named)  # type: ignore[arg-type]  # its fields
        return lambda driven: driven.answer("ListPositions", args)

    return {
        "GetEventsSince at the beginning": since(0.0),
        "GetEventsSince in the middle": since(0.5),
        "GetEventsSince at the end": since(1.0),
        "ListPositions, 100": listed(),
        "ListPositions of a strategy, 100": listed(LiveStrategyId=101),
        "ListPositions of a plan": listed(LiveExecPlanId=7),
    }


def _cost_ms(driven: Driven, ask: Ask) -> float:
    costs = []
    for _ in range(ROUNDS):
        began = time.process_time()
        ask(driven)
        costs.append(time.process_time() - began)
    return statistics.median(costs) * 1_000


def _bytes_per_event(world: World) -> float:
    """Memory of a log to which events from all over that of the world are published anew."""
    step = max(1, world.events_kept // MEASURED)
    events = [world.event(number) for number in range(1, world.events_kept + 1, step)]
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    log = EventLog("a seed", Pages("a seed", PAGE))
    for event in events:
        log.publish(Turn(event.at_us, EPOCH), event.payload, strategy_id=event.strategy_id)
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return taken / len(log)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--positions", type=int, default=POSITIONS)
    parser.add_argument("--events", type=int, default=EVENTS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
