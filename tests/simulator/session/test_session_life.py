"""Handshake, pings, silence, and every way a session ends."""

from typing import Any

import pytest

from hubproof.contract.signalr.errors import CutShortError
from hubproof.contract.signalr.handshake import HandshakeRequest, encode_handshake
from hubproof.simulator.session.events import Closed, Invoked, Opened
from hubproof.simulator.session.states import State

HANDSHAKE = encode_handshake(HandshakeRequest("json", 1)).decode()[:-1]
ADD = {"type": 1, "target": "Add", "arguments": [], "invocationId": "1"}
GOODBYE = {"type": 7, "error": "Connection closed with an error.", "allowReconnect": True}


@pytest.mark.parametrize("version", [-1, 0, 1, 2])
@pytest.mark.parametrize("protocol", ["json", "JSON"])
def test_a_handshake_opens_the_session(fresh: Any, protocol: str, version: int) -> None:
    bench = fresh()
    assert not bench.session.is_open
    assert bench.hear({"protocol": protocol, "version": version}) == [Opened()]
    assert bench.said() == [{}]
    assert bench.session.is_open


def test_opening_is_told_before_calls_from_the_same_frame(fresh: Any) -> None:
    bench = fresh()
    assert bench.hear(HANDSHAKE, ADD) == [Opened(), Invoked("1", "Add", [])]


def test_what_the_hub_says_on_opening_arrives_after_the_handshake_and_before_answers(
    fresh: Any,
) -> None:
    bench = fresh()
    bench.session.receive((HANDSHAKE + "\x1e").encode(), 0)
    assert bench.session.next_event() == Opened()
    bench.session.invoke("Told", [])
    assert bench.said() == [{}, {"type": 1, "target": "Told", "arguments": []}]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"protocol":"xml","version":1}', "The protocol 'xml' is not supported."),
        (
            '{"protocol":"json","version":3}',
            "The server does not support version 3 of the 'json' protocol.",
        ),
        ("hello", "An unexpected error occurred during connection handshake."),
        ('{"type":6}', "An unexpected error occurred during connection handshake."),
        ("x" * 33_000, "Handshake was canceled."),
    ],
)
def test_a_handshake_that_does_not_fit_is_refused_and_ends_it(
    fresh: Any, text: str, error: str
) -> None:
    bench = fresh()
    assert bench.hear(text) == [Closed(error, allow_reconnect=False, reason="handshake")]
    assert bench.said() == [{"error": error}]
    assert bench.session.next_deadline() is None


def test_no_handshake_in_time_ends_it(fresh: Any) -> None:
    bench = fresh()
    bench.at(14.9)
    assert bench.said() == []
    bench.at(15)
    assert bench.said() == [{"error": "Handshake was canceled."}]
    assert bench.session.state is State.ENDED


def test_the_server_pings_at_every_interval_whatever_the_traffic(opened: Any) -> None:
    bench = opened()
    bench.at(14.9)
    bench.hear(ADD)
    bench.complete("1")
    assert [message["type"] for message in bench.said()] == [3]
    bench.at(46)
    assert bench.said() == [{"type": 6}] * 3


def test_pings_that_were_due_while_nobody_looked_are_not_made_up_for(opened: Any) -> None:
    bench = opened()
    bench.session.advance(100_000_000)
    assert bench.said() == [{"type": 6}]
    assert bench.session.next_deadline() == 105_000_000


def test_a_client_that_never_pings_is_never_timed_out(opened: Any) -> None:
    bench = opened()
    bench.at(1000)
    assert bench.session.is_open


def test_a_client_that_pinged_and_falls_silent_is_timed_out(opened: Any) -> None:
    bench = opened()
    bench.at(2)
    bench.hear({"type": 6})
    bench.at(31.9)
    assert bench.session.is_open
    bench.at(32)
    assert bench.events == [
        Closed(
            None,
            allow_reconnect=True,
            reason="timeout",
            named="OperationCanceledException",
        )
    ]
    assert bench.said()[-1] == GOODBYE


def test_half_a_message_is_silence_and_a_whole_one_is_not(opened: Any) -> None:
    bench = opened()
    bench.hear({"type": 6})
    bench.at(20)
    bench.hear({"type": 5, "invocationId": "x"})
    bench.at(40)
    bench.hear_bytes(b'{"type":')
    assert bench.session.is_open
    bench.at(50)
    assert bench.session.state is State.ENDED


def test_a_running_call_does_not_stop_the_clock(opened: Any) -> None:
    bench = opened()
    bench.hear({"type": 6}, ADD)
    bench.at(30)
    assert bench.session.state is State.ENDED


def test_the_clock_stands_still_while_a_call_waits_and_starts_anew_after(opened: Any) -> None:
    bench = opened()
    bench.hear({"type": 6}, ADD, ADD)
    bench.at(100)
    assert bench.session.is_open
    bench.complete("1")
    bench.told()
    bench.at(129.9)
    assert bench.session.is_open
    bench.at(130)
    assert bench.session.state is State.ENDED


