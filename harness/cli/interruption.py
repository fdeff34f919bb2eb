"""Interruption: Ctrl-C, and SIGTERM as whoever stops a CI job sends it, end a campaign in order.

In virtual time a run is over in a moment and is let finish, for an exception at a random place of
ours would do harm; only a subject's own code, which may go on for ever, is broken into. It may
swallow that, so what was asked for is remembered. On real sockets asyncio has a way of its own to
break off a run, and is left alone.
"""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self

from hubproof.harness.record import ModeName
from hubproof.harness.virtual import LIFE


class Interruption:
    """A context manager around the runs of a campaign; `is_asked` once one came."""

    def __init__(self, mode: ModeName) -> None:
        self._mode = mode
        self.is_asked = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        # Only the main thread receives signals; who calls us from another one keeps them.
        if threading.current_thread() is threading.main_thread():
            self._before[signal.SIGTERM] = signal.signal(signal.SIGTERM, self._pass_on)
            # asyncio takes Ctrl-C over only where Python's own handler stands, and a shell that
            # starts a job in the background leaves it ignored.
            hear = self._hear if self._mode == "sim" else signal.default_int_handler
            self._before[signal.SIGINT] = signal.signal(signal.SIGINT, hear)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def check(self) -> None:
        """Raise KeyboardInterrupt if it was asked for; to be called after every run."""
        if self.is_asked:
            raise KeyboardInterrupt

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        # Whoever asks twice has waited long enough, wherever we are.
        is_urgent = self.is_asked or LIFE.get() is not None
        self.is_asked = True
        if is_urgent:
            raise KeyboardInterrupt

    def _pass_on(self, _number: int, _frame: FrameType | None) -> None:
        signal.raise_signal(signal.SIGINT)
