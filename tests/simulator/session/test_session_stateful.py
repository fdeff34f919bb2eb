"""A stateful connection: what is kept, counted, told again, and served once."""

import json
from typing import Any

import pytest

from hubproof.simulator.session.events import Closed, Invoked
from hubproof.simulator.session.options import SessionOptions
from hubproof.simulator.session.resending import Resending
from hubproof.simulator.session.session import Session
from hubproof.simulator.session.voice import AWAY_US

HANDSHAKE = b'{"protocol":"json","version":2}\x1e'
SECOND = 1_000_000


class Bench:
    """A session that may come back, after its handshake."""

    def __init__(self, **options: Any) -> None:
        self.session = Session(SessionOptions(**options), 0, is_stateful=True)
        self.session.receive(HANDSHAKE, 0)
        self.told()
        self.said()

    def told(self) -> list[Any]:
        return list(iter(self.session.next_event, None))

    def hear(self, *messages: dict[str, Any], now: int = 0) -> list[Any]:
        text = "".join(f"{json.dumps(one)}\x1e" for one in messages)
        self.session.receive(text.encode(), now)
        return self.told()

    def said(self) -> list[dict[str, Any]]:
        return [
            json.loads(text)
            for frame in self.session.outbox.take()
            for text in frame.split(b"\x1e")[:-1]
        ]


def call(number: int) -> dict[str, Any]:
    return {"type": 1, "target": "Add", "arguments": [], "invocationId": str(number)}


def told(number: int) -> dict[str, Any]:
    return {"type": 1, "target": "Told", "arguments": [number]}


def test_what_was_not_acknowledged_is_told_again_behind_its_number() -> None:
    bench = Bench()
    for number in range(3):
        bench.session.invoke("Told", [b"%d" % number])
    bench.hear({"type": 8, "sequenceId": 1})
    bench.said()
    assert bench.session.leave_transport(5)
    bench.session.invoke("Told", [b"3"])
    assert bench.said() == []
    bench.session.come_back(6)
    assert bench.said() == [{"type": 9, "sequenceId": 2}, told(1), told(2), told(3)]


def test_a_call_that_comes_twice_is_served_once() -> None:
    bench = Bench()
    assert len(bench.hear(call(1))) == 1
    bench.session.complete("1", now=0)
    bench.session.leave_transport(1)
    bench.session.come_back(2)
    again = bench.hear({"type": 9, "sequenceId": 1}, call(1), call(2))
    assert again == [Invoked("2", "Add", [])]


def test_pings_are_not_counted() -> None:
    bench = Bench()
    bench.hear({"type": 6}, {"type": 6}, call(1))
    bench.session.advance(SECOND)
    assert bench.said() == [{"type": 8, "sequenceId": 1}]


