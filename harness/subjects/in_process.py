"""A subject inside this process, under virtual time: a coroutine that is treated like a process.

It gets the environment a process would get, its own life on the virtual loop, and a state
directory. A kill is one step: its connections are reset, its callbacks never run again, its files
stay as they are on disk at that instant, and what is left of it is taken apart where it can do no
harm.
"""

import asyncio
import contextlib
import inspect
import io
import os
import random
import signal
import traceback
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from hubproof.client.runtime import Parts, run
from hubproof.harness.mutants import MUTANTS
from hubproof.harness.subjects import reload
from hubproof.harness.subjects.naming import Factory, Named, load_factory
from hubproof.harness.subjects.process_state import ProcessState
from hubproof.harness.subjects.sealed import guarded, sealed
from hubproof.harness.subjects.state_dir import (
    Descriptors,
    StateDir,
    close_leftovers,
    disconnect,
    open_descriptors,
    opened_since,
)
from hubproof.harness.subjects.subject import STOP_GRACE_S, ignored_sigterm
from hubproof.harness.unusual import UNUSUAL
from hubproof.harness.virtual import Life, VirtualLoop

OUTPUT_CHARS_MAX = 200_000
"""How much of what a subject prints is kept in memory; a bot in a print loop must not fill it."""


class InProcessSubject:
    """Runs what `load` returns, anew in each life. `module` is forgotten when a life is over.

    `draws` seeds Python's own generator, from which a bot draws its jitter, for each life.
    """

    def __init__(
        self,
        load: Callable[[], Factory],
        *,
        state: StateDir,
        module: str | None = None,
        draws: random.Random | None = None,
    ) -> None:
        self._load = load
        self._draws = draws
        self._state = state
        self._module = module
        self._life: Life | None = None
        self._task: asyncio.Task[object] | None = None
        self._loop: VirtualLoop | None = None
        self._lives = 0
        self._files_before: Descriptors = {}
        self._outside: ProcessState | None = None
        self._process_before: ProcessState | None = None
        self._output = Output()

    async def start(self, env: Mapping[str, str]) -> None:
        """Begin a life.

        Raises:
            SubjectError: The factory cannot be loaded.
        """
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop), "an in-process subject lives in virtual time"
        self._loop = loop
        self._lives += 1
        self._files_before = open_descriptors()
        self._process_before = self._outside or ProcessState.now()
        life = self._life = loop.begin_life(f"life {self._lives}")
        if self._draws is not None:
            random.seed(int(self._draws.random() * 2**53))
        # As in a process of its own, what it reads from `os.environ` is the run's.
        os.environ.update(env)
        factory = life.context().run(self._load)
        # A module that is imported may have set more; a factory that was there already cannot have.
        whole = dict(os.environ) if self._module else {**self._process_before.environment, **env}
        # A coroutine function is the task itself, so that whoever names the task names its line.
        work = factory(whole) if inspect.iscoroutinefunction(factory) else _run(factory, whole)
        self._task = life.spawn(work, name=f"subject, life {self._lives}")

    def kill(self) -> None:
        """End the life in one step, keep its disk, and clear away what is left of it."""
        if self._life is not None:
            frozen = self._state.freeze()
            self._clear_away()
            self._state.thaw(frozen)

    def _clear_away(self) -> None:
        life, self._life = self._life, None
        self._task = None
        assert life is not None, "nothing is cleared away twice"
        assert self._loop is not None, "a life has a loop"
        assert self._process_before is not None, "a life begins with start"
        handles = self._loop.drop_callbacks(life)
        life.kill()
        opened = opened_since(self._files_before)
        disconnect(opened)
        # What its modules and log handlers hold (a connection, a log file) is destroyed with the
        # rest of the dead, in the sealed room, and not when the next life imports them again.
        life.keep(*self._process_before.put_back(), *self._forgotten())
        with sealed():
            life.dispose(_emptied(handles))
            close_leftovers(self._state.path, opened)

    async def stop(self) -> str | None:
        """Deliver SIGTERM, or cancel where nobody handles it; kill when the grace is over."""
        how = None
        if self._life is not None and self._task is not None:
            try:
                async with asyncio.timeout(STOP_GRACE_S):
                    self._ask_to_stop(self._life, self._task)
                    await self._ending(self._life, self._task)
            except TimeoutError:
                how = ignored_sigterm(STOP_GRACE_S)
        if self._life is not None and how is None:
            # It ended as asked: what is on the disk is what it left there, and needs no copy.
            self._clear_away()
        self.kill()
        return how

    async def wait_exit(self) -> str:
        """Wait for the factory to return or raise, and end what it left running."""
        life = self._life
        assert life is not None, "a life begins with start"
        assert self._task is not None, "a life begins with start"
        how = await self._ending(life, self._task)
        if self._life is life:
            self.kill()
        return how

    def _ask_to_stop(self, life: Life, task: asyncio.Task[object]) -> None:
        handler = life.signal_handlers.get(signal.SIGTERM)
        if task.done():
            return
        if handler is not None:
            handler()
        else:
            task.cancel()

    async def _ending(self, life: Life, task: asyncio.Task[object]) -> str:
        """Wait for the end, then cancel the tasks that are left, as `asyncio.run` does.

        Answers with how it ended. Nothing here keeps a task: what its exception holds must be gone
        when the life is disposed of.
        """
        exited = asyncio.Event()
        life.on_exit = exited.set
        if life.exited is None:
            watch = asyncio.ensure_future(exited.wait())
            try:
                await asyncio.wait([task, watch], return_when=asyncio.FIRST_COMPLETED)
            finally:
                watch.cancel()
        rest = life.tasks()
        for one in rest:
            one.cancel()
        if rest:
            await asyncio.wait(rest, timeout=STOP_GRACE_S)
        return self._how(life, task)

    def _how(self, life: Life, task: asyncio.Task[object]) -> str:
        """In words how it ended; a stack trace goes where a process would print it."""
        if life.exited is not None:
            code = life.exited.code
            return f"exited with status {code if isinstance(code, int) else int(code is not None)}"
        if task.cancelled():
            return "was cancelled"
        error = task.exception()
        if error is None:
            return "returned"
        self.hear({"message": "the subject's factory raised", "exception": error})
        return f"raised {type(error).__name__}: {error}"

    def output(self) -> str:
        """Everything it printed or logged, up to a bound."""
        return self._output.text()

    def hear(self, context: Mapping[str, Any]) -> None:
        """Keep an error that the event loop reports about this subject's tasks and callbacks."""
        error = context.get("exception")
        self._output.write(f"{context.get('message', 'the event loop reports an error')}\n")
        if isinstance(error, BaseException):
            self._output.write("".join(traceback.format_exception(error)))

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Everything printed or logged inside the block is the subject's."""
        outside = ProcessState.now()
        with (
            contextlib.redirect_stdout(self._output),
            contextlib.redirect_stderr(self._output),
            guarded(),
        ):
            # Without handlers the subject sees what a new process has: it may set up its own, and
            # what it does not is written to standard error.
            self._outside = outside.unhand_root()
            try:
                yield
            finally:
                self._outside = None
                outside.put_back()

    def _forgotten(self) -> list[object]:
        return [] if self._module is None else [*reload.forget(self._module)]


