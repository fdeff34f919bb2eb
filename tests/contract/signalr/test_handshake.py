"""The handshake: read from any pieces, nothing behind it lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubproof.contract.signalr.errors import MessageTooLargeError, ProtocolError
from hubproof.contract.signalr.handshake import (
    HandshakeReader,
    HandshakeRequest,
    HandshakeResponse,
    encode_handshake,
)


@given(st.integers(0, 60), st.integers(0, 60), st.binary(max_size=20))
def test_a_request_in_pieces_is_read_and_what_follows_is_handed_on(
    first: int, second: int, behind: bytes
) -> None:
    request = HandshakeRequest("json", 1)
    data = encode_handshake(request) + behind
    start, end = sorted((first, second))
    reader = HandshakeReader(HandshakeRequest)
    read, rest = None, b""
    for piece in (data[:start], data[start:end], data[end:]):
        if read is None:
            read, rest = reader.feed(piece)
        else:
            rest += piece
    assert (read, rest) == (request, behind)


def test_the_response_is_an_empty_object_or_an_error() -> None:
    assert encode_handshake(HandshakeResponse()) == b"{}\x1e"
    assert encode_handshake(HandshakeResponse("no")) == b'{"error":"no"}\x1e'
    assert HandshakeReader(HandshakeResponse).feed(b'{"error":"no"}\x1e') == (
        HandshakeResponse("no"),
        b"",
    )


def test_unknown_properties_order_and_white_space_do_not_matter() -> None:
    text = b' { "version" : 2 , "more":{"a":[1]}, "protocol":"json" } \x1e'
    assert HandshakeReader(HandshakeRequest).feed(text) == (HandshakeRequest("json", 2), b"")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"hello",
        b'{"protocol":"\xff","version":1}',
        b"{}",
        b'["json",1]',
        b'{"version":1}',
        b'{"protocol":"json"}',
        b'{"protocol":null,"version":1}',
        b'{"protocol":"json","version":"1"}',
        b'{"protocol":"json","version":1.5}',
        b'{"type":1,"target":"Add","arguments":[]}',
    ],
)
def test_anything_else_is_no_request(text: bytes) -> None:
    with pytest.raises(ProtocolError, match=r"^[^\n]+[.}]$"):
        HandshakeReader(HandshakeRequest).feed(text + b"\x1e")


def test_a_hub_message_is_no_response() -> None:
    with pytest.raises(ProtocolError, match="got a hub message"):
        HandshakeReader(HandshakeResponse).feed(b'{"type":6}\x1e')


@pytest.mark.parametrize("text", [b"x" * 32_768, b'{"protocol":"' + b"x" * 33_000 + b'"}\x1e'])
def test_a_handshake_has_a_size_limit(text: bytes) -> None:
    with pytest.raises(MessageTooLargeError):
        HandshakeReader(HandshakeRequest).feed(text)
