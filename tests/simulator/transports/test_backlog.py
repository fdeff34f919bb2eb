"""A slow reader is borne, a stuck one is not, and memory has an end."""

import asyncio
from typing import cast

from hubproof.simulator.transports.backlog import (
    BACKLOG_BYTES_MAX,
    LOOK_US,
    SEND_TIMEOUT_US,
    Backlog,
)


class Waiting:
    """A transport of which only the size of its write buffer is known."""

    def __init__(self) -> None:
        self.size = 0

    def get_write_buffer_size(self) -> int:
        return self.size


def backlog_over(waiting: Waiting) -> Backlog:
    return Backlog(cast("asyncio.Transport", waiting))


def test_what_leaves_at_once_needs_no_watching() -> None:
    backlog = backlog_over(Waiting())
    assert backlog.is_bearable(0, 100, lambda: 0)
    assert backlog.due is None


def looked_at(backlog: Backlog, until: int) -> int | None:
    """When a peer was found stuck, looking whenever it is due."""
    while backlog.due is not None and backlog.due <= until:
        now = backlog.due
        assert not backlog.is_stuck(now - 1)
        if backlog.is_stuck(now):
            return now
    return None


def test_a_reader_that_takes_nothing_for_the_whole_timeout_is_stuck() -> None:
    waiting = Waiting()
    backlog = backlog_over(waiting)
    waiting.size = 60
    assert backlog.is_bearable(waiting.size, 100, lambda: 7)
    assert backlog.due == LOOK_US + 7
    assert looked_at(backlog, SEND_TIMEOUT_US + 6) is None
    waiting.size = 160
    assert backlog.is_bearable(waiting.size, 100, lambda: 9)
    assert looked_at(backlog, 2 * SEND_TIMEOUT_US) == SEND_TIMEOUT_US + 7
    assert backlog.due is None


def test_a_slow_reader_gets_another_timeout_from_when_something_left() -> None:
    waiting = Waiting()
    backlog = backlog_over(waiting)
    waiting.size = 60
    backlog.is_bearable(waiting.size, 100, lambda: 0)
    assert looked_at(backlog, 4 * LOOK_US) is None
    waiting.size = 59
    found = looked_at(backlog, 3 * SEND_TIMEOUT_US)
    assert found == 5 * LOOK_US + SEND_TIMEOUT_US


def test_a_reader_that_caught_up_is_watched_no_longer() -> None:
    waiting = Waiting()
    backlog = backlog_over(waiting)
    waiting.size = 60
    backlog.is_bearable(waiting.size, 100, lambda: 0)
    waiting.size = 0
    assert not backlog.is_stuck(SEND_TIMEOUT_US)
    assert backlog.due is None


def test_the_backlog_has_an_end() -> None:
    waiting = Waiting()
    backlog = backlog_over(waiting)
    waiting.size = BACKLOG_BYTES_MAX
    assert backlog.is_bearable(waiting.size, 1, lambda: 0)
    waiting.size += 1
    assert not backlog.is_bearable(waiting.size, 1, lambda: 0)
