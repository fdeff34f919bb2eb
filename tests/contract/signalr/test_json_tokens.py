"""JSON token by token: the tokens of any JSON, and the sentence about what is none."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubproof.contract.signalr.json_tokens import (
    DEPTH_MAX,
    JsonSyntaxError,
    JsonTokens,
    UnreadableTextError,
)

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


def kinds(text: bytes) -> list[str]:
    tokens = JsonTokens(text)
    told = []
    while tokens.read():
        told.append(tokens.kind)
    return told


def built(tokens: JsonTokens) -> object:
    """The value that has begun."""
    if tokens.kind == "StartArray":
        items = []
        while tokens.read() and tokens.kind != "EndArray":
            items.append(built(tokens))
        return items
    if tokens.kind == "StartObject":
        members = {}
        while tokens.read() and tokens.kind != "EndObject":
            name = tokens.text()
            tokens.read()
            members[name] = built(tokens)
        return members
    if tokens.kind == "String":
        return tokens.text()
    return json.loads(tokens.data[tokens.begin : tokens.end])


@given(values, st.sampled_from([{}, {"ensure_ascii": False}, {"indent": 1}]))
def test_whatever_is_json_is_read(value: object, style: dict[str, Any]) -> None:
    tokens = JsonTokens(json.dumps(value, **style).encode())
    tokens.read()
    assert built(tokens) == value
    assert not tokens.read()


@given(st.text('{}[]":,tfn0-1.eE+ \\u\n/a\x01', max_size=12).map(str.encode))
def test_whatever_is_none_is_refused(text: bytes) -> None:
    try:
        json.loads(text)
        is_json = b"NaN" not in text and b"Infinity" not in text
    except ValueError:
        is_json = False
    try:
        kinds(text)
        was_read = True
    except JsonSyntaxError:
        was_read = False
    assert was_read == is_json


def test_a_value_is_skipped_whatever_is_in_it() -> None:
    tokens = JsonTokens(b'{"a":[1,{"b":[2]}],"c":"x"}')
    tokens.read()
    for name in ("a", "c"):
        tokens.read()
        assert tokens.text() == name
        tokens.skip()
    tokens.read()
    assert tokens.kind == "EndObject"


TOO_DEEP = "The maximum configured depth of 64 has been exceeded. Cannot read next JSON {}."
OPEN = (
    "Expected depth to be zero at the end of the JSON payload."
    " There is an open JSON object or array that should be closed."
)
ESCAPED = "The string should be correctly escaped."
NO_VALUE = "Expected start of a property name or value, but instead reached end of data."


@pytest.mark.parametrize(
    ("text", "says", "line", "column"),
    [
        (
            b" \n ",
            (
                "The input does not contain any JSON tokens. Expected the input to start with"
                " a valid JSON token, when isFinalBlock is true."
            ),
            1,
            1,
        ),
        (b"hello", "'h' is an invalid start of a value.", 0, 0),
        (b"\xef\xbb\xbf{}", "'0xEF' is an invalid start of a value.", 0, 0),
        (b"{a:1}", "'a' is an invalid start of a property name. Expected a '\"'.", 0, 1),
        (b'{"a" 1}', "'1' is invalid after a property name. Expected a ':'.", 0, 5),
        (b'{"a"', "Expected a value, but instead reached end of data.", 0, 4),
        (b'{"a":', OPEN, 0, 5),
        (
            b'{"a":1 "b":2}',
            "'\"' is invalid after a value. Expected either ',', '}', or ']'.",
            0,
            7,
        ),
        (
            b'{"a":1,}',
            (
                "The JSON object contains a trailing comma at the end which is not supported"
                " in this mode. Change the reader options."
            ),
            0,
            7,
        ),
        (
            b"[1, ]",
            (
                "The JSON array contains a trailing comma at the end which is not supported"
                " in this mode. Change the reader options."
            ),
            0,
            4,
        ),
        (b"[1,", NO_VALUE, 0, 2),
        (b"[1,\n ", NO_VALUE, 1, 1),
        (b"[1}", "'}' is invalid without a matching open.", 0, 2),
        (b"[1", "'1' is an invalid end of a number. Expected a delimiter.", 0, 2),
        (b"[1 ", OPEN, 0, 3),
        (b"[] 1", "'1' is invalid after a single JSON value. Expected end of data.", 0, 3),
        (b"[truX]", "'truX]' is an invalid JSON literal. Expected the literal 'true'.", 0, 4),
        (b"[nul", "'nul' is an invalid JSON literal. Expected the literal 'null'.", 0, 4),
        (b"[01]", "Invalid leading zero before '1'.", 0, 2),
        (
            b"[-x]",
            (
                "'x' is invalid within a number, immediately after a sign character ('+' or"
                " '-'). Expected a digit ('0'-'9')."
            ),
            0,
            2,
        ),
        (
            b"[1.]",
            (
                "']' is invalid within a number, immediately after a decimal point ('.')."
                " Expected a digit ('0'-'9')."
            ),
            0,
            3,
        ),
        (b"[1.5x]", "'x' is an invalid end of a number. Expected 'E' or 'e'.", 0, 4),
        (b"[1e5.]", "'.' is an invalid end of a number. Expected a delimiter.", 0, 4),
        (
            b"[1e+]",
            (
                "']' is invalid within a number, immediately after a sign character ('+' or"
                " '-'). Expected a digit ('0'-'9')."
            ),
            0,
            4,
        ),
        (b"-", "Expected a digit ('0'-'9'), but instead reached end of data.", 0, 1),
        (b'["a', "Expected end of string, but instead reached end of data.", 0, 3),
        (b'["\\u00', "Expected end of string, but instead reached end of data.", 0, 6),
        (b'["a\nb"]', f"'0x0A' is invalid within a JSON string. {ESCAPED}", 0, 3),
        (
            b'["\\x"]',
            f"'x' is an invalid escapable character within a JSON string. {ESCAPED}",
            0,
            3,
        ),
        (
            b'["\\u0G"]',
            f"'G' is not a hex digit following '\\u' within a JSON string. {ESCAPED}",
            0,
            5,
        ),
        (b"[" * 65, TOO_DEEP.format("array"), 0, 64),
        (b"[" * 64 + b"{", TOO_DEEP.format("object"), 0, 64),
    ],
)
def test_the_sentence_names_the_byte_and_its_place(
    text: bytes, says: str, line: int, column: int
) -> None:
    with pytest.raises(JsonSyntaxError) as caught:
        kinds(text)
    assert str(caught.value) == f"{says} LineNumber: {line} | BytePositionInLine: {column}."


def test_nesting_reaches_the_limit() -> None:
    assert len(kinds(b"[" * DEPTH_MAX + b"]" * DEPTH_MAX)) == 2 * DEPTH_MAX


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b'"\xff"', "Cannot transcode invalid UTF-8 JSON text to UTF-16 string."),
        (b'"\\n\xff"', "Cannot transcode invalid UTF-8 JSON text to UTF-16 string."),
        (
            b'"\\ud800"',
            ("Cannot read incomplete UTF-16 JSON text as string with missing low surrogate."),
        ),
        (
            b'"\\ud800x"',
            ("Cannot read incomplete UTF-16 JSON text as string with missing low surrogate."),
        ),
        (
            b'"\\ud800\\u0041"',
            ("Cannot read invalid UTF-16 JSON text as string. Invalid surrogate value: '0x41'."),
        ),
        (
            b'"\\udC00"',
            ("Cannot read invalid UTF-16 JSON text as string. Invalid surrogate value: '0xDC00'."),
        ),
        (b"7", "Cannot get the value of a token type 'Number' as a string."),
        (b"[]", "Cannot get the value of a token type 'StartArray' as a string."),
    ],
)
def test_what_is_no_text_says_why(text: bytes, says: str) -> None:
    tokens = JsonTokens(text)
    tokens.read()
    with pytest.raises(UnreadableTextError) as caught:
        tokens.text()
    assert str(caught.value) == says


def test_escapes_are_undone() -> None:
    tokens = JsonTokens(rb'"\"\\\/\b\f\n\r\t\u0041\ud83d\ude00\\ud800"')
    tokens.read()
    assert tokens.text() == '"\\/\b\f\n\r\tA😀\\ud800'
