"""WebSocket frames as a server writes them: unmasked, final, uncompressed (RFC 6455, 5.2).

Rule: one call makes one whole frame, so that writing it to a transport needs no coroutine. Order is
then the order of the calls, and "answered, then closed" is two calls in a row with nothing in
between. aiohttp reads the frames of the other direction.
"""

import struct

_TEXT = 0x81
_BINARY = 0x82
_CLOSE = 0x88
_PONG = 0x8A

NORMAL_CLOSURE = 1000

SHORT, LONG = 126, 1 << 16
"""RFC 6455: lengths from here on take the longer forms."""

USUAL = 1024
"""Of payloads up to here the headers are made once."""


def text_frame(payload: bytes) -> bytes:
    """A text frame with UTF-8 `payload`."""
    size = len(payload)
    return (_TEXT_HEADERS[size] if size < USUAL else _header(_TEXT, size)) + payload


def binary_frame(payload: bytes) -> bytes:
    """A binary frame."""
    size = len(payload)
    return (_BINARY_HEADERS[size] if size < USUAL else _header(_BINARY, size)) + payload


def close_frame(code: int = NORMAL_CLOSURE) -> bytes:
    """A close frame with `code` and no reason."""
    return _header(_CLOSE, 2) + struct.pack("!H", code)


def pong_frame(payload: bytes) -> bytes:
    """The answer to a ping with this `payload`."""
    return _header(_PONG, len(payload)) + payload


def _header(first: int, size: int) -> bytes:
    if size < SHORT:
        return bytes((first, size))
    if size < LONG:
        return struct.pack("!BBH", first, 126, size)
    return struct.pack("!BBQ", first, 127, size)


_TEXT_HEADERS = [_header(_TEXT, size) for size in range(USUAL)]
_BINARY_HEADERS = [_header(_BINARY, size) for size in range(USUAL)]
