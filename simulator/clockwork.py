"""The clockwork: everything of a run that happens at a given time, on one timer of the event loop.

The world says when it wants to go on, the script says when a signal is announced, a fault says when
its copy follows; whichever is first sets the timer. Equal times run in the order they were asked
for, the world first, so that two event loops that agree on time agree on order. What nobody wants
any more is let go: a closed market's next tick may be days away.
"""

import asyncio
import heapq
from collections.abc import Callable

_SLACK = 16
"""So many dropped appointments are not worth clearing away."""


class SteadyClock:
    """A clock of microseconds that never goes back, and never lies behind an appointment kept.

    A loop may wake a hair before the time it was asked for; the appointment's time is true then.
    """

    def __init__(self, source: Callable[[], int]) -> None:
        self._source = source
        self._reached = 0

    def __call__(self) -> int:
        """Microseconds since the run began."""
        now = self._source()
        if now > self._reached:  # noqa: PLR1730  # read for every line of the journal: `max` is a call
            self._reached = now
        return self._reached

    def reach(self, instant: int) -> int:
        """From here on it is `instant` or later; the time now."""
        self._reached = max(self._reached, instant)
        return self()


class Clockwork:
    """One timer for many appointments. Times are integer microseconds of `clock`."""

    def __init__(
        self,
        clock: SteadyClock,
        *,
        next_deadline: Callable[[], int | None],
        advance: Callable[[int], None],
    ) -> None:
        self._clock = clock
        self._next_deadline = next_deadline
        self._advance = advance
        self._queue: list[tuple[int, int]] = []  # times and numbers, of dropped ones too
        self._acts: dict[int, Callable[[], object]] = {}
        self._made = 0
        self._timer: asyncio.TimerHandle | None = None
        self._set_for: int | None = None
        self._is_striking = False

    def at(self, due: int, act: Callable[[], object]) -> int:
        """Call `act` at `due`; a time that has passed means as soon as the loop turns.

        The number that comes back is what the appointment is dropped by.
        """
        self._made += 1
        self._acts[self._made] = act
        heapq.heappush(self._queue, (due, self._made))
        self.wind()
        return self._made

    def drop(self, number: int) -> None:
        """Forget an appointment, unless it was kept already; its time may still wake the clock."""
        self._acts.pop(number, None)
        if len(self._queue) > 2 * len(self._acts) + _SLACK:
            self._queue = [one for one in self._queue if one[1] in self._acts]
            heapq.heapify(self._queue)

    def __len__(self) -> int:
        """How many times are kept, those included that were dropped and not yet cleared away."""
        return len(self._queue)

    def wind(self) -> None:
        """Set the timer anew. To be called whenever the world's deadline may have changed."""
        if self._is_striking:
            return  # more is about to happen; the timer is set once, when all of it has
        due = self._next_deadline()
        if self._queue and (due is None or self._queue[0][0] < due):
            due = self._queue[0][0]
        if due == self._set_for:
            return
        self.stop()
        if due is not None:
            self._set_for = due
            delay_s = max(0, due - self._clock()) / 1_000_000
            self._timer = asyncio.get_running_loop().call_later(delay_s, self._strike)

    def stop(self) -> None:
        """Nothing happens by itself any more."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._set_for = None

    def _strike(self) -> None:
        assert self._set_for is not None, "a timer strikes for an appointment"
        now = self._clock.reach(self._set_for)
        self._timer = self._set_for = None
        self._is_striking = True
        try:
            self._act(now)
        finally:
            self._is_striking = False
        self.wind()

    def _act(self, now: int) -> None:
        deadline = self._next_deadline()
        if deadline is not None and deadline <= now:
            self._advance(now)
        while self._queue and self._queue[0][0] <= now:
            act = self._acts.pop(heapq.heappop(self._queue)[1], None)
            if act is not None:
                act()
