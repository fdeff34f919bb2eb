"""The ledger: what it notices of a replay that is not as it was recorded."""

from typing import Any

import pytest

from hubproof.harness.conformance.ledger import Control, Ended, Ledger, Message, Odd, SocketClosed
from hubproof.harness.conformance.placeholders import Bindings
from hubproof.harness.conformance.recordings import (
    Got,
    GotClose,
    GotEnd,
    GotFrame,
    Recording,
    Words,
)

PING = '{"type":6}'
ACK = '{"type":8,"sequenceId":1}'


def recording(*flags: str, case: str = "invoke/x", steps: tuple[Any, ...] = ()) -> Recording:
    return Recording(
        case=case,
        says="",
        behaviours=(),
        endpoint="/hub",
        transport="WebSockets",
        encoding="json",
        steps=steps,
        flags=frozenset(flags),
    )


def ledger(*flags: str, **more: Any) -> Ledger:
    return Ledger(recording(*flags, **more), Bindings("tag"))


def got(text: str, at: int = 0) -> Got:
    return Got(at=at, on="a", words=Words(text), kind="text")


def heard(text: str, kind: str = "text") -> Message:
    return Message(text.encode(), is_packed=False, kind=kind)


def test_what_is_as_recorded_is_no_difference() -> None:
    book = ledger()
    book.expect(got("1"))
    assert book.is_waiting()
    book.hear("a", heard("1"), 1)
    book.hear("a", SocketClosed(1000), 2)
    book.expect(GotClose(at=0, on="a", code=1000))
    book.close()
    assert book.differences == []
    assert not book.is_waiting()


@pytest.mark.parametrize(
    ("hearing", "right", "wrong"),
    [
        (GotClose(at=0, on="a", code=1000), SocketClosed(1000), SocketClosed(1001)),
        (GotClose(at=0, on="a", code=1000), SocketClosed(1000), SocketClosed(1000, "bye")),
        (
            GotClose(at=0, on="a", code=1011, reason="bye"),
            SocketClosed(1011, "bye"),
            SocketClosed(1011),
        ),
        (GotFrame(at=0, on="a", kind="ping"), Control("ping"), Control("pong")),
        (GotEnd(at=0, on="a", how="dropped"), Ended("dropped"), SocketClosed(1000)),
        (GotEnd(at=0, on="a", how="204"), Ended("204"), Ended("404")),
    ],
)
def test_an_end_and_a_control_frame_are_compared_in_all_they_say(
    hearing: Any, right: Any, wrong: Any
) -> None:
    for other, times in ((right, 0), (wrong, 1)):
        book = ledger()
        book.expect(hearing)
        book.hear("a", other, 1)
        book.close()
        assert len(book.differences) == times


@pytest.mark.parametrize(
    "other", [heard("2"), heard("1", "binary"), SocketClosed(1000), Ended("dropped"), Odd("a ping")]
)
def test_anything_else_is_one(other: Any) -> None:
    book = ledger()
    book.expect(got("1"))
    book.hear("a", other, 1)
    assert len(book.differences) == 1


def test_what_does_not_come_is_missing() -> None:
    book = ledger()
    book.expect(got("1"))
    book.close()
    assert book.differences == ["a: 1 did not come"]


def test_what_was_not_recorded_is_too_much() -> None:
    book = ledger()
    book.hear("a", heard("1"), 1)
    book.close()
    assert book.differences == ["a: 1 came and was not recorded"]


def test_an_answer_must_not_come_before_it_was_asked_for() -> None:
    book = ledger()
    book.hear("a", heard("1"), 1)
    book.step("step 3", 500)
    assert book.differences == ["a: 1 came before step 3"]


def test_steps_in_one_breath_may_be_overtaken() -> None:
    book = ledger()
    book.hear("a", heard("1"), 1)
    book.step("step 3", 20)
    book.expect(got("1"))
    book.close()
    assert book.differences == []


def test_a_server_may_speak_first_to_who_has_come() -> None:
    book = ledger()
    book.attach("a")
    book.hear("a", heard("1"), 1)
    book.step("step 3", 500)
    book.expect(got("1"))
    assert book.differences == []


def test_order_counts_but_where_it_is_said_not_to() -> None:
    for flags, count in (((), 2), (("unordered",), 0)):
        book = ledger(*flags)
        book.hear("a", heard("2"), 1)
        book.hear("a", heard("1"), 1)
        book.expect(got("1"))
        book.expect(got("2"))
        book.close()
        assert len(book.differences) == count


def test_acks_and_pings_are_left_out_but_where_they_are_the_point() -> None:
    book = ledger()
    for text in (PING, ACK):
        book.hear("a", heard(text), 1)
    book.close()
    assert book.differences == []
    for text, more in ((ACK, ledger("acks")), (PING, ledger(case="poll/no-pings"))):
        more.hear("a", heard(text), 1)
        more.close()
        assert len(more.differences) == 1


def test_time_counts_where_it_is_said_to() -> None:
    for now_ms, count in ((3100, 0), (4300, 1), (900, 1)):
        book = ledger("timed")
        book.did(10, 10)
        book.expect(got("1", at=3010))
        book.hear("a", heard("1"), now_ms)
        assert len(book.differences) == count


def test_who_drops_a_connection_hears_nothing_more_of_it() -> None:
    book = ledger()
    book.hear("a", heard("1"), 1)
    book.leave("a")
    book.hear("a", Ended("dropped"), 2)
    book.expect(got("1"))
    book.close()
    assert book.differences == []
