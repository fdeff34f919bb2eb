"""Hours: when anybody trades, from the sessions of a week and the halts of a run.

Every question is answered from the instant alone, so it costs the same after a minute and after a
month. Hours that touch are one session: a market that is open round the clock from Sunday to Friday
closes once a week.
"""

from bisect import bisect_right
from collections.abc import Sequence

from hubproof.simulator.market.setup import DAY_S, WEEK_DAYS, Halt, Session

US_PER_S = 1_000_000
WEEK_US = WEEK_DAYS * DAY_S * US_PER_S

Span = tuple[int, int]
"""From the first microsecond to the first one after, both of the run's clock."""


class Hours:
    """`week_us` is how far into a UTC week (from Monday's midnight) the run began."""

    def __init__(self, sessions: Sequence[Session], halts: Sequence[Halt], week_us: int) -> None:
        self._week_us = week_us
        self._open = _merged(_of_week(sessions))
        self._starts = [begins for begins, _ends in self._open]
        self._halts = [(one.symbol, _span(one)) for one in halts]
        self._is_always_open = not sessions and not halts

    def is_open(self, symbol: str, now: int) -> bool:
        """Whether `symbol` trades at `now`."""
        if self._is_always_open:
            return True
        in_hours = not self._open or self._session(now) is not None
        return in_hours and self._halt(symbol, now) is None

    def last_open(self, symbol: str, now: int) -> int | None:
        """The last instant up to `now` at which `symbol` traded; None if the run has had none."""
        at = now
        while not self.is_open(symbol, at):
            halt = self._halt(symbol, at)
            at = (halt[0] if halt is not None else self._session_before(at)[1]) - 1
            if at < 0:
                return None
        return at

    def next_open(self, symbol: str, now: int) -> int:
        """The first instant from `now` on at which `symbol` trades."""
        at = now
        while not self.is_open(symbol, at):
            halt = self._halt(symbol, at)
            at = halt[1] if halt is not None else self._session_after(at)[0]
        return at

    def session_end(self, now: int) -> int | None:
        """When the session ends that `now` is in, or else the next one; None if none ever does.

        A halt ends no session: orders for the day live through it.
        """
        if not self._open or self._open == [(0, WEEK_US)]:
            return None
        session = self._session(now) or self._session_after(now)
        return session[1]

    def _session(self, at: int) -> Span | None:
        """The session that `at` is in."""
        before = self._session_before(at)
        return before if at < before[1] else None

    def _session_before(self, at: int) -> Span:
        """The last session that has begun by `at`."""
        week, place = divmod(at + self._week_us, WEEK_US)
        return self._numbered(week, bisect_right(self._starts, place) - 1)

    def _session_after(self, at: int) -> Span:
        """The first session that begins after `at`."""
        week, place = divmod(at + self._week_us, WEEK_US)
        return self._numbered(week, bisect_right(self._starts, place))

    def _numbered(self, week: int, number: int) -> Span:
        more, number = divmod(number, len(self._open))
        shift = (week + more) * WEEK_US - self._week_us
        begins, ends = self._open[number]
        return begins + shift, ends + shift

    def _halt(self, symbol: str, at: int) -> Span | None:
        for halted, span in self._halts:
            if halted in (None, symbol) and span[0] <= at < span[1]:
                return span
        return None


def week_us(weekday: int, second_of_day: int, microsecond: int) -> int:
    """How far into its UTC week an instant is, in microseconds; Monday is 0."""
    return (weekday * DAY_S + second_of_day) * US_PER_S + microsecond


def _of_week(sessions: Sequence[Session]) -> list[Span]:
    return sorted(
        (
            round((day * DAY_S + one.opens_s) * US_PER_S),
            round((day * DAY_S + one.closes_s) * US_PER_S),
        )
        for one in sessions
        for day in one.days
    )


def _merged(spans: Sequence[Span]) -> list[Span]:
    """The same time in spans that do not touch, within the week and over its end."""
    merged: list[Span] = []
    for begins, ends in spans:
        if merged and begins <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ends))
        else:
            merged.append((begins, ends))
    if len(merged) > 1 and merged[0][0] == 0 and merged[-1][1] == WEEK_US:
        first = merged.pop(0)
        merged[-1] = (merged[-1][0], WEEK_US + first[1])
    return merged


def _span(halt: Halt) -> Span:
    begins = round(halt.at_s * US_PER_S)
    return begins, begins + max(1, round(halt.for_s * US_PER_S))
