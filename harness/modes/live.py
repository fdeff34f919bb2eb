"""Live: a run over real sockets, with the subject as a process of its own.

The sequence and the plan are those of virtual time; the clock is the machine's, so two runs differ
in detail, and a run waits for conditions and ends as soon as everything has come to rest.
"""

import asyncio
import secrets
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hubproof.harness.conduct import Conductor, Surroundings
from hubproof.harness.failures import Failures
from hubproof.harness.history import History
from hubproof.harness.plan import Plan
from hubproof.harness.record import Record
from hubproof.harness.redaction import redacted
from hubproof.harness.scenario import Scenario, workload_json
from hubproof.harness.setting import world_of
from hubproof.harness.subjects.naming import Named
from hubproof.harness.subjects.process import ProcessSubject
from hubproof.harness.workspace import workspace


class Stop:
    """Breaks off one run from another thread; asked for before the run begins, it never does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_asked = False
        self._cancel: Callable[[], None] | None = None

    def __call__(self) -> None:
        """Cancel the run, which kills its subject; without effect on one that is over."""
        with self._lock:
            self._is_asked = True
            if self._cancel is not None:
                self._cancel()

    @contextmanager
    def over(self, loop: asyncio.AbstractEventLoop, task: "asyncio.Task[Any]") -> Iterator[None]:
        """While this lasts, `task` of `loop` is what a call cancels."""
        with self._lock:
            self._cancel = lambda: _cancel(loop, task)
            if self._is_asked:
                self._cancel()
        try:
            yield
        finally:
            with self._lock:
                self._cancel = None


def _cancel(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[Any]") -> None:
    with suppress(RuntimeError):  # the loop is closed: there is nothing left to cancel
        loop.call_soon_threadsafe(task.cancel)


def run(
    plan: Plan,
    scenario: Scenario,
    subject: Named,
    *,
    state_root: Path | None = None,
    stop: Stop | None = None,
) -> Record:
    """One run of `subject` as a process. `state_root` is where its state directory is made.

    With `stop` another thread may break it off.

    Raises:
        HarnessError: Something failed that is not the subject's.
        CancelledError: It was broken off.
    """
    with workspace(state_root) as space:
        return asyncio.run(_stoppable(_run(plan, scenario, subject, space), stop or Stop()))


async def _stoppable(run: Coroutine[Any, Any, Record], stop: Stop) -> Record:
    work = asyncio.ensure_future(run)
    with stop.over(asyncio.get_running_loop(), work):
        return await work


async def _run(plan: Plan, scenario: Scenario, subject: Named, space: Path) -> Record:
    began = time.perf_counter()
    client = ProcessSubject(subject.argv, log=space / "subject.log")
    around = _surroundings(plan, scenario, space)
    conductor = Conductor(plan, scenario, client, around)
    try:
        await Failures(plan, _nobody).guard(conductor.run())
    finally:
        client.kill()
    return Record(
        plan=plan,
        mode="live",
        subject=subject.text,
        history=History(plan, conductor.journal.entries()),
        trouble=conductor.trouble,
        log=redacted(client.output(), around.key),
        ran_s=around.clock() / 1_000_000,
        wall_s=time.perf_counter() - began,
        key=around.key,
    )


def _surroundings(plan: Plan, scenario: Scenario, space: Path) -> Surroundings:
    began = time.monotonic_ns()
    state = space / "state"
    state.mkdir()
    return Surroundings(
        world=world_of(plan.seed, datetime.now(UTC), scenario.broker, dialect=plan.spoken),
        clock=lambda: (time.monotonic_ns() - began) // 1_000,
        token=lambda: secrets.token_urlsafe(16),
        key=f"live-{secrets.token_hex(16)}",
        env={"HUBPROOF_STATE_DIR": str(state), "HUBPROOF_WORKLOAD": workload_json(scenario)},
        decisions=space / "decisions.ndjson",
        is_patient=False,
    )


def _nobody(_: object) -> None:
    """No subject shares this process, so no report of its loop is a subject's."""
