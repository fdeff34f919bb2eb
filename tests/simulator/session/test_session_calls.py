"""Calls and streams: answered once, one at a time, in order; cancelled streams stay silent."""

import json
from typing import Any

import msgspec
import pytest
from msgspec import Raw

from hubproof.simulator.session.events import (
    Answered,
    Cancelled,
    Closed,
    Invoked,
    Uploaded,
    UploadEnded,
)
from hubproof.simulator.session.intake import UNREAD_BYTES_MAX
from hubproof.simulator.session.options import SessionOptions
from hubproof.simulator.session.session import Session


def call(invocation_id: str | None, target: str = "Add", **more: Any) -> dict[str, Any]:
    message = {"type": 1, "target": target, "arguments": [], **more}
    return message if invocation_id is None else message | {"invocationId": invocation_id}


def stream(invocation_id: str, target: str = "Count") -> dict[str, Any]:
    return call(invocation_id, target) | {"type": 4}


def frame(*messages: dict[str, Any]) -> bytes:
    return "".join(f"{json.dumps(one)}\x1e" for one in messages).encode()


def cancel(invocation_id: str) -> dict[str, Any]:
    return {"type": 5, "invocationId": invocation_id}


def test_a_call_reaches_the_hub_unread_and_gets_one_answer(opened: Any) -> None:
    bench = opened()
    (invoked,) = bench.hear(call("7", arguments=[2, {"a": None}]))
    assert invoked == Invoked("7", "Add", [msgspec.Raw(b"2"), msgspec.Raw(b'{"a": null}')])
    bench.complete("7", b"5")
    bench.complete("7", b"6")
    assert bench.said() == [{"type": 3, "invocationId": "7", "result": 5}]


def test_a_call_without_result_answers_null_and_a_failed_one_its_error(opened: Any) -> None:
    bench = opened()
    bench.hear(call("1"))
    bench.complete("1")
    bench.hear(call("2"))
    bench.complete("2", error="no")
    assert bench.said() == [
        {"type": 3, "invocationId": "1", "result": None},
        {"type": 3, "invocationId": "2", "error": "no"},
    ]


@pytest.mark.parametrize("nobody", [call(None), call("")])
def test_a_call_without_an_id_is_never_answered_but_takes_its_turn(
    opened: Any, nobody: dict[str, Any]
) -> None:
    bench = opened()
    assert bench.hear(nobody, call("2")) == [Invoked(None, "Add", [])]
    bench.complete(None, error="no")
    assert bench.said() == []
    assert bench.told() == [Invoked("2", "Add", [])]


def test_one_call_runs_at_a_time_in_order_of_arrival(opened: Any) -> None:
    bench = opened()
    assert bench.hear(call("1"), call("2"), call("3")) == [Invoked("1", "Add", [])]
    bench.complete("1", b"1")
    assert bench.told() == [Invoked("2", "Add", [])]
    bench.complete("2", b"2")
    assert bench.told() == [Invoked("3", "Add", [])]


def test_a_call_that_was_answered_at_once_holds_nobody_up(opened: Any) -> None:
    bench = opened()
    bench.session.receive(b'{"type":1,"target":"A","arguments":[],"invocationId":"1"}\x1e' * 3, 0)
    for _ in range(3):
        assert bench.session.next_event() == Invoked("1", "A", [])
        bench.complete("1", b"0")
    assert bench.session.next_event() is None
    assert len(bench.said()) == 3


def test_with_a_higher_limit_calls_run_side_by_side_and_may_share_an_id(opened: Any) -> None:
    bench = opened(calls_at_once_max=2)
    assert len(bench.hear(call("1"), call("1"), call("3"))) == 2
    bench.complete("1", b"1")
    assert bench.told() == [Invoked("3", "Add", [])]


def test_a_call_that_its_hub_refuses_unrun_waits_for_no_place() -> None:
    session = Session(SessionOptions(), 0, takes_place=lambda call, _: call.target == "Add")
    session.receive(b'{"protocol":"json","version":1}\x1e', 0)
    session.receive(frame(call("1"), call("2", "Nobody"), call("3"), call("4", "Nobody")), 1)
    told = list(iter(session.next_event, None))
    assert told[1:] == [Invoked("1", "Add", []), Invoked("2", "Nobody", [])]
    session.complete("2", now=1, error="no")
    assert session.next_event() is None  # it took no place, and frees none
    session.complete("1", now=1)
    assert session.next_event() == Invoked("3", "Add", [])


