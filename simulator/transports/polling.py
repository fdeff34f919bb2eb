"""Long polling: one connection's polls, of which one at a time may wait.

Rules: the first poll is answered at once; a later one when there is anything to tell, when its time
is up, or with 204 when a newer one has come. After the end a poll gets what is left, the next one
204, and then nobody knows the id. Who does not poll for 15 s has left (behaviours 30 to 36).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from hubproof.simulator.transports.carriage import DISCONNECT_US, Polled

DATA, NOTHING, OVER, CUT = "data", "nothing", "over", "cut"


@dataclass(slots=True)
class PollPlace:
    """Where one connection's polls meet what it is told. `on_left` is called when nobody polls."""

    on_left: Callable[[], None]
    polled: Polled = field(init=False)
    _poll: "asyncio.Future[str] | None" = None
    _idle: asyncio.TimerHandle | None = None

    def __post_init__(self) -> None:
        self.polled = Polled(self._news)

    async def poll(self, timeout_s: float) -> str:
        """Wait for news: `data`, `nothing` in time, `over` in good order, or `cut`."""
        loop = asyncio.get_running_loop()
        self._stop_clock()
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(OVER)
        poll: asyncio.Future[str] = loop.create_future()
        self._poll = poll
        self._news()
        try:
            async with asyncio.timeout(timeout_s):
                news: str = await poll
                return news
        except TimeoutError:
            return NOTHING
        finally:
            if self._poll is poll:
                self._poll = None
                self.start_clock()

    def start_clock(self) -> None:
        """Nobody polls now: they have so long to come back."""
        loop = asyncio.get_running_loop()
        self._stop_clock()
        self._idle = loop.call_later(DISCONNECT_US / 1_000_000, self.on_left)

    def finish(self) -> None:
        """The place is given up."""
        self._stop_clock()

    def _stop_clock(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _news(self) -> None:
        if self._poll is None or self._poll.done():
            return
        if self.polled.is_cut:
            self._poll.set_result(CUT)
        elif self.polled.has_news:
            self._poll.set_result(DATA)
        elif self.polled.is_over:
            self._poll.set_result(OVER)
