"""MessagePack hub messages: the documented bytes, any cut, and the server's sentences."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from hubproof.contract.signalr.errors import MessageTooLargeError, ProtocolError
from hubproof.contract.signalr.messagepack_protocol import MessageReader, encode, with_length
from hubproof.contract.signalr.messages import (
    PING,
    Ack,
    AnyMessage,
    CancelInvocation,
    Close,
    Completion,
    Invocation,
    Message,
    Sequence,
    StreamInvocation,
    StreamItem,
    Unbindable,
)

NIL = Raw(b"\xc0")

EXAMPLES: list[tuple[str, Message]] = [
    ("0e960180a137a3416464920203" + "90", Invocation("Add", [Raw(b"\x02"), Raw(b"\x03")], "7")),
    ("10960180c0a64e6f7469667991a2686990", Invocation("Notify", [Raw(b"\xa2hi")])),
    ("07950380a1370305", Completion("7", Raw(b"\x05"))),
    ("06940380a13702", Completion("7")),
    ("09950380a13701a26e6f", Completion("7", error="no")),
    ("07940280a2733900", StreamItem("s9", Raw(b"\x00"))),
    ("06930580a27339", CancelInvocation("s9")),
    ("029106", PING),
    ("049307c0c3", Close(allow_reconnect=True)),
    ("0392080c", Ack(12)),
    ("03920904", Sequence(4)),
    ("0d960480a173a5436f756e74910390", StreamInvocation("s", "Count", [Raw(b"\x03")])),
]


def read(digits: str, **more: int) -> list[AnyMessage]:
    return MessageReader(**more).feed(bytes.fromhex(digits))


def one(body: str) -> list[AnyMessage]:
    return MessageReader().feed(with_length(bytes.fromhex(body)))


@pytest.mark.parametrize(("digits", "message"), EXAMPLES)
def test_a_message_is_written_as_documented_and_read_back(digits: str, message: Message) -> None:
    body = bytes.fromhex(digits)[1:]
    assert encode(message) == with_length(body)
    assert MessageReader().feed(with_length(body)) == [message]


@given(st.lists(st.integers(0, len(EXAMPLES) - 1), max_size=6), st.data())
def test_how_bytes_are_cut_means_nothing(which: list[int], data: st.DataObject) -> None:
    messages = [EXAMPLES[number][1] for number in which]
    whole = b"".join(map(encode, messages))
    reader = MessageReader()
    heard: list[AnyMessage] = []
    while whole:
        size = data.draw(st.integers(1, len(whole)))
        heard += reader.feed(whole[:size])
        whole = whole[size:]
    assert heard == messages
    reader.feed_eof()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("950180a131a3416464920102", Invocation("Add", [Raw(b"\x01"), Raw(b"\x02")], "1")),
        ("970180a131a1419090a46d6f7265", Invocation("A", [], "1")),
        ("960180a131a1419091a171", Invocation("A", [], "1", ["q"])),
        ("960181a161a162a131a1419090", Invocation("A", [], "1")),
        ("96d20000000180a131a1419090", Invocation("A", [], "1")),
        ("960180a0a1419090", Invocation("A", [])),
        ("9207c0", Close()),
        ("960180a131a1419090c0", Invocation("A", [], "1")),
        ("940180a131a141", Unbindable("A", "1", "Reading array length for 'arguments' failed.")),
        ("960180a131a14192", Unbindable("A", "1", "Reading array length for 'arguments' failed.")),
        (
            "950180a131a1419301c101",
            Invocation("A", [Raw(b"\x01"), Raw(b"\xc1\x01"), Raw(b"")], "1"),
        ),
        ("930280a171", StreamItem("q", Raw(b""))),
        ("940280a171c1", StreamItem("q", Raw(b"\xc1"))),
        ("950380a17101c0", Completion("q")),
        ("950380a17101a0", Completion("q", error="")),
    ],
)
def test_what_other_clients_send_is_read(body: str, message: AnyMessage) -> None:
    assert one(body) == [message]


def test_an_unknown_type_is_skipped() -> None:
    assert read("0291630291" + "06") == [PING]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("930380a178", "Reading 'resultKind' as Int32 failed."),
        ("940380a17809", "Invalid invocation result kind."),
        ("960180a131c09090", "Null or empty target for Invocation message."),
        ("960180a131059090", "Reading 'target' as String failed."),
        ("96018001a1419090", "Reading 'invocationId' as String failed."),
        ("960480c0a1419090", "Null or empty invocation ID for StreamInvocation message."),
        ("96a13180a131a1419090", "Reading 'messageType' as Int32 failed."),
        ("90", "Reading 'messageType' as Int32 failed."),
        ("81a47479706501", "Unexpected msgpack code 129 (fixmap) encountered."),
        ("960190a131a1419090", "Reading map length for 'headers' failed."),
        ("", "Attempted to read past the end of the stream."),
        (
            "960182a161a162a161a163a131a1419090",
            "An item with the same key has already been added. Key: a",
        ),
        ("960181a0a162a131a1419090", "Null or empty key in header."),
        ("960181a161c0a131a1419090", "Null or empty value in header."),
        ("960180a131a1419091c0", "Null or empty value in streamIds received."),
        ("960180a131a141909101", "Unexpected msgpack code 1 (positive fixint) encountered."),
        ("96cf000000010000000180a131a1419090", "Reading 'messageType' as Int32 failed."),
        ("9208cfffffffffffffffff", "Reading 'sequenceId' as Int64 failed."),
        ("950380a178ce8000000003", "Reading 'resultKind' as Int32 failed."),
        ("9f06", "Attempted to read past the end of the stream."),
        ("950380a17803", "Attempted to read past the end of the stream."),
    ],
)
def test_a_malformed_message_is_refused_in_the_servers_words(body: str, says: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        one(body)
    assert str(caught.value) == says


def test_what_came_before_the_malformed_message_is_not_lost() -> None:
    with pytest.raises(ProtocolError) as caught:
        read("029106" + "0190")
    assert caught.value.preceding == [PING]


def test_a_length_ends_within_five_bytes_and_two_gib() -> None:
    for digits in ("ffffffffff01", "ffffffff0f"):
        with pytest.raises(ProtocolError, match="Messages over 2GB in size are not supported"):
            read(digits)


def test_needless_bytes_of_a_length_are_allowed() -> None:
    assert read("8280009106") == [PING]


def test_size_counts_the_length_too() -> None:
    message = encode(Invocation("A", [Raw(b"\xda\x00\x64" + b"x" * 100)]))
    assert MessageReader(len(message)).feed(message)
    with pytest.raises(MessageTooLargeError):
        MessageReader(len(message) - 1).feed(message)
    with pytest.raises(MessageTooLargeError):
        MessageReader(len(message) - 1).feed(message[:2])


def test_a_forgotten_half_is_not_mixed_with_what_follows() -> None:
    reader = MessageReader()
    assert reader.feed(bytes.fromhex("0d960180")) == []
    with pytest.raises(ProtocolError):
        reader.feed_eof()
    reader.forget()
    assert reader.feed(bytes.fromhex("029106")) == [PING]


@given(st.binary(max_size=60))
def test_no_bytes_do_worse_than_a_protocol_error(data: bytes) -> None:
    with suppress(ProtocolError):
        MessageReader().feed(with_length(data))
