"""Interruption: Ctrl-C, and SIGTERM as whoever stops a CI job sends it, end a campaign in order.

Both become KeyboardInterrupt. In virtual time the subject's code runs in this process and might
swallow that, so it is remembered as well; on real sockets asyncio has a better way to break off a
run than an exception at a random place, and is left alone.
"""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self

from hubproof.harness.record import ModeName


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
            if self._mode == "sim":
                self._before[signal.SIGINT] = signal.signal(signal.SIGINT, self._hear)
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
        """Raise KeyboardInterrupt if it was asked for and swallowed on the way."""
        if self.is_asked:
            raise KeyboardInterrupt

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.is_asked = True
        raise KeyboardInterrupt

    def _pass_on(self, _number: int, _frame: FrameType | None) -> None:
        signal.raise_signal(signal.SIGINT)