def test_what_is_new_is_acknowledged_on_the_second() -> None:
    bench = Bench()
    assert bench.session.next_deadline() == 15 * SECOND
    bench.hear(call(1), now=SECOND // 2)
    assert bench.session.next_deadline() == SECOND
    bench.session.advance(SECOND)
    assert bench.said() == [{"type": 8, "sequenceId": 1}]
    assert bench.session.next_deadline() == 15 * SECOND


def test_a_number_from_the_future_ends_it() -> None:
    bench = Bench()
    (closed,) = bench.hear({"type": 9, "sequenceId": 5})
    assert isinstance(closed, Closed)
    assert closed.named == "InvalidOperationException"
    assert closed.error == "Sequence ID greater than amount of messages we've received."
    assert bench.said()[-1]["type"] == 7


def test_the_future_begins_behind_what_is_told_again() -> None:
    bench = Bench(calls_at_once_max=3)
    bench.hear(call(1), call(2), {"type": 9, "sequenceId": 1})
    (closed,) = bench.hear({"type": 9, "sequenceId": 2})
    assert isinstance(closed, Closed)


def test_a_buffer_that_is_just_full_is_not_roomy_yet() -> None:
    resending = Resending(10, 0)
    assert [resending.keep(one) for one in (b"x", b"y" * 10, b"z")] == [True, True, False]
    assert resending.acknowledged(1) == []
    assert resending.acknowledged(2) == [b"z"]


def test_an_acknowledgement_from_the_future_is_no_harm() -> None:
    bench = Bench()
    assert bench.hear({"type": 8, "sequenceId": 50}, call(1)) == [Invoked("1", "Add", [])]


def test_a_full_buffer_holds_what_follows_until_it_is_acknowledged() -> None:
    bench = Bench(buffer_bytes_max=100)
    for number in range(6):
        bench.session.invoke("Told", [b"%d" % number])
    assert bench.said() == [told(0), told(1), told(2)]
    assert bench.session.is_congested
    bench.hear({"type": 8, "sequenceId": 2})
    assert bench.said() == [told(3), told(4)]
    bench.hear({"type": 8, "sequenceId": 5})
    assert bench.said() == [told(5)]
    assert not bench.session.is_congested


def test_a_buffer_is_full_beyond_its_size_and_has_room_below_it() -> None:
    bench = Bench(buffer_bytes_max=2 * 43)  # two of these messages
    for number in range(3):
        bench.session.invoke("Told", [b"%d" % number])
    assert bench.said() == [told(0), told(1), told(2)]
    is_full = bench.session.is_congested
    bench.session.invoke("Told", [b"3"])
    assert (is_full, bench.session.is_congested) == (False, True)  # who says too much waits
    bench.hear({"type": 8, "sequenceId": 1})
    assert bench.said() == []
    bench.hear({"type": 8, "sequenceId": 2})
    assert bench.said() == [told(3)]


def test_a_call_that_waits_for_its_place_is_counted_once() -> None:
    bench = Bench()
    assert bench.hear(call(1), call(2)) == [Invoked("1", "Add", [])]
    bench.session.complete("1", now=1)
    assert bench.told() == [Invoked("2", "Add", [])]
    bench.said()
    bench.session.advance(SECOND)
    assert bench.said() == [{"type": 8, "sequenceId": 2}]
    bench.session.complete("2", now=2)
    assert bench.hear(call(3)) == [Invoked("3", "Add", [])]


def test_half_a_message_of_the_lost_transport_is_forgotten() -> None:
    bench = Bench()
    bench.session.receive(b'{"type":1,"invocationId":"1","tar', 0)
    bench.session.leave_transport(1)
    bench.session.come_back(2)
    assert bench.hear({"type": 9, "sequenceId": 1}, call(1)) == [Invoked("1", "Add", [])]


def test_who_does_not_come_back_in_time_has_left() -> None:
    bench = Bench()
    bench.session.leave_transport(0)
    assert bench.session.next_deadline() == AWAY_US
    bench.session.advance(AWAY_US)
    assert bench.told() == [Closed(None, allow_reconnect=False, reason="lost")]


@pytest.mark.parametrize("version", [b"1", b"0"])
def test_an_older_handshake_gives_the_way_back_up(version: bytes) -> None:
    session = Session(SessionOptions(), 0, is_stateful=True)
    session.receive(b'{"protocol":"json","version":%b}\x1e' % version, 0)
    assert not session.leave_transport(0)


def test_after_a_goodbye_there_is_no_way_back() -> None:
    bench = Bench()
    bench.hear({"type": 7})
    assert not bench.session.leave_transport(0)


def test_a_hub_that_heeds_no_full_buffer_loses_its_client() -> None:
    bench = Bench(buffer_bytes_max=100)
    bench.session.leave_transport(0)
    for _ in range(20):
        bench.session.tell(b"x" * 1024 * 1024)
    assert bench.told() == [Closed(None, allow_reconnect=False, reason="lost")]


def test_what_was_owed_an_acknowledgement_gets_it_after_the_return() -> None:
    bench = Bench()
    bench.hear(call(1))
    bench.session.leave_transport(1)
    bench.session.advance(SECOND)
    assert bench.said() == []
    bench.session.come_back(SECOND + 1)
    bench.said()
    bench.session.advance(2 * SECOND)
    assert bench.said() == [{"type": 8, "sequenceId": 1}]


def test_a_number_is_from_the_future_by_what_came_since_the_last_one() -> None:
    bench = Bench()
    for number in (1, 2):
        bench.hear(call(number))
        bench.session.complete(str(number), now=0)
    assert bench.hear({"type": 9, "sequenceId": 1}) == []
    (closed,) = bench.hear({"type": 9, "sequenceId": 3})
    assert closed.error == "Sequence ID greater than amount of messages we've received."


@pytest.mark.parametrize("number", [0, -7])
def test_who_begins_to_count_below_one_is_served_and_acknowledged_so(number: int) -> None:
    bench = Bench()
    assert bench.hear({"type": 9, "sequenceId": number}, call(1)) == [Invoked("1", "Add", [])]
    bench.session.advance(SECOND)
    assert bench.said() == [{"type": 8, "sequenceId": number}]


def test_a_buffer_that_is_full_to_the_byte_holds_nobody_but_who_waits_already() -> None:
    size = len(json.dumps(told(0), separators=(",", ":"))) + 1
    bench = Bench(buffer_bytes_max=2 * size)
    for number in range(5):
        bench.session.invoke("Told", [b"%d" % number])
    assert bench.said() == [told(0), told(1), told(2)]
    bench.hear({"type": 8, "sequenceId": 1})
    assert bench.said() == []
    bench.hear({"type": 8, "sequenceId": 2})
    assert bench.said() == [told(3), told(4)]


def test_a_number_from_the_future_behind_an_abort_ends_it_too() -> None:
    bench = Bench()
    bench.session.receive(json.dumps(call(1)).encode() + b'\x1e{"type":9,"sequenceId":9}\x1e', 0)
    assert isinstance(bench.session.next_event(), Invoked)
    bench.session.abort()
    (closed,) = bench.told()
    assert closed.named == "InvalidOperationException"