def test_a_running_call_does_not_hold_up_a_cancellation(opened: Any) -> None:
    bench = opened()
    bench.hear(stream("s"), call("1"))
    assert bench.hear(cancel("s")) == [Cancelled("s")]
    assert bench.said() == [{"type": 3, "invocationId": "s"}]


def test_a_call_that_waits_for_a_place_holds_up_everything_behind_it(opened: Any) -> None:
    bench = opened()
    bench.hear(stream("s"), call("1"), call("2"), cancel("s"))
    bench.hear(cancel("s"), {"type": 7})
    assert bench.said() == []
    bench.complete("1", b"1")
    assert bench.told() == [
        Invoked("2", "Add", []),
        Cancelled("s"),
        Closed(None, allow_reconnect=False, reason="client"),
    ]
    assert [message.get("invocationId") for message in bench.said()] == ["1", "s", None]


def test_what_waits_unread_behind_a_call_is_bounded(opened: Any) -> None:
    bench = opened()
    bench.hear(call("1"), call("2"))
    assert bench.session.intake.has_room
    bench.hear_bytes(b'{"type":6}\x1e' * (UNREAD_BYTES_MAX // 11 + 1))
    assert not bench.session.intake.has_room
    bench.complete("1")
    bench.told()
    assert bench.session.intake.has_room


def test_a_stream_sends_items_and_ends_with_neither_result_nor_error(opened: Any) -> None:
    bench = opened()
    assert bench.hear(stream("s")) == [Invoked("s", "Count", [], streaming=True)]
    bench.session.item("s", b"0")
    bench.session.item("s", b"1")
    bench.complete("s")
    bench.session.item("s", b"2")
    assert bench.said() == [
        {"type": 2, "invocationId": "s", "item": 0},
        {"type": 2, "invocationId": "s", "item": 1},
        {"type": 3, "invocationId": "s"},
    ]


def test_streams_run_beside_the_limit_of_calls(opened: Any) -> None:
    bench = opened()
    assert len(bench.hear(call("1"), stream("s"), stream("t"))) == 3


def test_a_cancelled_stream_completes_without_error_and_sends_no_more(opened: Any) -> None:
    bench = opened()
    bench.hear(stream("s"))
    assert bench.hear(cancel("s"), cancel("s"), cancel("unknown")) == [Cancelled("s")]
    bench.session.item("s", b"1")
    bench.complete("s", error="late")
    assert bench.said() == [{"type": 3, "invocationId": "s"}]


def test_an_id_that_streams_cannot_stream_again_until_it_is_done(opened: Any) -> None:
    bench = opened()
    assert len(bench.hear(stream("s"), stream("s"))) == 1
    assert bench.said() == [
        {"type": 3, "invocationId": "s", "error": "Invocation ID 's' is already in use."}
    ]
    bench.complete("s")
    assert len(bench.hear(stream("s"))) == 1


def test_a_stream_and_a_call_may_share_an_id(opened: Any) -> None:
    bench = opened()
    bench.hear(stream("s"), call("s"))
    bench.complete("s", b"3")
    bench.session.item("s", b"1")
    bench.complete("s")
    assert bench.said() == [
        {"type": 3, "invocationId": "s", "result": 3},
        {"type": 2, "invocationId": "s", "item": 1},
        {"type": 3, "invocationId": "s"},
    ]


def test_a_running_stream_is_cancelled_before_the_end_is_told(opened: Any) -> None:
    bench = opened()
    bench.hear(stream("s"), stream("t"))
    bench.session.receive_eof()
    assert bench.told() == [
        Cancelled("s"),
        Cancelled("t"),
        Closed(None, allow_reconnect=False, reason="lost"),
    ]
    assert bench.said() == []


def test_an_upload_is_told_item_by_item_to_a_hub_that_expects_it(opened: Any) -> None:
    bench = opened()
    (invoked,) = bench.hear(call("1", streamIds=["u"]))
    assert invoked.stream_ids == ("u",)
    bench.session.expect_upload("u")
    item = {"type": 2, "invocationId": "u", "item": 1}
    end = {"type": 3, "invocationId": "u"}
    assert bench.hear(item, end) == [Uploaded("u", Raw(b"1")), UploadEnded("u", None)]
    assert bench.hear(item) == []
    bench.complete("1", b"1")
    assert bench.said() == [{"type": 3, "invocationId": "1", "result": 1}]


def test_items_that_nobody_expects_are_dropped_without_a_word(opened: Any) -> None:
    bench = opened()
    assert bench.hear({"type": 2, "invocationId": "u", "item": 1}) == []
    assert bench.said() == []


def test_a_call_with_uploads_takes_no_place(opened: Any) -> None:
    bench = opened()
    assert len(bench.hear(call("1", streamIds=["u"]), call("2"))) == 2


def test_the_eleventh_unread_item_holds_up_the_connection(opened: Any) -> None:
    bench = opened()
    bench.hear(call("1", streamIds=["u"]))
    bench.session.expect_upload("u")
    items = [{"type": 2, "invocationId": "u", "item": number} for number in range(11)]
    assert len(bench.hear(*items, call("2"))) == 10
    bench.session.read_upload("u", bench.now_us)
    told = bench.told()
    assert told[0] == Uploaded("u", Raw(b"10"))
    assert [one.target for one in told[1:]] == ["Add"]


def test_an_upload_that_nobody_wants_any_more_frees_the_connection(opened: Any) -> None:
    bench = opened()
    bench.hear(call("1", streamIds=["u"]))
    bench.session.expect_upload("u")
    bench.hear(*[{"type": 2, "invocationId": "u", "item": 1}] * 11, call("2"))
    bench.session.end_upload("u", bench.now_us)
    assert [one.target for one in bench.told()] == ["Add"]


def test_a_completion_of_no_upload_is_an_answer_to_a_question(opened: Any) -> None:
    bench = opened()
    bench.session.invoke("Question", [b"7"], question="s1")
    assert bench.said() == [
        {"type": 1, "target": "Question", "arguments": [7], "invocationId": "s1"}
    ]
    answers = [
        {"type": 3, "invocationId": "s1", "result": 8},
        {"type": 3, "invocationId": "s1", "error": "no"},
        {"type": 3, "invocationId": "s1"},
    ]
    assert bench.hear(*answers) == [
        Answered("s1", Raw(b"8"), None),
        Answered("s1", None, "no"),
        Answered("s1", None, None),
    ]


def test_an_abort_serves_the_rest_unheard_and_says_goodbye(opened: Any) -> None:
    bench = opened()
    bench.session.receive(frame(call("1"), call("2")), 0)
    first = bench.session.next_event()
    assert first.invocation_id == "1"
    bench.session.abort()
    bench.complete("1", b"1")
    second = bench.session.next_event()
    assert second.invocation_id == "2"
    bench.complete("2", b"1")
    assert bench.session.next_event() == Closed(None, allow_reconnect=False, reason="server")
    assert bench.said() == [{"type": 7}]


def test_nonsense_behind_an_abort_is_an_error_from_which_nobody_returns(opened: Any) -> None:
    bench = opened()
    bench.session.receive(frame(call("1"), {"type": "?"}), 0)
    assert bench.session.next_event().invocation_id == "1"
    bench.session.abort()
    closed = bench.session.next_event()
    assert (closed.reason, closed.allow_reconnect) == ("protocol", False)
    assert bench.said() == [{"type": 7, "error": "Connection closed with an error."}]


def test_while_it_is_held_nothing_is_served(opened: Any) -> None:
    bench = opened()
    bench.session.hold()
    assert bench.hear(call("1")) == []
    bench.session.go_on(bench.now_us)
    assert len(bench.told()) == 1


def test_what_a_call_sends_back_arrives_before_its_answer(opened: Any) -> None:
    bench = opened()
    bench.hear(call("1"))
    bench.session.invoke("Told", [b'"hello"', b"null"])
    bench.complete("1", b"2")
    assert bench.said() == [
        {"type": 1, "target": "Told", "arguments": ["hello", None]},
        {"type": 3, "invocationId": "1", "result": 2},
    ]
