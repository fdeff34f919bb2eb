"""The quick reader of JSON messages, held against the one that reads member by member.

Rule: whatever the quick one takes, the other reads to the same message; it may refuse as it likes.
"""

import json

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hubproof.contract.signalr import json_protocol
from hubproof.contract.signalr.json_protocol import SEPARATOR, MessageReader
from hubproof.contract.signalr.json_reading import read_message
from hubproof.contract.signalr.messages import AnyMessage

PLAIN = (
    (b"target", b"arguments", b"invocationId", b"streamIds"),
    (b"invocationId", b"item"),
    (b"invocationId", b"result"),
    (b"invocationId", b"target", b"arguments", b"streamIds"),
    (b"invocationId",),
    (),
    (b"error", b"allowReconnect"),
    (b"sequenceId",),
    (b"sequenceId",),
)
"""The members of the nine messages, in the order of their types."""

RIGHT = {
    b"target": b'"Add"',
    b"arguments": b"[1]",
    b"invocationId": b'"1"',
    b"streamIds": b'["2"]',
    b"item": b"{}",
    b"result": b"null",
    b"error": b'"e"',
    b"allowReconnect": b"true",
    b"sequenceId": b"5",
}
ODD_NAMES = (
    *(b'"' + name + b'"' for name in (*RIGHT, b"type", b"headers", b"Type", b"x", b"")),
    *(b'"\\u0074ype"', b'"res\\u0075lt"', b'"type\\u0000"', b'"\xff"', b'"\\ud800"'),
)
ODD_VALUES = (
    *(b"%d" % number for number in range(1, 10)),
    *(b"1.0", b"6e0", b"60e-1", b"-0", b"01", b"1.", b"+1", b"0x1", b"1e999", b"NaN", b"nul"),
    *(b"9223372036854775807", b"9223372036854775808", b"-9223372036854775809", b"9" * 5000),
    *(b"null", b"true", b"[]", b"{}", b"[null]", b'["a",1]', b"[1,]", b"[1 2]", b"[01]", b"[1e]"),
    *(b'"1"', b'""', b'"\xff"', b'"\xed\xa0\x80"', b'"\\ud800"', b'"\\ud83d\\ude00"'),
    *(b'"\x01"', b'"\\q"', b'"\\u12G4"', b'"a\\"', b'["\xff","\\ud800"]', b'{"a":1,"a":[]}'),
    *(b"[" * depth + b"]" * depth for depth in (60, 61, 62, 63, 64)),
    *(b"\t1 ", b"\x0b1", b"\xa01", b"//x\n1", b"1/**/", b"\x00"),
)
ANYWHERE = (b"", b" ", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\\", b'"', b",", b"}", b"0", b"-", b".")


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A message that is nearly right: members changed, added, told again, left out, or shuffled."""
    kind = draw(st.integers(1, 9))
    members = [(b'"type"', b"%d" % kind)]
    members += [(b'"' + name + b'"', RIGHT[name]) for name in PLAIN[kind - 1]]
    names, values = st.sampled_from(ODD_NAMES), st.sampled_from(ODD_VALUES)
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(members) - 1))
        name, value = members[place]
        odd = draw(
            st.one_of(
                st.tuples(st.just(name), values),
                st.tuples(names, st.just(value)),
                st.tuples(names, values),
            )
        )
        if draw(st.booleans()):
            members[place] = odd
        else:
            members.insert(place, odd)
    members = draw(st.permutations(members)) if draw(st.booleans()) else members
    text = b"{" + b",".join(name + b":" + value for name, value in members) + b"}"
    place = draw(st.integers(0, len(text)))
    return text[:place] + draw(st.sampled_from(ANYWHERE)) + text[place:]


def plainly(message: AnyMessage | None) -> object:
    """A message as values that are equal where their bytes are."""
    if message is None:
        return None
    told = {name: getattr(message, name) for name in message.__struct_fields__}
    return type(message), {name: _bytes(value) for name, value in told.items()}


def _bytes(value: object) -> object:
    if isinstance(value, msgspec.Raw):
        return bytes(value)
    return [_bytes(one) for one in value] if isinstance(value, list) else value


@given(texts())
@example(b'{"type":6,"type":6}')
@example(b'{"\\u0074ype":1,"target":"a","target":"b","arguments":[],"arguments":[ 1 ]}')
@example(b'{"type":1,"target":"a","arguments":["\xff"]}')
@example(b'{"type":8,"sequenceId":-0}')
@example(b'{"type":1,"target":"a","arguments":[],"invocationId":null}')
@example(b'{"type":1,"target":"a","arguments":[' + b"[" * 63 + b"]" * 63 + b"]}")
def test_what_the_quick_reader_takes_the_other_reads_to_the_same(text: bytes) -> None:
    slowly: list[bytes] = []

    def read_slowly(whole: bytes) -> AnyMessage | None:
        slowly.append(whole)
        return None

    with pytest.MonkeyPatch.context() as m:
        m.setattr(json_protocol, "read_message", read_slowly)
        messages = MessageReader().feed(text.replace(SEPARATOR, b"") + SEPARATOR)
    if not slowly:
        assert [plainly(one) for one in messages] == [plainly(read_message(text))]


def test_nearly_everything_that_clients_write_is_read_quickly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(json_protocol, "read_message", None)
    for kind, names in enumerate(PLAIN, start=1):
        told = {"type": kind} | {name.decode(): json.loads(RIGHT[name]) for name in names}
        assert len(MessageReader().feed(json.dumps(told).encode() + SEPARATOR)) == 1
