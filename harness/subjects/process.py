"""A subject that is a process: any command, in any language.

It runs in a session of its own, so that a kill reaches whatever it started and Ctrl-C does not
reach it; only what leaves that session on purpose gets away. What it prints goes to a file,
because a pipe that nobody reads stops a chatty bot.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from hubproof.harness.subjects.subject import STOP_GRACE_S, SubjectError, ignored_sigterm

SHREDDED_CHARS = 256
"""What is thrown away at the cut where output is too long; more than any key has."""

OUTPUT_BYTES_MAX = 1_000_000
"""How much of its output is kept with a run; a bot in a print loop must not fill a report."""


class ProcessSubject:
    """Runs `command` in the current directory; `log` receives what it prints."""

    def __init__(self, command: Sequence[str], *, log: Path) -> None:
        self._command = tuple(command)
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._is_killed = False

    async def start(self, env: Mapping[str, str]) -> None:
        """Start the command with `env` added to this process's own environment.

        Raises:
            SubjectError: There is no such command, or it may not be run.
        """
        if self._process is not None:
            # A killed process may hold its files for a moment longer than the kill takes.
            await self._process.wait()
        self._is_killed = False
        spawning = asyncio.ensure_future(self._spawn(env))
        try:
            self._process = await asyncio.shield(spawning)
        except asyncio.CancelledError:
            # It may be there already: whoever cancels us must be able to kill all of it.
            self._process = await spawning
            raise

    async def _spawn(self, env: Mapping[str, str]) -> asyncio.subprocess.Process:
        with self._log.open("ab") as log:
            try:
                return await asyncio.create_subprocess_exec(
                    *self._command,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env={**os.environ, **env},
                    start_new_session=True,
                )
            except OSError as error:
                raise SubjectError(
                    f"cannot run {self._command[0]!r}: {error.strerror}; what follows -- must be"
                    " a command that works in this directory"
                ) from error

    def kill(self) -> None:
        """SIGKILL to the whole process group."""
        process = self._process
        if process is None:
            return
        self._is_killed = True
        # The leader may be gone while its children live on: the group has the leader's number.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        if process.returncode is not None:
            # Nobody is left, and the number may soon be somebody else's.
            self._process = None

    async def stop(self) -> str | None:
        """SIGTERM to the command, SIGKILL to the group when the grace is over."""
        process = self._process
        if process is None:
            return None
        how = None
        # A signal to a dead process would reap it under the eyes of asyncio, which then complains.
        if process.returncode is None and not self._is_killed:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                async with asyncio.timeout(STOP_GRACE_S):
                    await process.wait()
            except TimeoutError:
                how = ignored_sigterm(STOP_GRACE_S)
        self.kill()
        await process.wait()
        return how

    async def wait_exit(self) -> str:
        """Wait for the end of the command itself, and end what it leaves running."""
        process = self._process
        assert process is not None, "a life begins with start"
        code = await process.wait()
        if process is self._process:
            self.kill()
        if code < 0:
            return f"was ended by {_signal_name(-code)}"
        return f"exited with status {code}"

    def output(self) -> str:
        """What it printed, up to a bound: the end counts when it printed more."""
        if not self._log.exists():
            return ""
        with self._log.open("rb") as log:
            skipped = max(0, self._log.stat().st_size - OUTPUT_BYTES_MAX)
            log.seek(skipped)
            text = log.read().decode(errors="replace")
        # The cut may fall into the middle of something that must be blotted out: not half of it
        # is kept either.
        return text[SHREDDED_CHARS:] if skipped else text


def _signal_name(number: int) -> str:
    """SIGKILL and the like; the real-time signals have no names."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
