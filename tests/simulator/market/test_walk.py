"""A walk: the same numbers in whatever order they are read, and each rule's own range."""

import random

import pytest

from hubproof.simulator.market.walk import Walk, flicker, path, upto


def test_reading_ahead_or_twice_changes_nothing() -> None:
    ahead, by_and_by = (Walk(random.Random(1), 50, path(2)) for _ in range(2))
    last = ahead.at(99)
    numbers = [by_and_by.at(tick) for tick in range(100)]
    assert numbers[0] == 50
    assert numbers[99] == last
    assert [ahead.at(tick) for tick in range(100)] == numbers


@pytest.mark.parametrize(
    ("last", "drawn", "following"),
    [(50, 0.0, 48), (50, 0.5, 50), (50, 0.99, 52), (2, 0.0, 1), (1, 0.0, 1), (1, 0.5, 1)],
)
def test_a_path_goes_up_to_its_stride_and_never_to_nothing(
    last: int, drawn: float, following: int
) -> None:
    assert path(2)(last, drawn) == following


def test_an_offset_is_any_number_up_to_the_most() -> None:
    assert [upto(2)(9, drawn) for drawn in (0.0, 0.34, 0.67, 0.99)] == [0, 1, 2, 2]
    assert upto(0)(9, 0.99) == 0


def test_a_flicker_is_up_or_down_in_its_share_of_ticks() -> None:
    after = flicker(0.5)
    assert [after(9, drawn) for drawn in (0.0, 0.24, 0.26, 0.49, 0.5, 0.99)] == [1, 1, -1, -1, 0, 0]