def test_a_clients_goodbye_is_answered_and_nothing_after_it_is_served(opened: Any) -> None:
    bench = opened()
    told = bench.hear({"type": 7, "error": "tired", "allowReconnect": True}, ADD)
    assert told == [Closed("tired", allow_reconnect=False, reason="client", named="HubException")]
    assert bench.said() == [{"type": 7}]


def test_a_call_before_the_goodbye_is_answered_before_it(opened: Any) -> None:
    bench = opened()
    bench.session.receive(
        b'{"type":1,"target":"A","arguments":[],"invocationId":"1"}\x1e{"type":7}\x1e', 0
    )
    assert bench.session.next_event() == Invoked("1", "A", [])
    bench.complete("1", b"1")
    assert isinstance(bench.session.next_event(), Closed)
    assert [message["type"] for message in bench.said()] == [3, 7]


def test_nonsense_ends_it_after_what_came_before_was_served(opened: Any) -> None:
    bench = opened()
    bench.session.receive(
        b'{"type":1,"target":"A","arguments":[],"invocationId":"1"}\x1enonsense\x1e', 0
    )
    assert bench.session.next_event() == Invoked("1", "A", [])
    bench.complete("1", b"1")
    closed = bench.session.next_event()
    assert closed.reason == "protocol"
    assert closed.error == "Error reading JSON."
    assert bench.said() == [{"type": 3, "invocationId": "1", "result": 1}, GOODBYE]


def test_too_large_a_message_ends_it(opened: Any) -> None:
    bench = opened()
    (closed,) = bench.hear("x" * 32_768)
    assert "32768B" in closed.error
    assert bench.said() == [GOODBYE]


def test_without_a_limit_a_large_message_is_served(opened: Any) -> None:
    bench = opened(message_bytes_max=None)
    assert len(bench.hear(ADD | {"arguments": ["x" * 100_000]})) == 1


def test_the_hub_may_say_goodbye_with_an_error_and_an_invitation(opened: Any) -> None:
    bench = opened()
    bench.session.close("later", allow_reconnect=True)
    bench.session.close("again")
    assert bench.told() == [Closed("later", allow_reconnect=True, reason="server")]
    assert bench.said() == [{"type": 7, "error": "later", "allowReconnect": True}]


def test_before_the_handshake_there_is_no_goodbye(fresh: Any) -> None:
    bench = fresh()
    bench.session.close()
    assert bench.told() == [Closed(None, allow_reconnect=False, reason="server")]
    assert bench.said() == []


def test_after_the_end_nothing_is_served_said_or_due(opened: Any) -> None:
    bench = opened()
    bench.hear(ADD)
    bench.session.receive_eof()
    bench.session.receive_eof()
    bench.told()
    assert bench.hear(ADD) == []
    bench.complete("1", b"1")
    bench.session.invoke("Told", [])
    bench.session.item("s", b"1")
    bench.session.close()
    bench.session.advance(10**12)
    assert bench.said() == []
    assert bench.session.next_deadline() is None


CUT_SHORT = Closed.by("lost", CutShortError())


def test_an_end_within_a_message_is_told_to_the_hub(opened: Any) -> None:
    bench = opened()
    bench.hear_bytes(b'{"type":6}\x1e{"type":')
    bench.session.receive_eof()
    assert bench.told() == [CUT_SHORT]
    assert bench.said() == []


def test_a_reader_that_stands_still_does_not_get_to_such_an_end(opened: Any) -> None:
    bench = opened()
    bench.hear(ADD, ADD)
    bench.hear_bytes(b'{"type":')
    bench.session.receive_eof()
    assert bench.told() == [Closed.by("lost")]


@pytest.mark.parametrize(("half", "error"), [(b"", None), (b'{"type":', CUT_SHORT.error)])
def test_a_farewell_is_answered_and_says_whether_a_message_was_cut_short(
    opened: Any, half: bytes, error: str | None
) -> None:
    bench = opened()
    bench.hear_bytes(half)
    bench.session.receive_farewell()
    (closed,) = bench.told()
    assert (closed.error, closed.allow_reconnect) == (error, True)
    says = {} if error is None else {"error": "Connection closed with an error."}
    assert bench.said() == [{"type": 7, **says, "allowReconnect": True}]


def test_half_a_handshake_is_nobodys_news(fresh: Any) -> None:
    bench = fresh()
    bench.hear_bytes(b'{"protocol":')
    bench.session.receive_farewell()
    assert bench.said() == []
    assert [one.error for one in bench.told()] == [None]


def test_pings_are_counted_from_when_a_late_client_came(fresh: Any) -> None:
    bench = fresh()
    bench.at(10)
    bench.hear(HANDSHAKE)
    assert bench.session.next_deadline() == 15_000_000
    late = fresh(keep_alive_s=1.0)
    late.at(5)
    late.hear(HANDSHAKE)
    late.said()
    late.at(5.5)
    assert late.said() == [{"type": 6}]
