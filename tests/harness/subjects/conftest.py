"""A stage for one in-process subject: a virtual loop, a state directory, and what it printed.

The subjects on it talk to no hub; whatever they leave behind is found in folders of the test.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from hubproof.harness.subjects.in_process import InProcessSubject
from hubproof.harness.subjects.naming import Factory
from hubproof.harness.subjects.state_dir import StateDir
from hubproof.harness.virtual import virtual_loop

HORIZON_S = 600.0


@dataclass
class Stage:
    """Plays scenes with one subject. `env` is what it is started with."""

    state: StateDir
    env: dict[str, str]

    def subject(
        self, factory: Factory | Callable[[], Factory], *, module: str | None = None
    ) -> InProcessSubject:
        """The subject that runs `factory`; with `module`, `factory` is what loads it."""
        if module is None:
            return InProcessSubject(lambda: factory, state=self.state)  # type: ignore[arg-type,return-value]
        return InProcessSubject(factory, state=self.state, module=module)  # type: ignore[arg-type]

    def play(
        self, subject: InProcessSubject, scene: Callable[[InProcessSubject], Awaitable[None]]
    ) -> float:
        """Run the scene, as a mode does; the virtual seconds it took."""

        async def whole() -> None:
            await scene(subject)

        with virtual_loop(rng=random.Random(1), horizon_s=HORIZON_S) as loop:
            loop.set_exception_handler(lambda _, context: subject.hear(context))
            with subject.listening():
                try:
                    loop.run_until_complete(whole())
                finally:
                    subject.kill()
            return loop.time()

    def live_and_die(self, subject: InProcessSubject, *, lives: int = 1) -> None:
        """So many lives of one virtual second each, all ended by a kill."""

        async def scene(actor: InProcessSubject) -> None:
            for _ in range(lives):
                await actor.start(self.env)
                await asyncio.sleep(1.0)
                actor.kill()

        self.play(subject, scene)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    state = tmp_path / "state"
    return Stage(StateDir(state), {"HUBPROOF_STATE_DIR": str(state)})
