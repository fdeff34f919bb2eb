"""Sim: a run in virtual time, inside this process, over the in-memory network.

Everything that moves takes its time and its randomness from the plan's seed, so the same plan
leaves the same bytes behind. The aiohttp server and client in it are the real ones, unpatched.
"""

import asyncio
import time
from collections.abc import Coroutine
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hubproof.harness.conduct import Conductor, Surroundings
from hubproof.harness.failures import Failures
from hubproof.harness.history import History
from hubproof.harness.nemesis import child
from hubproof.harness.plan import Plan
from hubproof.harness.record import Record
from hubproof.harness.redaction import redacted
from hubproof.harness.scenario import Scenario, workload_json
from hubproof.harness.setting import world_of
from hubproof.harness.subjects.clocks import virtual_clocks
from hubproof.harness.subjects.in_process import InProcessSubject, in_process
from hubproof.harness.subjects.naming import Named
from hubproof.harness.subjects.state_dir import StateDir
from hubproof.harness.virtual import RunStopped, VirtualLoop, virtual_loop
from hubproof.harness.workspace import workspace

EPOCH = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
"""When every simulated run begins: a Monday at the opening of the New York session."""

HORIZON_S = 3_600.0
"""No run takes an hour; one that does is stuck, and its tasks are named."""


def run(
    plan: Plan, scenario: Scenario, subject: Named, *, state_root: Path | None = None
) -> Record:
    """One run of `subject` in virtual time. `state_root` is where its state directory is made.

    Raises:
        HarnessError: Something failed that is not the subject's.
    """
    began = time.perf_counter()
    with workspace(state_root) as space:
        state = StateDir(space / "state")
        client = in_process(subject, state, child(plan.seed, "subject"), EPOCH)
        failures = Failures(plan, client.hear)
        with (
            virtual_loop(rng=child(plan.seed, "network"), horizon_s=HORIZON_S) as loop,
            virtual_clocks(loop, EPOCH) if subject.kind == "py" else nullcontext(),
        ):
            around = _surroundings(plan, scenario, loop, space, state)
            conductor = Conductor(plan, scenario, client, around)
            stopped = _carry_through(loop, client, failures.guard(conductor.run()))
            ran_us = loop.now_us()
        failures.raise_first()
    return Record(
        plan=plan,
        mode="sim",
        subject=subject.text,
        history=History(plan, conductor.journal.entries()),
        trouble=stopped or conductor.trouble,
        log=redacted(client.output(), around.key),
        ran_s=ran_us / 1_000_000,
        wall_s=time.perf_counter() - began,
        key=around.key,
    )


def _surroundings(
    plan: Plan, scenario: Scenario, loop: VirtualLoop, space: Path, state: StateDir
) -> Surroundings:
    tokens = child(plan.seed, "tokens")
    return Surroundings(
        world=world_of(plan.seed, EPOCH, scenario.broker, dialect=plan.spoken),
        clock=loop.now_us,
        token=lambda: f"{int(tokens.random() * 2**53):032x}",
        key=f"sim-{int(tokens.random() * 2**53):016x}",
        env={
            "HUBPROOF_STATE_DIR": str(state.path),
            "HUBPROOF_WORKLOAD": workload_json(scenario),
        },
        decisions=space / "decisions.ndjson",
        is_patient=True,
    )


def _carry_through(
    loop: VirtualLoop, client: InProcessSubject, run: Coroutine[Any, Any, None]
) -> str | None:
    stopped, is_interrupted = None, False
    with client.listening():
        try:
            loop.run_until_complete(run)
        except RunStopped as error:
            stopped = str(error)
        except asyncio.CancelledError:
            stopped = "the subject cancelled tasks that are not its own, and the run with them"
        except KeyboardInterrupt:
            # Raised again below: this one's stack would keep the subject's frames beyond its kill.
            is_interrupted = True
        finally:
            # Whatever ended the run, nothing of the subject runs after it.
            client.kill()
    if is_interrupted:
        raise KeyboardInterrupt
    return stopped
