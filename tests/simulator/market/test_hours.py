"""Hours: sessions of a week and halts of a run, asked from both sides."""

from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from hubproof.simulator.market.hours import US_PER_S, WEEK_US, Hours, week_us
from hubproof.simulator.market.setup import DAY_S, Halt, Session

HOUR = 3_600
DAY = DAY_S * US_PER_S
REGULAR = Session(opens_s=14.5 * HOUR, closes_s=21 * HOUR)
OPENS, CLOSES = round(14.5 * HOUR) * US_PER_S, 21 * HOUR * US_PER_S
ROUND_THE_CLOCK = (
    Session(days=(6,), opens_s=23 * HOUR, closes_s=DAY_S),
    Session(days=(0, 1, 2, 3), opens_s=0, closes_s=DAY_S),
    Session(days=(4,), opens_s=0, closes_s=22 * HOUR),
)


def test_a_market_without_hours_is_always_open_and_no_session_of_it_ends() -> None:
    hours = Hours((), (), 0)
    assert hours.is_open("SPX", 10**15)
    assert hours.last_open("SPX", 7) == hours.next_open("SPX", 7) == 7
    assert hours.session_end(0) is None
    assert (
        Hours((Session(opens_s=0, closes_s=DAY_S, days=tuple(range(7))),), (), 0).session_end(0)
        is None
    )


@pytest.mark.parametrize(
    ("now", "is_open", "last", "following", "ends"),
    [
        (0, False, None, OPENS, CLOSES),
        (OPENS - 1, False, None, OPENS, CLOSES),
        (OPENS, True, OPENS, OPENS, CLOSES),
        (CLOSES - 1, True, CLOSES - 1, CLOSES - 1, CLOSES),
        (CLOSES, False, CLOSES - 1, DAY + OPENS, DAY + CLOSES),
        (5 * DAY, False, 4 * DAY + CLOSES - 1, WEEK_US + OPENS, WEEK_US + CLOSES),
        (52 * WEEK_US + OPENS, True, 52 * WEEK_US + OPENS, 52 * WEEK_US + OPENS, None),
    ],
)
def test_regular_hours(
    now: int, *, is_open: bool, last: int | None, following: int, ends: int | None
) -> None:
    hours = Hours((REGULAR,), (), 0)
    assert hours.is_open("SPX", now) is is_open
    assert hours.last_open("SPX", now) == last
    assert hours.next_open("SPX", now) == following
    if ends is not None:
        assert hours.session_end(now) == ends


def test_hours_that_touch_are_one_session_also_over_the_end_of_the_week() -> None:
    hours = Hours(ROUND_THE_CLOCK, (), 0)
    closes = 4 * DAY + 22 * HOUR * US_PER_S
    opens = 6 * DAY + 23 * HOUR * US_PER_S
    assert hours.session_end(0) == hours.session_end(2 * DAY) == closes
    assert hours.next_open("ES", closes) == opens
    assert hours.session_end(closes) == hours.session_end(opens) == WEEK_US + closes
    assert hours.is_open("ES", WEEK_US)


def test_the_run_s_clock_begins_within_the_week() -> None:
    began = datetime(2026, 1, 7, 20, 59, 30, 5, tzinfo=UTC)  # a Wednesday
    second = (20 * 60 + 59) * 60 + 30
    hours = Hours((REGULAR,), (), week_us(began.weekday(), second, began.microsecond))
    assert hours.session_end(0) == 30 * US_PER_S - 5
    following = hours.next_open("SPX", 30 * US_PER_S)
    assert began + timedelta(microseconds=following) == datetime(2026, 1, 8, 14, 30, tzinfo=UTC)


def test_a_halt_is_of_its_symbol_and_leaves_the_session_as_it_is() -> None:
    hours = Hours((REGULAR,), (Halt(at_s=15 * HOUR, for_s=60, symbol="SPX"),), 0)
    begins = 15 * HOUR * US_PER_S
    assert hours.is_open("NDX", begins)
    assert not hours.is_open("SPX", begins)
    assert hours.last_open("SPX", begins + 5) == begins - 1
    assert hours.next_open("SPX", begins) == begins + 60 * US_PER_S
    assert hours.session_end(begins) == CLOSES


def test_a_halt_over_the_opening_delays_it() -> None:
    hours = Hours((REGULAR,), (Halt(at_s=14 * HOUR, for_s=HOUR),), 0)
    assert hours.next_open("SPX", 0) == 15 * HOUR * US_PER_S
    assert hours.last_open("SPX", OPENS + 1) is None


SESSIONS = st.lists(
    st.builds(
        lambda opens, length, days: Session(
            opens_s=opens, closes_s=min(opens + length, DAY_S), days=tuple(days)
        ),
        st.integers(0, DAY_S - 1),
        st.integers(1, DAY_S),
        st.lists(st.integers(0, 6), min_size=1, unique=True),
    ),
    min_size=1,
    max_size=4,
)
HALTS = st.lists(st.builds(Halt, at_s=st.integers(0, 9 * DAY_S), for_s=st.integers(1, DAY_S)))


@given(
    sessions=SESSIONS,
    halts=HALTS,
    week=st.integers(0, WEEK_US - 1),
    now=st.integers(0, 2 * WEEK_US),
)
def test_the_answers_agree_with_a_plain_reading_of_the_setup(
    sessions: list[Session], halts: list[Halt], week: int, now: int
) -> None:
    hours = Hours(sessions, halts, week)

    def is_open(at: int) -> bool:
        day, place = divmod((at + week) % WEEK_US, DAY)
        trades = any(
            day in one.days and one.opens_s * US_PER_S <= place < one.closes_s * US_PER_S
            for one in sessions
        )
        halted = any(one.at_s * US_PER_S <= at < (one.at_s + one.for_s) * US_PER_S for one in halts)
        return trades and not halted

    assert hours.is_open("SPX", now) is is_open(now)
    following, last = hours.next_open("SPX", now), hours.last_open("SPX", now)
    assert following >= now
    assert is_open(following)
    assert following == now or not is_open(following - 1)
    assert last is None or (
        last <= now and is_open(last) and (last == now or not is_open(last + 1))
    )
    ends = hours.session_end(now)
    assert ends is None or ends > now
