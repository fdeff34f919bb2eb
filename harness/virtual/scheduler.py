"""The virtual clock: an asyncio scheduler that jumps to the next timer.

The clock moves only when nothing is ready, and only here. Callbacks run in the order in which
they were scheduled, timers in the order (deadline, time of scheduling), so one seed gives one
order of events on every supported Python. Time is kept as integer nanoseconds: adding up floats
would make two deadlines that were meant to be equal differ.
"""

import asyncio
import heapq
import math
import threading
from collections import deque
from collections.abc import Callable
from contextvars import Context, copy_context
from itertools import repeat
from typing import Any, TypeVarTuple

from hubproof.harness.virtual.handles import Later, Soon
from hubproof.harness.virtual.life import LIFE
from hubproof.harness.virtual.refusals import RefusingLoop
from hubproof.harness.virtual.stops import (
    Deadlock,
    HorizonReached,
    Livelock,
    describe_callback,
    describe_task,
    enumerate_names,
)

Ts = TypeVarTuple("Ts")

TURNS_MAX = 100_000
"""Callbacks at one instant. An honest burst (a replay of a full page of events) stays far below."""

CANCELLED_MIN = 100
"""Cancelled timers before the heap is rebuilt without them, when they are also the majority."""

NS_PER_S = 1_000_000_000


