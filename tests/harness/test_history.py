"""Histories: canonical bytes, a hash, and the way back."""

from decimal import Decimal

import pytest

from hubproof.harness.history import History, HistoryError, decode
from hubproof.harness.plan import Plan
from hubproof.harness.workloads import SignalTimes
from hubproof.simulator.journal import (
    Answered,
    Decided,
    Entry,
    Quoted,
    Received,
    Stage,
    StreamEnded,
)
from hubproof.simulator.world.facts import Filled

PLAN = Plan(scenario="steady_state", seed=1, workload=SignalTimes(signals=()))
FILL = Filled(
    at_us=7,
    order_id=1,
    exec_plan_id=2,
    leg_group_id=1,
    broker_account_id="U2001",
    key="k",
    qty=Decimal(2),
    price=Decimal("21.50"),
    notional=Decimal("4300.00"),
)


def history(*entries: Entry) -> History:
    return History(PLAN, entries)


def received(**args: object) -> Received:
    return Received(at_us=3, hub="control", connection=1, call=1, method="SendOrder", args=args)


def test_a_history_is_read_as_it_was_written() -> None:
    written = history(Stage(at_us=1, stage="storm"), received(a=[1, None]), FILL)
    assert decode(PLAN, written.encode()).entries == written.entries


@pytest.mark.parametrize(
    ("bid", "text"), [("5000.10", '"5000.10"'), ("NaN", '"NaN"'), ("-Infinity", '"-Infinity"')]
)
def test_a_quote_is_kept_as_it_was_told_even_if_it_is_no_number(bid: str, text: str) -> None:
    line = Quoted(
        at_us=1,
        connection=1,
        call=2,
        provider="Tastytrade",
        symbol="SPX",
        bid=Decimal(bid),
        ask=None,
        bid_age_ms=0,
        ask_age_ms=None,
        via="stream",
    )
    written = history(line, StreamEnded(at_us=2, call=2, reason="cancelled"))
    assert f'"bid":{text},'.encode() in written.encode()
    assert b'"ask":null,' in written.encode()
    again = decode(PLAN, written.encode())
    assert again.encode() == written.encode()
    read = again.entries[0]
    assert isinstance(read, Quoted)
    assert str(read.bid) == bid


def test_members_are_sorted_and_money_is_text() -> None:
    assert history(FILL).encode() == (
        b'{"at_us":7,"broker_account_id":"U2001","exec_plan_id":2,"key":"k","kind":"fill",'
        b'"leg_group_id":1,"notional":"4300.00","order_id":1,"price":"21.50","qty":"2"}\n'
    )


def test_the_order_of_a_subjects_members_does_not_matter() -> None:
    assert history(received(a=1, b=2)).sha256() == history(received(b=2, a=1)).sha256()


def test_every_difference_changes_the_hash() -> None:
    one, other = history(Stage(at_us=1, stage="storm")), history(Stage(at_us=2, stage="storm"))
    assert one.sha256() != other.sha256()
    assert len(one.sha256()) == 64


def test_floats_that_a_subject_sent_are_kept_as_text() -> None:
    floats = history(
        received(price=1.5, legs=[{"price": 0.1}]),
        Answered(at_us=4, call=1, status="Success", result={"x": 2.5}),
        Decided(at_us=5, life=1, decision={"after": 0.25}),
    )
    again = decode(PLAN, floats.encode())
    assert again.entries[0] == received(price="1.5", legs=[{"price": "0.1"}])
    assert again.encode() == floats.encode()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b'{"at_us":1,"kind":"sta', "line 2 of the history is no entry"),
        (b"{}", "line 2"),
        (b'{"at_us":1,"kind":"rumour"}', "rumour"),
        (
            (
                b'{"args":{"x":1.5},"at_us":1,"call":1,"connection":1,"hub":"c",'
                b'"kind":"received","method":"m"}'
            ),
            "holds no floats, and this one has 1.5",
        ),
    ],
)
def test_a_line_that_is_no_entry_is_named(line: bytes, sentence: str) -> None:
    data = history(Stage(at_us=1, stage="storm")).encode() + line
    with pytest.raises(HistoryError, match=sentence):
        decode(PLAN, data)
