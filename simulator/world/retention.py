"""Retention: how much of the event log is kept.

What is past it is forgotten for good, and says so: a page that silently began later would be taken
for the whole history, and the client would never know what it had missed.
"""

import msgspec


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """The newest `events` are kept, and those of the last `seconds`; None sets no bound.

    With both, an event is kept while neither bound has passed it.

    Raises:
        ValueError: A bound would keep nothing.
    """

    events: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.events is not None and self.events < 1:
            raise ValueError(f"retention of {self.events} events keeps nothing; use 1 or more")
        if self.seconds is not None and self.seconds <= 0:
            raise ValueError(f"retention of {self.seconds} s keeps nothing; use more than 0")

    def oldest_us(self, now: int) -> int | None:
        """The earliest instant whose events are kept at `now`; None where time sets no bound."""
        return None if self.seconds is None else now - round(self.seconds * 1_000_000)


UNBOUNDED = Retention()
