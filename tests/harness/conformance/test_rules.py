"""The rules: what is equal, what is not, and that every one of them is told."""

import pytest

from hubproof.harness.conformance.placeholders import Bindings
from hubproof.harness.conformance.recordings import Answer, Words
from hubproof.harness.conformance.rules import RULES, Reply, differences, same_json

OCTETS = "application/octet-stream"


@pytest.mark.parametrize(
    ("recorded", "heard"),
    [
        ("1", "1.0"),
        ("1E+21", "1e21"),
        ("1.10", "1.10"),
        ('"\\u0041"', '"A"'),
        ('{"a":1,"b":2}', '{"b":2,"a":1}'),
        ('{"id":"$id.a"}', '{"id":"x"}'),
    ],
)
def test_json_is_equal(recorded: str, heard: str) -> None:
    assert same_json(recorded, heard, Bindings("tag"))


@pytest.mark.parametrize(
    ("recorded", "heard"),
    [
        ("1.10", "1.1"),
        ("1", "1.1"),
        ("1", '"1"'),
        ("true", "1"),
        ("null", "0"),
        ('{"a":1}', '{"a":1,"b":2}'),
        ("[1,2]", "[2,1]"),
        ("[1]", "[1,1]"),
        ('"a"', '"A"'),
        ("[]", "{}"),
        ("1", "nonsense"),
    ],
)
def test_json_is_not_equal(recorded: str, heard: str) -> None:
    assert not same_json(recorded, heard, Bindings("tag"))


def compared(recorded: Answer, heard: Reply, *, is_unordered: bool = False) -> list[str]:
    return differences(recorded, heard, Bindings("tag"), is_unordered=is_unordered)


def test_an_answer_may_have_other_headers_and_another_length() -> None:
    recorded = Answer(
        status=200,
        headers={"content-type": "text/plain", "content-length": "2"},
        body=Words("ok"),
    )
    headers = {"content-type": "text/plain", "transfer-encoding": "chunked", "date": "now"}
    assert compared(recorded, Reply(200, headers, b"ok")) == []


def test_status_listed_headers_and_body_are_compared() -> None:
    recorded = Answer(status=200, headers={"content-type": "text/plain"}, body=Words("ok"))
    found = compared(recorded, Reply(404, {}, b"no"))
    assert [one.split()[0] for one in found] == ["status", "header", "body"]


def test_a_body_of_bytes_is_compared_byte_for_byte() -> None:
    recorded = Answer(status=200, headers={"content-type": OCTETS}, body=Words("ff00", is_hex=True))
    headers = {"content-type": OCTETS}
    assert compared(recorded, Reply(200, headers, b"\xff\x00")) == []
    assert compared(recorded, Reply(200, headers, b"\xff\x01"))


def test_a_logs_lines_may_change_places_only_where_that_is_said() -> None:
    headers = {"content-type": "application/json"}
    recorded = Answer(status=200, headers=headers, body=Words('["a","b"]'))
    heard = Reply(200, headers, b'["b","a"]')
    assert compared(recorded, heard)
    assert compared(recorded, heard, is_unordered=True) == []
    assert compared(recorded, Reply(200, headers, b'["b","b"]'), is_unordered=True)


def test_every_rule_is_a_sentence() -> None:
    assert len(RULES) > 10
    assert all(rule.endswith(".") for rule in RULES)
