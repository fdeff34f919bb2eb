"""A negotiated connection waits for its socket, once and for a while."""

import time

import pytest

from hubproof.simulator.transports import reservations as module
from hubproof.simulator.transports.reservations import ATTACH_US, Reservations


def test_a_token_opens_its_connection_once() -> None:
    reservations = Reservations()
    reservations.add("token", "id", 0)
    taken = reservations.take("token", ATTACH_US - 1)
    assert taken is not None
    assert taken.connection_id == "id"
    assert reservations.take("token", ATTACH_US - 1) is None


def test_nobody_waits_longer_than_fifteen_seconds() -> None:
    reservations = Reservations()
    reservations.add("old", "1", 0)
    reservations.add("new", "2", 1)
    assert not reservations.knows("old", ATTACH_US)
    assert reservations.knows("new", ATTACH_US)
    assert reservations.take("new", ATTACH_US + 1) is None


def test_so_many_may_wait_and_no_more_until_one_comes_or_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "WAITING_MAX", 2)
    reservations = Reservations()
    assert [reservations.add(f"token{number}", "id", number) for number in range(3)] == [
        True,
        True,
        False,
    ]
    assert reservations.take("token1", 3) is not None
    assert reservations.add("token4", "id", 4)
    assert not reservations.add("token5", "id", 5)
    assert reservations.add("token6", "id", ATTACH_US)


def test_each_of_a_flood_costs_the_same() -> None:
    """Going through all who wait, once for each who comes, would take minutes."""
    reservations = Reservations()
    began = time.process_time()
    for number in range(40_000):
        reservations.add(f"token{number}", "id", number)
    assert time.process_time() - began < 10
