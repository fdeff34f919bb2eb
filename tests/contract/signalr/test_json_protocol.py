"""The JSON encoding: every message survives the way there and back, however its bytes are cut."""

import contextlib
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubproof.contract.signalr.errors import MessageTooLargeError, ProtocolError
from hubproof.contract.signalr.json_protocol import (
    MESSAGE_BYTES_MAX,
    PING_BYTES,
    MessageReader,
    encode,
)
from hubproof.contract.signalr.json_tokens import DEPTH_MAX
from hubproof.contract.signalr.messages import (
    PING,
    Ack,
    AnyMessage,
    CancelInvocation,
    Close,
    Completion,
    Invocation,
    Message,
    Ping,
    Sequence,
    StreamInvocation,
    StreamItem,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
raws = values.map(lambda value: msgspec.Raw(msgspec.json.encode(value)))
arguments = st.lists(raws, max_size=3)
ids = texts.filter(bool)
uploads = st.none() | st.lists(texts, max_size=2)
numbers = st.integers(0, 2**53)
messages = st.one_of(
    st.builds(Invocation, texts, arguments, st.none() | texts, uploads),
    st.builds(StreamItem, ids, raws),
    st.builds(Completion, ids, raws),
    st.builds(Completion, ids, error=texts),
    st.builds(Completion, ids),
    st.builds(StreamInvocation, ids, texts, arguments, uploads),
    st.builds(CancelInvocation, ids),
    st.just(PING),
    st.builds(Close, st.none() | texts, st.booleans()),
    st.builds(Ack, numbers),
    st.builds(Sequence, numbers),
)


def read(text: str | bytes) -> list[AnyMessage]:
    data = text if isinstance(text, bytes) else text.encode()
    return MessageReader().feed(data + b"\x1e")


@given(messages)
def test_every_message_comes_back_as_it_was(message: Message) -> None:
    assert MessageReader(limit=None).feed(encode(message)) == [message]


@given(st.lists(messages, max_size=5), st.data())
def test_cutting_the_bytes_anywhere_gives_the_same_messages(
    sent: list[Message], data: st.DataObject
) -> None:
    stream = b"".join(encode(message) for message in sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    reader = MessageReader(limit=None)
    pieces = [
        stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
    ]
    assert [message for piece in pieces for message in reader.feed(piece)] == sent
    reader.feed_eof()


@given(messages, st.binary(max_size=40))
def test_no_bytes_at_all_make_the_reader_raise_anything_but_a_protocol_error(
    message: Message, noise: bytes
) -> None:
    data = encode(message)
    with contextlib.suppress(ProtocolError):
        MessageReader().feed(data[: len(data) // 2] + noise + data[len(data) // 2 :])


@pytest.mark.parametrize(
    ("message", "wire"),
    [
        (
            Invocation("Add", [msgspec.Raw(b"2")], "7"),
            {"type": 1, "target": "Add", "arguments": [2], "invocationId": "7"},
        ),
        (
            Invocation("Fire", [], stream_ids=["1"]),
            {"type": 1, "target": "Fire", "arguments": [], "streamIds": ["1"]},
        ),
        (StreamItem("7", msgspec.Raw(b"null")), {"type": 2, "invocationId": "7", "item": None}),
        (Completion("7", msgspec.Raw(b"5")), {"type": 3, "invocationId": "7", "result": 5}),
        (Completion("7", error="no"), {"type": 3, "invocationId": "7", "error": "no"}),
        (Completion("7"), {"type": 3, "invocationId": "7"}),
        (
            StreamInvocation("7", "Count", []),
            {"type": 4, "invocationId": "7", "target": "Count", "arguments": []},
        ),
        (CancelInvocation("7"), {"type": 5, "invocationId": "7"}),
        (Ping(), {"type": 6}),
        (Close(), {"type": 7}),
        (Close("bye", allow_reconnect=True), {"type": 7, "error": "bye", "allowReconnect": True}),
        (Ack(12), {"type": 8, "sequenceId": 12}),
        (Sequence(4), {"type": 9, "sequenceId": 4}),
    ],
)
def test_the_wire_form_is_the_specifications(message: Message, wire: dict[str, object]) -> None:
    data = encode(message)
    assert data.endswith(b"\x1e")
    assert json.loads(data[:-1]) == wire


def test_properties_come_in_any_order_and_unknown_ones_are_skipped() -> None:
    text = '{"headers":{"a":"b"},"arguments":[1],"target":"Add","invocationId":"1","type":1}'
    assert read(text) == [Invocation("Add", [msgspec.Raw(b"1")], "1")]


def test_a_message_of_an_unknown_type_is_skipped_and_its_neighbours_are_not() -> None:
    assert read('{"type":6}\x1e{"type":99,"x":[1]}\x1e{"type":6}') == [PING, PING]


def test_text_behind_the_object_is_ignored() -> None:
    assert read('{"type":5,"invocationId":"é"} {"type":6}') == [CancelInvocation("é")]


@pytest.mark.parametrize("payload", [b'"\xff\xfe"', b'"\\ud800"', b'"\\udc00\\ud800"'])
def test_a_payload_that_is_no_text_fails_where_it_is_read(payload: bytes) -> None:
    (message,) = read(b'{"type":1,"target":"Echo","arguments":[' + payload + b"]}")
    assert isinstance(message, Invocation)
    with pytest.raises((UnicodeDecodeError, msgspec.DecodeError)):
        msgspec.json.decode(message.arguments[0], type=str)


@pytest.mark.parametrize("more", [b"", b',"headers":{}'])
def test_a_payload_stays_as_it_is(more: bytes) -> None:
    payload = b'[ "\\ud83d\\ude00","\\\\ud800","\\ud800", "\xff"]'
    (message,) = read(b'{"type":2,"invocationId":"1","item": ' + payload + more + b"}")
    assert isinstance(message, StreamItem)
    assert bytes(message.item) == payload


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "null",
        "7",
        '[{"type":6}]',
        '{"type":6,}',
        '{"type":6 /* ping */}',
        "{}",
        '{"type":"1","invocationId":"1","target":"Add","arguments":[]}',
        '{"type":null}',
        '{"type":1.5}',
        '{"type":1,"invocationId":"1","arguments":[]}',
        '{"type":1,"invocationId":"1","target":null,"arguments":[]}',
        '{"type":1,"invocationId":"1","target":"Add"}',
        '{"type":1,"invocationId":"1","target":"Add","arguments":null}',
        '{"type":1,"invocationId":"1","target":"Add","arguments":{}}',
        '{"type":1,"invocationId":"1","target":"Add","arguments":[1',
        '{"type":1,"invocationId":1,"target":"Add","arguments":[]}',
        '{"type":1,"invocationId":null,"target":"Add","arguments":[]}',
        '{"type":1,"invocationId":["1"],"target":"Add","arguments":[]}',
        '{"type":1,"target":"Add","arguments":[],"streamIds":null}',
        '{"type":2,"item":1}',
        '{"type":2,"invocationId":"1"}',
        '{"type":3,"result":1}',
        '{"type":3,"invocationId":null}',
        '{"type":3,"invocationId":"1","result":1,"error":"e"}',
        '{"type":3,"invocationId":"1","error":null}',
        '{"type":4,"target":"Count","arguments":[]}',
        '{"type":5}',
        '{"type":7,"error":5}',
        '{"type":7,"allowReconnect":"yes"}',
        '{"type":8}',
        '{"type":9,"sequenceId":"1"}',
    ],
)
def test_a_malformed_message_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(ProtocolError, match=r"^[A-Z][^\n]+\.$"):
        read(text)


def test_what_came_before_the_malformed_message_is_not_lost() -> None:
    with pytest.raises(ProtocolError) as caught:
        read('{"type":6}\x1e{"type":5,"invocationId":"1"}\x1enonsense\x1e{"type":6}')
    assert caught.value.preceding == [PING, CancelInvocation("1")]


@pytest.mark.parametrize("brackets", [("[", "]"), ('{"a":', "}")])
def test_nesting_ends_at_the_limit(brackets: tuple[str, str]) -> None:
    inner = DEPTH_MAX - 2
    around = '{"type":1,"target":"Echo","arguments":[%s]}'
    opened, closed = brackets
    assert read(around % (opened * inner + '"]]]{{{\\""' + closed * inner))
    with pytest.raises(ProtocolError, match=r"Error reading JSON\."):
        read(around % (opened * (inner + 1) + "1" + closed * (inner + 1)))


def test_the_first_bracket_that_can_be_too_deep_is_found_so_early() -> None:
    inner = DEPTH_MAX - 1
    soonest = '{"item":%s,"type":2,"invocationId":"1"}'
    assert read(soonest % ("[" * inner + "]" * inner))
    with pytest.raises(ProtocolError, match=r"Error reading JSON\."):
        read(soonest % ("[" * (inner + 1) + "]" * (inner + 1)))


def test_many_brackets_side_by_side_are_not_deep() -> None:
    assert read('{"type":2,"invocationId":"1","item":[' + ",".join(["[[]]"] * 200) + "]}")


def test_brackets_without_end_are_refused_without_running_out_of_stack() -> None:
    with pytest.raises(ProtocolError, match=r"Error reading JSON\."):
        read('{"x":' + "[" * 20_000)
    with pytest.raises(ProtocolError, match=r"Expected a JSON Object\."):
        read("[" * 20_000)


def padded(size: int) -> bytes:
    head, tail = b'{"type":7,"error":"', b'"}\x1e'
    return head + b"x" * (size - len(head) - len(tail)) + tail


def test_the_limit_counts_one_message_with_its_separator() -> None:
    assert MessageReader().feed(padded(MESSAGE_BYTES_MAX))
    with pytest.raises(MessageTooLargeError, match="32768B"):
        MessageReader().feed(padded(MESSAGE_BYTES_MAX + 1))


def test_an_unfinished_message_is_refused_as_soon_as_it_cannot_fit() -> None:
    reader = MessageReader(limit=100)
    assert reader.feed(b"x" * 99) == []
    with pytest.raises(MessageTooLargeError):
        reader.feed(b"x")


def test_many_small_messages_may_be_larger_than_the_limit_together() -> None:
    assert len(MessageReader(limit=100).feed(PING_BYTES * 1000)) == 1000


def test_without_a_limit_a_message_may_be_of_any_size() -> None:
    assert MessageReader(limit=None).feed(padded(200_000))


def test_bytes_that_end_within_a_message_are_an_error() -> None:
    reader = MessageReader()
    reader.feed(PING_BYTES + b'{"ty')
    with pytest.raises(ProtocolError, match="terminated while reading"):
        reader.feed_eof()
