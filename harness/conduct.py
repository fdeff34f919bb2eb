"""Conducting a run: ready, storm, heal, settle, stop. One conductor for every mode.

What differs between virtual time and real sockets is handed in: the clock, the subject, and whether
the settling is waited out in full or ends when everything that can be seen has come to rest. The
sequence of a run is therefore the same thing everywhere.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubproof.contract.mesolive.models import SignalState
from hubproof.harness.decision_log import DecisionLog
from hubproof.harness.plan import Plan
from hubproof.harness.redaction import redacted
from hubproof.harness.rest import LOOK_AGAIN_S, Rest
from hubproof.harness.scenario import Scenario
from hubproof.harness.setting import USER
from hubproof.harness.subjects.subject import Subject, SubjectError
from hubproof.simulator import journal as lines
from hubproof.simulator.app import Simulator
from hubproof.simulator.faults import AnyFault
from hubproof.simulator.faults.kill import Kill
from hubproof.simulator.outside import Outside
from hubproof.simulator.script import Appointment
from hubproof.simulator.world.commands import Announce
from hubproof.simulator.world.world import World

READY_S = 30.0
"""How long a subject may take until it listens to the Event hub (architecture, decision 14)."""

STORM_TAIL_S = 5.0
"""How long after its last announced signal a storm goes on: the faults on that signal's work fall
within it."""

ALL_HEALED_S = 40.0
"""The longest wait for restarts under way when the storm ends; above any restart's delay."""

_LISTENING = ("SubscribeToStrategies", "GetEventsSince")
"""A subject that calls one of these hears events or reads them: it is ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a mode gives to a run.

    `clock` reads microseconds since the run began, `token` makes connection ids, `key` is the
    bearer key, `env` what the subject gets besides the hubs' address. `is_patient` waits the
    settling out.
    """

    world: World
    clock: Callable[[], int]
    token: Callable[[], str]
    key: str
    env: Mapping[str, str]
    decisions: Path
    is_patient: bool
    host: str = "127.0.0.1"


