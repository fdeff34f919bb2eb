"""`hubproof serve`: the hubs on a port, as a place to develop a client against.

Signals keep coming on a paper and on a live account, everything that arrives is shown as it happens,
and with a scenario its storm breaks loose as soon as a client listens. Ctrl-C ends it cleanly.
"""

import argparse
import asyncio
import contextlib
import secrets
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from hubproof.contract.mesolive.models import SignalState
from hubproof.harness.cli.exits import Exit, UsageError
from hubproof.harness.cli.run import scenario_named
from hubproof.harness.cli.traffic import describe
from hubproof.harness.nemesis import expand
from hubproof.harness.plan import Plan
from hubproof.harness.setting import USER, world_of
from hubproof.simulator.app import Appointment, Outside, Simulator
from hubproof.simulator.faults import AnyFault
from hubproof.simulator.world.commands import Announce
from hubproof.simulator.world.setup import LIVE, PAPER, STRATEGIES

HOST = "127.0.0.1"
ON_EVERY_S = 4.0
ON_FOR_S = 15.0
"""A signal stays On long enough to be acted on, and is Off again before its turn comes round."""

HOURS = 24
"""How long signals are prepared for; nobody develops against one server for longer at a stretch."""


def serve(options: argparse.Namespace) -> Exit:
    """Carry out `hubproof serve`."""
    if options.seed is not None and options.scenario is None:
        raise UsageError("--seed chooses a storm; name its scenario with --scenario")
    plan = None
    if options.scenario is not None:
        plan = expand(scenario_named(options.scenario), options.seed or 1)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(options.port, options.key, plan))
    _say("stopped")
    return Exit.VALID


async def _serve(port: int, key: str, plan: Plan | None) -> None:
    began = time.monotonic_ns()
    listening = asyncio.Event()

    def heard(_: str, method: str) -> None:
        if method in ("SubscribeToStrategies", "GetEventsSince"):
            listening.set()

    simulator = Simulator(
        world_of(plan.seed if plan else 1, datetime.now(UTC)),
        key=key,
        user=USER,
        outside=Outside(
            clock=lambda: (time.monotonic_ns() - began) // 1_000,
            token=lambda: secrets.token_urlsafe(16),
            on_subject=_on_subject,
            on_call=heard,
        ),
        script=_script(plan) if plan else _round(),
        faults=plan.faults if plan else (),
    )
    simulator.journal.listen(lambda entry: _say(describe(entry)))
    try:
        await simulator.start(HOST, port)
    except OSError as error:
        raise UsageError(
            f"cannot listen on port {port}: {error.strerror or error}; choose another with --port"
        ) from error
    _welcome(port, key, plan)
    try:
        if plan is not None:
            await listening.wait()
        simulator.begin_storm()
        await asyncio.get_running_loop().create_future()
    finally:
        await simulator.stop()


def _welcome(port: int, key: str, plan: Plan | None) -> None:
    _say(f"export MESOLIVE_INSTANCE=http://{HOST}:{port}")
    _say(f"export MESOLIVE_API_KEY={key}")
    if plan is None:
        _say(
            f"serving; an entry signal every {ON_EVERY_S:.0f} s, on {PAPER.id} (paper) and"
            f" {LIVE.id} (live); Ctrl-C stops"
        )
    else:
        _say(
            f"serving; {plan.scenario} with seed {plan.seed}, {len(plan.faults)} faults, begins"
            " when a client listens to the event hub; Ctrl-C stops"
        )


def _script(plan: Plan) -> list[Appointment]:
    return [
        Appointment(
            at_us=one.at_us,
            command=Announce(
                one.strategy_id, one.broker_account_id, SignalState(one.state)
            ),
        )
        for one in plan.workload.signals
    ]


def _round() -> list[Appointment]:
    places = [(one.id, account) for one in STRATEGIES for account in (PAPER.id, LIVE.id)]
    script: list[Appointment] = []
    for number in range(round(HOURS * 3600 / ON_EVERY_S)):
        strategy, account = places[number % len(places)]
        on_at = (number + 1) * ON_EVERY_S
        for at_s, state in ((on_at, SignalState.On), (on_at + ON_FOR_S, SignalState.Off)):
            script.append(_appointment(at_s, Announce(strategy, account, state)))
    return script


def _appointment(at_s: float, command: Announce) -> Appointment:
    return Appointment(at_us=round(at_s * 1_000_000), command=command)


def _on_subject(_: int, fault: AnyFault) -> bool:
    _say(f"the plan says {fault.name} here: kill your client now, and start it again")
    return True


def _say(*lines: str | Sequence[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