class Scheduler(RefusingLoop):
    """Ready queue, timer heap and clock, with the guards that end a run which cannot go on."""

    _ready: deque[Soon | Later]
    _stopping: bool
    _closed: bool
    _thread_id: int | None
    _timer_cancelled_count: int

    def __init__(self, *, horizon_s: float | None) -> None:
        super().__init__()
        self._debug = False
        self._clock_resolution = 1 / NS_PER_S
        self._heap: list[tuple[int, int, Soon | Later]] = []
        self._sequence = 0
        self._now_ns = 0
        self._now_s = 0.0
        self._turns = 0
        self._horizon_ns: int | None = None
        self._has_dead = False
        self.when_time_moves: Callable[[], object] | None = None
        """Called after every step of the clock, for what must show the same time as the loop."""
        self.set_horizon(horizon_s)

    def tasks(self) -> list[asyncio.Task[Any]]:
        """Every task that can still run, in an order that repeats."""
        raise NotImplementedError

    # Time.

    def time(self) -> float:
        """Virtual seconds since the run began."""
        return self._now_s

    def now_us(self) -> int:
        """Whole virtual microseconds since the run began."""
        return self._now_ns // 1_000

    def now_ns(self) -> int:
        """Whole virtual nanoseconds since the run began: the clock itself."""
        return self._now_ns

    def set_horizon(self, horizon_s: float | None) -> None:
        """Move the limit, in virtual seconds since the run began; None lifts it."""
        self._horizon_ns = None if horizon_s is None else round(horizon_s * NS_PER_S)

    # Scheduling.

    def call_soon(
        self, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> Soon:
        """Run ``callback`` at this instant, after everything that is ready already."""
        if self._closed:
            raise RuntimeError("Event loop is closed")
        if context is None:
            context = copy_context()
        handle = Soon(callback, args, self, context)
        if self._has_dead and self._is_stillborn(handle, context):
            return handle
        self._ready.append(handle)
        return handle

    def call_soon_threadsafe(
        self, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> Soon:
        """``call_soon``, for libraries that prefer this name; another thread is refused."""
        if self._thread_id is not None and self._thread_id != threading.get_ident():
            self.refuse("loop.call_soon_threadsafe()", "answers another thread")
        return self.call_soon(callback, *args, context=context)

    def call_later(
        self,
        delay: float,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> Later:
        """Run ``callback`` after ``delay`` virtual seconds."""
        if delay is None:
            raise TypeError("delay must not be None")
        when = self._now_s + delay
        if delay > 0 and when == self._now_s:
            when = math.nextafter(when, math.inf)  # the shortest pause is one: a real clock moves
        return self.call_at(when, callback, *args, context=context)

    def call_at(
        self,
        when: float,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> Later:
        """Run ``callback`` once ``time()`` is at least ``when``; at once if it is already."""
        if when is None:
            raise TypeError("when cannot be None")
        if self._closed:
            raise RuntimeError("Event loop is closed")
        if context is None:
            context = copy_context()
        handle = Later(when, callback, args, self, context)
        if self._has_dead and self._is_stillborn(handle, context):
            return handle
        if when == math.inf:
            return handle  # asyncio accepts it; a timer that never fires must not move the clock
        due_ns = round(when * NS_PER_S)
        if due_ns <= self._now_ns:
            if when <= self._now_s:
                self._ready.append(handle)
                return handle
            due_ns = self._now_ns + 1  # later by less than the clock's step is later all the same
        handle._scheduled = True  # noqa: SLF001  # the handle is ours
        self._sequence = sequence = self._sequence + 1
        heapq.heappush(self._heap, (due_ns, sequence, handle))
        return handle

    def deliver_at(
        self, due_ns: int, callback: Callable[..., object], args: tuple[Any, ...], context: Context
    ) -> None:
        """``call_at`` for the network: an exact instant in the future, which nobody cancels."""
        handle = Soon(callback, args, self, context)
        if self._has_dead and self._is_stillborn(handle, context):
            return
        self._sequence = sequence = self._sequence + 1
        heapq.heappush(self._heap, (due_ns, sequence, handle))

    def timer_cancelled(self) -> None:
        """Rebuild the heap when most of it is cancelled timers (aiohttp makes many)."""
        self._timer_cancelled_count += 1
        if self._timer_cancelled_count > CANCELLED_MIN and self._timer_cancelled_count * 2 > len(
            self._heap
        ):
            self._heap[:] = [entry for entry in self._heap if not entry[2]._cancelled]  # noqa: SLF001  # ours
            heapq.heapify(self._heap)
            self._timer_cancelled_count = 0

    def _is_stillborn(self, handle: Soon | Later, context: Context) -> bool:
        life = context.get(LIFE)
        if life is None or not life.is_dead:
            return False
        handle._cancelled = True  # noqa: SLF001  # ours
        life.keep(handle)
        return True

    # Running.

    def _run_once(self) -> None:
        ready = self._ready
        popleft = ready.popleft
        handle: Soon | Later | None
        while True:
            if not ready:
                if self._stopping:
                    return
                self._advance()
            batch = len(ready)
            self._turns += batch
            if self._turns > TURNS_MAX:
                self._stop_livelocked()
            for _ in repeat(None, batch):
                handle = popleft()
                if handle._cancelled:  # noqa: SLF001  # the handle is ours
                    continue
                try:
                    handle._context.run(handle._callback, *handle._args)  # noqa: SLF001  # ours
                except BaseException as error:  # noqa: BLE001  # asyncio's contract: report, run on
                    self._report(handle, error)
            handle = None  # a finished callback must not outlive its turn
            if self._stopping:
                return

    def _advance(self) -> None:
        heap = self._heap
        while heap and heap[0][2]._cancelled:  # noqa: SLF001  # ours
            heapq.heappop(heap)
        if not heap:
            raise Deadlock(
                f"at {self._now_s:.6f} s nothing is ready and no timer is set; "
                f"waiting: {self._names_of_waiting()}"
            )
        due_ns = heap[0][0]
        if self._horizon_ns is not None and due_ns > self._horizon_ns:
            self._now_ns = max(self._now_ns, self._horizon_ns)
            self._now_s = max(self._now_s, self._horizon_ns / NS_PER_S)
            raise HorizonReached(
                f"the limit of {self._horizon_ns / NS_PER_S:.6f} s of virtual time is reached; "
                f"still pending: {self._names_of_waiting()}"
            )
        now_s = due_ns / NS_PER_S
        while heap and heap[0][0] == due_ns:
            handle = heapq.heappop(heap)[2]
            if type(handle) is Later:
                handle._scheduled = False  # noqa: SLF001  # ours
                # ``time() >= when`` must hold for the callback, also where rounding went down.
                now_s = max(now_s, handle._when)  # noqa: SLF001  # ours
            self._ready.append(handle)
        self._now_ns = due_ns
        self._now_s = now_s
        self._turns = 0
        if self.when_time_moves is not None:
            self.when_time_moves()

    def _report(self, handle: Soon | Later, error: BaseException) -> None:
        life = handle._context.get(LIFE)  # noqa: SLF001  # ours
        if isinstance(error, KeyboardInterrupt) or (life is None and isinstance(error, SystemExit)):
            raise error
        if life is not None and isinstance(error, SystemExit):
            life.leave(error)  # a subject ends its own process, never the harness's
            return
        self.call_exception_handler(
            {
                "message": f"Exception in callback {describe_callback(handle._callback)}",  # noqa: SLF001  # ours
                "exception": error,
                "handle": handle,
            }
        )

    def _stop_livelocked(self) -> None:
        self._turns = 0
        names = [describe_callback(handle._callback) for handle in self._ready]  # noqa: SLF001  # ours
        raise Livelock(
            f"{TURNS_MAX} callbacks ran at {self._now_s:.6f} s and the clock cannot move; "
            f"running on: {enumerate_names(names)}"
        )

    def _names_of_waiting(self) -> str:
        return enumerate_names(describe_task(task) for task in self.tasks())