class Conductor:
    """Takes one subject through one plan. `run` leaves the whole story in `journal`."""

    def __init__(
        self, plan: Plan, scenario: Scenario, subject: Subject, surroundings: Surroundings
    ) -> None:
        self._scenario = scenario
        self._subject = subject
        self._around = surroundings
        self._plan = plan
        self._simulator = Simulator(
            surroundings.world,
            key=surroundings.key,
            user=USER,
            outside=Outside(
                clock=surroundings.clock,
                token=surroundings.token,
                on_subject=self._strike,
                on_call=self._hear,
            ),
            script=[
                Appointment(
                    at_us=one.at_us,
                    command=Announce(
                        one.strategy_id, one.broker_account_id, SignalState(one.state)
                    ),
                )
                for one in plan.workload.signals
            ],
            faults=plan.faults,
        )
        self.journal = self._simulator.journal
        self.trouble: str | None = None
        self._env: dict[str, str] = {}
        self._life = 0
        self._is_ready = asyncio.Event()
        self._watch: asyncio.Task[None] | None = None
        self._restarts: list[asyncio.Task[None]] = []
        self._decisions = DecisionLog(surroundings.decisions)

    async def run(self) -> None:
        """The whole run. What the subject did to stand in its way ends up in `trouble`.

        Cancelled, it kills the subject at once and waits for nothing.
        """
        port = await self._simulator.start(self._around.host, 0)
        self._env = {
            **self._around.env,
            "MESOLIVE_INSTANCE": f"http://{self._around.host}:{port}",
            "MESOLIVE_API_KEY": self._around.key,
            "HUBPROOF_DECISIONS": str(self._around.decisions),
        }
        try:
            await self._start()
            if await self._becomes_ready():
                await self._storm()
                await self._settle()
        except SubjectError as error:
            self.trouble = redacted(str(error), self._around.key)
        except BaseException:
            self._subject.kill()
            raise
        finally:
            await self._end()

    async def _start(self) -> None:
        self._life += 1
        self._is_ready.clear()
        self._note("started")
        await self._subject.start(self._env)
        self._watch = _looked_after(self._watch_exit(self._life))

    async def _becomes_ready(self) -> bool:
        ready = asyncio.create_task(self._is_ready.wait())
        assert self._watch is not None, "a started subject is watched"
        await asyncio.wait(
            [ready, self._watch], timeout=READY_S, return_when=asyncio.FIRST_COMPLETED
        )
        if self._is_ready.is_set():
            return True
        ready.cancel()
        if self.trouble is None:
            self.trouble = (
                f"the subject was not ready within {READY_S:g} s: it never subscribed to"
                " strategies and never read the event history"
            )
        return False

    async def _storm(self) -> None:
        self._simulator.begin_storm()
        await asyncio.sleep(self._plan.workload.last_on_us / 1_000_000)
        await self._until_all_fired()
        self._simulator.stop_faults()
        if self._restarts:
            await asyncio.wait(self._restarts, timeout=ALL_HEALED_S)
        self._simulator.end_storm()

    async def _until_all_fired(self) -> None:
        """The tail of the storm; who is not patient waits only while a fault may still fire."""
        if self._around.is_patient:
            await asyncio.sleep(STORM_TAIL_S)
            return
        deadline = self._around.clock() + round(STORM_TAIL_S * 1_000_000)
        while not self._have_all_fired():
            if self._around.clock() >= deadline:
                return
            await asyncio.sleep(LOOK_AGAIN_S)

    def _have_all_fired(self) -> bool:
        fired = {one.fault for one in self.journal.entries() if isinstance(one, lines.FaultFired)}
        return len(fired) == len(self._plan.faults)

    async def _settle(self) -> None:
        if self._around.is_patient:
            await asyncio.sleep(self._scenario.settle_s - STORM_TAIL_S)
            return
        rest = Rest(self._plan, call_timeout_s=self._scenario.limits.call_timeout_s)
        settle_s = self._scenario.settle_s - STORM_TAIL_S
        deadline = self._around.clock() + round(settle_s * 1_000_000)
        while not rest.is_reached(self.journal.entries(), self._around.clock()):
            if self._around.clock() >= deadline:
                return
            await asyncio.sleep(rest.look_again_s)

    async def _end(self) -> None:
        for restart in self._restarts:
            restart.cancel()
        lives_on = self._watch is not None and not self._watch.done()
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        if self._life and (lives_on or self.trouble is None):
            self._note("stopping")
        how = await self._subject.stop()
        self._read_decisions()
        if self._life:
            self._note("exited", how)
        await self._simulator.stop()
        self.journal.add(lines.Stage(at_us=self._around.clock(), stage="end"))

    def _hear(self, hub: str, method: str) -> None:
        if hub == "event" and method in _LISTENING and not self._is_ready.is_set():
            self._is_ready.set()
            self._note("ready")

    def _strike(self, index: int, fault: AnyFault) -> bool:
        assert isinstance(fault, Kill), "the faults on a subject are kills"
        if self._watch is None or self._watch.done():
            return False
        self._watch.cancel()
        self._watch = None
        self._subject.kill()
        self._read_decisions()
        self._note("killed")
        self._restarts.append(_looked_after(self._restart(index, fault)))
        return True

    async def _restart(self, index: int, fault: Kill) -> None:
        await asyncio.sleep(fault.restart_after_s)
        # A killed process may have written a line after the kill was sent and before it arrived.
        self._read_decisions()
        self._decisions.skip_rest()
        try:
            await self._start()
        except SubjectError as error:
            what = redacted(str(error), self._around.key)
            self.trouble = f"it could not be started again after a kill: {what}"
            return
        self.journal.add(
            lines.FaultHealed(at_us=self._around.clock(), fault=index, name=fault.name)
        )

    async def _watch_exit(self, life: int) -> None:
        how = redacted(await self._subject.wait_exit(), self._around.key)
        if not self._is_ready.is_set() and life == 1:
            self.trouble = f"the subject {how} before it was ready"
        self._read_decisions()
        self._note("exited", how)

    def _note(self, state: str, detail: str | None = None) -> None:
        self.journal.add(
            lines.SubjectChanged(
                at_us=self._around.clock(), life=self._life, state=state, detail=detail
            )
        )

    def _read_decisions(self) -> None:
        for decision in self._decisions.read():
            self.journal.add(
                lines.Decided(at_us=self._around.clock(), life=self._life, decision=decision)
            )


def _looked_after(work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
    """A task of ours: what it raises is reported to the loop at once, and ends the run."""
    task = asyncio.create_task(work)
    task.add_done_callback(_report)
    return task


def _report(task: "asyncio.Task[None]") -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        asyncio.get_running_loop().call_exception_handler(
            {"message": "conducting the run failed", "exception": error}
        )
