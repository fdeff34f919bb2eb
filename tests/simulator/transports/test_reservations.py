"""A negotiated connection waits for its socket, once and for a while."""

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