class Output(io.TextIOBase):
    """What a subject writes to standard output and error: the last of it, up to a bound."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._chars = 0

    def writable(self) -> bool:
        """It takes text."""
        return True

    def write(self, text: str) -> int:
        """Take `text`; the oldest goes when there is more than twice the bound."""
        self._parts.append(text)
        self._chars += len(text)
        if self._chars > 2 * OUTPUT_CHARS_MAX:
            self._parts = [self.text()]
            self._chars = len(self._parts[0])
        return len(text)

    def text(self) -> str:
        """The last of what was written."""
        return "".join(self._parts)[-OUTPUT_CHARS_MAX:]


def in_process(
    named: Named, state: StateDir, rng: random.Random, epoch: datetime
) -> InProcessSubject:
    """The subject of that name, in virtual time; the reference client draws from `rng`."""
    if named.kind == "py":
        return InProcessSubject(
            partial(_imported, named), state=state, module=named.module, draws=rng
        )
    factory = partial(_reference, parts=_parts(named), rng=rng, epoch=epoch)
    return InProcessSubject(lambda: factory, state=state)


def _parts(named: Named) -> Parts:
    if named.kind == "mutant":
        return MUTANTS[named.variant].parts
    return UNUSUAL[named.variant].parts if named.kind == "unusual" else Parts()


def _imported(named: Named) -> Factory:
    return load_factory(named.module, named.factory, reload.import_fresh)


async def _reference(
    env: Mapping[str, str], *, parts: Parts, rng: random.Random, epoch: datetime
) -> None:
    await run(env, parts=parts, clock=LoopClock(epoch), rng=rng)


class LoopClock:
    """The client's clocks in virtual time: the loop's, and the run's epoch plus it."""

    def __init__(self, epoch: datetime) -> None:
        self._epoch = epoch

    def monotonic(self) -> float:
        """Seconds of the loop."""
        return asyncio.get_running_loop().time()

    def utc_now(self) -> datetime:
        """The date in the simulated world."""
        return self._epoch + timedelta(seconds=self.monotonic())


@contextlib.contextmanager
def _emptied(handles: list[Any]) -> Iterator[None]:
    """In the sealed room these dead callbacks and timers let go of what they hold.

    The loop keeps them in its queues until they are due; a destructor would run as late as that.
    """
    for handle in handles:
        handle._callback, handle._args = _nothing, ()  # noqa: SLF001  # a dead one ignores cancel()
    yield


def _nothing() -> None:
    """What is left of a dead subject's callback."""


async def _run(factory: Factory, env: Mapping[str, str]) -> object:
    return await factory(env)
