"""`hubproof serve`: the hubs on a port, as a place to develop a client against.

Signals keep coming on a paper and on a live account, everything that arrives is shown as it
happens, and with a scenario its storm breaks loose as soon as a client listens. Ctrl-C ends it
cleanly.
"""

import argparse
import asyncio
import errno
import os
import secrets
import shlex
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.contract.mesolive.models import SignalState
from hubproof.harness.cli.exits import Exit, UsageError
from hubproof.harness.cli.order import scenario_named
from hubproof.harness.cli.pipes import silence
from hubproof.harness.cli.signals import ON_EVERY_S, announce_for_ever
from hubproof.harness.cli.ticks import read_ticks
from hubproof.harness.cli.traffic import describe
from hubproof.harness.conduct import STORM_TAIL_S
from hubproof.harness.nemesis import expand
from hubproof.harness.plan import Plan
from hubproof.harness.setting import USER, world_of
from hubproof.simulator.app import Simulator
from hubproof.simulator.faults import AnyFault
from hubproof.simulator.faults.kill import Kill
from hubproof.simulator.journal import Entry
from hubproof.simulator.market.tape import Tick
from hubproof.simulator.outside import Outside
from hubproof.simulator.script import Appointment
from hubproof.simulator.world.commands import Announce
from hubproof.simulator.world.habits import PROMPT, BrokerHabits
from hubproof.simulator.world.retention import UNBOUNDED, Retention
from hubproof.simulator.world.setup import LIVE, PAPER

HOST = "127.0.0.1"

Say = Callable[[str], None]
"""Takes one line for the person who watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and for whom to serve, with the storm of `plan` or with signals every `every_s`.

    `broker` says how orders are filled; `ticks` are quotes to tell in place of drawn ones.
    `dialect` is how the hubs write, `retention` how much of the history they keep.
    """

    port: int
    key: str
    plan: Plan | None = None
    every_s: float = ON_EVERY_S
    broker: BrokerHabits = PROMPT
    ticks: Sequence[Tick] = ()
    dialect: Dialect = OURS
    retention: Retention = UNBOUNDED


def serve(options: argparse.Namespace) -> Exit:
    """Carry out `hubproof serve`.

    Raises:
        UsageError: The port cannot be had, the scenario does not exist, or the file holds no ticks.
    """
    if options.seed is not None and options.scenario is None:
        raise UsageError("--seed chooses a storm; name its scenario with --scenario")
    plan, broker = None, PROMPT
    if options.scenario is not None:
        seed = 1 if options.seed is None else options.seed
        scenario = scenario_named(options.scenario)
        plan, broker = expand(scenario, seed), scenario.broker
    ticks = () if options.ticks is None else read_ticks(options.ticks)
    place = Place(
        port=options.port,
        key=options.key,
        plan=plan,
        broker=broker,
        ticks=ticks,
        dialect=options.dialect,
        retention=Retention(events=options.keep),
    )
    asyncio.run(_until_stopped(place))
    return Exit.VALID


async def _until_stopped(place: Place) -> None:
    stopped = asyncio.Event()

    def say(line: str) -> None:
        try:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        except BrokenPipeError:
            silence(sys.stdout.fileno())
            stopped.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await attend(place, say, stopped)
    say("stopped")


async def attend(place: Place, say: Say, stopped: asyncio.Event) -> None:
    """Serve until `stopped` is set, and `say` everything that happens.

    Raises:
        UsageError: The port cannot be had.
    """
    listening = asyncio.Event()
    began = time.monotonic_ns()

    def clock() -> int:
        return (time.monotonic_ns() - began) // 1_000

    simulator = _simulator(place, clock, listening, say)
    try:
        await simulator.start(HOST, place.port)
    except OSError as error:
        raise UsageError(_no_port(place.port, error)) from error
    try:
        for line in _welcome(place):
            say(line)
        simulator.journal.listen(lambda entry: _show(entry, say))
        if place.plan is None:
            going_on = announce_for_ever(simulator, clock, every_s=place.every_s)
        else:
            going_on = _storm(simulator, place.plan, listening, say)
        await _until(stopped, asyncio.create_task(going_on))
    finally:
        await simulator.stop()


async def _until(stopped: asyncio.Event, going_on: "asyncio.Task[None]") -> None:
    """Wait until `stopped`; what goes on meanwhile may end before that, but not in an error."""
    stopping = asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait([stopping, going_on], return_when=asyncio.FIRST_COMPLETED)
        if going_on.done():
            going_on.result()
        await stopping
    finally:
        for task in (stopping, going_on):
            task.cancel()
        await asyncio.wait([stopping, going_on])


def _simulator(
    place: Place, clock: Callable[[], int], listening: asyncio.Event, say: Say
) -> Simulator:
    plan = place.plan

    def hear(hub: str, method: str) -> None:
        if hub == "event" and method in ("SubscribeToStrategies", "GetEventsSince"):
            listening.set()

    def instruct(_: int, fault: AnyFault) -> bool:
        again_s = fault.restart_after_s if isinstance(fault, Kill) else 0.0
        say(f">>        now kill your client (kill -9) and start it again after {again_s:.1f} s")
        return True

    return Simulator(
        world_of(
            plan.seed if plan else 1,
            datetime.now(UTC),
            place.broker,
            ticks=place.ticks,
            dialect=place.dialect,
            retention=place.retention,
        ),
        key=place.key,
        user=USER,
        outside=Outside(
            clock=clock,
            token=lambda: secrets.token_urlsafe(16),
            on_subject=instruct,
            on_call=hear,
        ),
        script=_script(plan) if plan else (),
        faults=plan.faults if plan else (),
    )


def _script(plan: Plan) -> Sequence[Appointment]:
    return [
        Appointment(
            at_us=one.at_us,
            command=Announce(one.strategy_id, one.broker_account_id, SignalState(one.state)),
        )
        for one in plan.workload.signals
    ]


async def _storm(simulator: Simulator, plan: Plan, listening: asyncio.Event, say: Say) -> None:
    await listening.wait()
    simulator.begin_storm()
    await asyncio.sleep(plan.workload.last_on_us / 1_000_000 + STORM_TAIL_S)
    simulator.stop_faults()
    simulator.end_storm()
    say("the storm is over and every signal was announced; the hubs go on serving")


def _welcome(place: Place) -> Iterator[str]:
    yield f"export MESOLIVE_INSTANCE=http://{HOST}:{place.port}"
    yield f"export MESOLIVE_API_KEY={shlex.quote(place.key)}"
    plan = place.plan
    if plan is None:
        yield (
            f"serving; an entry signal every {place.every_s:g} s, on {PAPER.id} (paper) and"
            f" {LIVE.id} (live) in turn; Ctrl-C stops"
        )
    else:
        yield (
            f"serving; the storm of {plan.scenario}, seed {plan.seed}, with {len(plan.faults)}"
            " faults begins when a client listens to the Event hub; Ctrl-C stops"
        )
    if place.dialect != OURS:
        yield f"the hubs write {place.dialect}"
    if place.retention.events is not None:
        yield f"the history keeps the newest {place.retention.events:,} events"
    if place.ticks:
        symbols = ", ".join(dict.fromkeys(one.symbol for one in place.ticks))
        yield f"quotes of {symbols} come from the file: {len(place.ticks):,} in all"


def _show(entry: Entry, say: Say) -> None:
    line = describe(entry)
    if line is not None:
        say(line)


def _no_port(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken; choose another with --port"
    why = os.strerror(error.errno) if error.errno else str(error)
    return f"cannot listen on port {port}: {why}; choose another with --port"
