"""The two clocks a client reads: one that only goes forward, and the date.

Nothing else in the client asks what time it is, so a run in virtual time needs another clock only.
"""

import asyncio
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is."""

    def monotonic(self) -> float:
        """Seconds on a clock that is never set; only differences mean anything."""

    def utc_now(self) -> datetime:
        """The date and time in UTC, for people and for records."""


class SystemClock:
    """The running event loop's own time, and the machine's date."""

    def monotonic(self) -> float:
        """Seconds of the event loop, so that deadlines and sleeps agree."""
        return asyncio.get_running_loop().time()

    def utc_now(self) -> datetime:
        """The machine's date."""
        return datetime.now(UTC)
